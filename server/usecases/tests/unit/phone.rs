//! Telephone numbers and their countries.

use usecases::phone::{is_of, normalise};

#[test]
fn codes_go_to_the_countries_that_the_clinic_serves() {
    let some = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
    for (number, countries, zone, expected) in [
        ("+34600123456", &[][..], "Europe/Madrid", true),
        ("+34600123456", &[], "America/New_York", false),
        ("+12125552368", &[], "America/New_York", true),
        ("+34600123456", &[], "Asia/Tokyo", true),
        ("+34600123456", &["US", "ES"], "America/New_York", true),
        ("+12125552368", &["ES"], "America/New_York", false),
        ("+882161234567", &["US", "ES"], "America/New_York", false),
        ("nonsense", &[], "Asia/Tokyo", false),
        ("+12125552368", &["XX"], "America/New_York", false),
    ] {
        assert_eq!(is_of(number, &some(countries), zone), expected, "{number} {countries:?} {zone}");
    }
}

#[test]
fn numbers_are_read_by_the_rules_of_their_country() {
    for (text, zone, expected) in [
        ("600 123 456", "Europe/Madrid", Some("+34600123456")),
        ("+34 600-12-34-56", "America/New_York", Some("+34600123456")),
        ("(212) 555-2368", "America/New_York", Some("+12125552368")),
        ("1-212-555-2368", "America/Chicago", Some("+12125552368")),
        ("11 98765-4321", "America/Sao_Paulo", Some("+5511987654321")),
        ("600 123 456", "Asia/Tokyo", None),
        ("12", "Europe/Madrid", None),
        ("600123456x", "Europe/Madrid", None),
        ("call me", "Europe/Madrid", None),
        ("", "Europe/Madrid", None),
    ] {
        assert_eq!(normalise(text, zone).as_deref(), expected, "{text} {zone}");
    }
}
