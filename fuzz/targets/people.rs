//! What people type about themselves: numbers of identity cards, names, birth dates, addresses, codes.

use domain::account::code::typed;
use domain::contact::{ContactKind, address_key, email, masked};
use domain::registration::national_id::{Country, masked as masked_id, normalise as national_id};
use domain::registration::{birth_date, name};

/// Whether it passed the first check.
pub fn run(bytes: &[u8]) -> bool {
    let mut is_taken = false;
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    for country in Country::ALL {
        if let Some(plain) = national_id(country, text) {
            is_taken = true;
            assert_eq!(national_id(country, &plain).as_ref(), Some(&plain), "normal already");
            let _ = masked_id(&plain);
        }
    }
    let (first, second) = text.split_once('\n').unwrap_or((text, ""));
    let (given, family) = second.split_once('\n').unwrap_or((second, ""));
    let _ = (name::compare(first, given, family), name::words(text));
    is_taken |= name::has_surname(first, family);
    let today = jiff::civil::date(2026, 11, 25);
    if let Some(date) = birth_date::read(text, today) {
        is_taken = true;
        assert!(date <= today);
    }
    if let Some(address) = email(text) {
        is_taken = true;
        assert_eq!(email(&address).as_ref(), Some(&address), "an address already");
        assert!(!address.chars().any(|sign| sign.is_control() || sign.is_whitespace()));
        let key = address_key(ContactKind::Email, &address);
        assert_eq!(address_key(ContactKind::Email, &key), key);
    }
    for kind in [ContactKind::Email, ContactKind::Phone] {
        let _ = (masked(kind, text), address_key(kind, text));
    }
    if let Some(code) = typed(text) {
        is_taken = true;
        assert!(code.bytes().all(|byte| byte.is_ascii_digit()));
    }
    is_taken
}
