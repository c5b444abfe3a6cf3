//! Days between which entries are asked for, as they are typed.

use crate::civil::days_from_date;
use crate::time::{DAY, Instant};

/// From when, and before when, in UTC: the bounds of two days as typed, each of them within. What is no day is no bound.
#[must_use]
pub fn days(from: &str, until: &str) -> (Option<Instant>, Option<Instant>) {
    let first = number(from).map(|days| Instant(days * DAY));
    let last = number(until).map(|days| Instant((days + 1) * DAY));
    (first, last)
}

/// A day as typed, the way a record writes one: `2026-03-01`. Nothing for what is no day.
#[must_use]
pub fn day(text: &str) -> Option<String> {
    let date: jiff::civil::Date = text.trim().parse().ok()?;
    (date.year() > 0).then(|| date.to_string())
}

/// Whether a period begins after it ends, by two days as typed; what is no day is no bound.
#[must_use]
pub fn is_reversed(from: &str, until: &str) -> bool {
    // Days that are written in full are in the order of time.
    let is_full = |day: &str| day.len() == 10;
    is_full(from) && is_full(until) && from > until
}

/// The number of days from 1970-01-01 to a date such as `2026-03-01`.
fn number(text: &str) -> Option<i64> {
    let date: jiff::civil::Date = text.trim().parse().ok()?;
    let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    Some(days_from_date(date.year(), month, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_days_are_within_and_nonsense_is_no_bound() {
        let (from, before) = days("1970-01-02", " 1970-01-03 ");
        assert_eq!((from, before), (Some(Instant(DAY)), Some(Instant(3 * DAY))));
        assert_eq!(days("", "yesterday"), (None, None));
        assert_eq!(days("2026-02-30", "2026"), (None, None));
        assert_eq!(days("1969-12-31", "").0, Some(Instant(-DAY)));
        assert_eq!(day(" 2026-03-01 ").as_deref(), Some("2026-03-01"));
        assert_eq!((day("2026-02-30"), day("yesterday"), day("")), (None, None, None));
        assert!(is_reversed("2026-03-02", "2026-03-01"));
        assert!(!is_reversed("2026-03-01", "2026-03-01"));
        assert!(!is_reversed("2026-03-02", "") && !is_reversed("yesterday", "2026-03-01"));
    }
}
