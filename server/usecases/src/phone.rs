//! Telephone numbers, as E.164: read by the rules of their country.

use phonenumber::country::Id;

/// The number in E.164, if it is one; without a country code it is read as one of the clinic's country.
#[must_use]
pub fn normalise(text: &str, zone: &str) -> Option<String> {
    let text = text.trim();
    if text.len() > 40 || text.chars().any(char::is_alphabetic) {
        return None;
    }
    let number = phonenumber::parse(country_of(zone), text).ok()?;
    phonenumber::is_valid(&number).then(|| number.format().mode(phonenumber::Mode::E164).to_string())
}

/// The country whose people write numbers without a code at a clinic in this zone.
fn country_of(zone: &str) -> Option<Id> {
    Some(match zone {
        "Europe/Madrid" | "Atlantic/Canary" | "Africa/Ceuta" => Id::ES,
        "Europe/Lisbon" => Id::PT,
        "Europe/Paris" => Id::FR,
        "Europe/London" => Id::GB,
        "Europe/Berlin" => Id::DE,
        "America/Sao_Paulo" => Id::BR,
        "America/Mexico_City" => Id::MX,
        "America/Bogota" => Id::CO,
        "America/Santiago" => Id::CL,
        "America/New_York"
        | "America/Chicago"
        | "America/Denver"
        | "America/Phoenix"
        | "America/Los_Angeles" => Id::US,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::normalise;

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
}
