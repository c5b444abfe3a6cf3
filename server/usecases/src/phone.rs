//! Telephone numbers, as E.164: read by the rules of their country.

use crate::facility::Facility;
use domain::contact::ContactKind;
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

/// Whether a number in E.164 is of one of these countries (ISO 3166-1 alpha-2); without any, of the country of a clinic in
/// this zone. Where that is not known, every number is.
#[must_use]
pub fn is_of(number: &str, countries: &[String], zone: &str) -> bool {
    let own = country_code(zone);
    let Ok(parsed) = phonenumber::parse(None, number) else { return false };
    // Some codes are shared: a number of +1 is American or Canadian as far as its code tells.
    let of_code = |country: &str| {
        country.parse::<Id>().is_ok_and(|id| {
            phonenumber::metadata::DATABASE
                .by_id(id.as_ref())
                .is_some_and(|metadata| metadata.country_code() == parsed.country().code())
        })
    };
    match (countries, own) {
        ([], None) => true,
        ([], Some(own)) => of_code(&own),
        (named, _) => named.iter().any(|country| of_code(country)),
    }
}

/// Whether the clinic sends to an address: every e-mail address, and numbers of the countries it has named.
#[must_use]
pub fn takes(facility: &Facility, kind: ContactKind, address: &str) -> bool {
    kind == ContactKind::Email || is_of(address, &facility.security.text_messages.countries, &facility.zone)
}

/// The code of the country of a clinic in this zone (ISO 3166-1 alpha-2), if it is known.
#[must_use]
pub fn country_code(zone: &str) -> Option<String> {
    country_of(zone).map(|id| format!("{id:?}"))
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
