//! A telephone number as somebody types it.

use usecases::phone::normalise as phone_number;

/// Whether it passed the first check.
pub fn run(bytes: &[u8]) -> bool {
    let mut is_taken = false;
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    for zone in ["America/New_York", "Europe/Madrid", "America/Mexico_City", "Nowhere/At_All"] {
        if let Some(number) = phone_number(text, zone) {
            is_taken = true;
            let digits = number.strip_prefix('+');
            assert!(
                digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit())),
                "{number}"
            );
            assert_eq!(phone_number(&number, zone).as_ref(), Some(&number), "normal already");
        }
    }
    is_taken
}
