//! Instants of the command line.

use server::examined::{parse, parse_whole, utc};

#[test]
fn instants_are_read_with_any_offset_and_written_in_utc() {
    let at = parse("2027-03-14T09:00:30.9-04:00").expect("an instant");
    assert_eq!(utc(at), "2027-03-14T13:00:30Z");
    assert_eq!(parse_whole("2027-03-14T13:00:30Z"), Ok(at));
    for wrong in ["2027-03-14", "2027-03-14T09:00:00", "yesterday", "2027-03-14T09:00:00.5Z"] {
        assert!(parse_whole(wrong).is_err(), "{wrong}");
    }
}
