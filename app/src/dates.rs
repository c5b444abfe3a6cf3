//! Dates that are known as far as somebody wrote them down.

use crate::texts::t;
use domain::civil::LocalMinute;

/// A FHIR date as far as it is known: a year, a month of a year, or a day.
#[must_use]
pub fn day(date: &str) -> Option<String> {
    let number = |range: std::ops::Range<usize>| date.get(range).and_then(|part| part.parse::<u8>().ok());
    let year = date.get(0..4).and_then(|year| year.parse::<i16>().ok())?;
    let at = |month, day| LocalMinute { year, month, day, hour: 0, minute: 0, offset_minutes: 0 };
    let lookup = t;
    Some(match (number(5..7), number(8..10)) {
        (Some(month), Some(day)) => i18n::numeric_date(&lookup, at(month, day)),
        (Some(month), None) => i18n::month_year(&lookup, at(month, 1)),
        _ => year.to_string(),
    })
}
