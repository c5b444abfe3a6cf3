//! Recovery codes as they are shown and typed.

use usecases::examined::{GROUP, LENGTH, letters, read_recovery_code as read, written};

#[test]
fn what_is_shown_is_read_again_however_it_is_typed() {
    let letters = letters();
    let shown = written(7, &letters);
    assert_eq!(shown.len(), 1 + LENGTH + LENGTH / GROUP, "{shown}");
    assert_eq!(read(&shown), Some((7, letters.clone())));
    assert_eq!(read(&shown.to_lowercase().replace('-', " ")), Some((7, letters)));
    assert_eq!(read("7-OIL0-1111-2222-3333"), Some((7, "0110111122223333".to_owned())));
    for wrong in ["", "7", "x-0000-0000-0000-0000", "7-000U-0000-0000-0000", "7-0000-0000-0000-000"] {
        assert_eq!(read(wrong), None, "{wrong}");
    }
}
