//! Time zones: the one place that asks jiff's bundled database, and hands offsets to `domain` as facts.

use domain::civil::LocalMinute;
use domain::time::{DAY, Instant, ZoneSpans};
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

/// Release of the bundled tz database.
pub const TZDB: &str = "bundled";

/// The zone of an IANA name.
///
/// # Errors
/// The name, when the database has no such zone.
pub fn find_zone(name: &str) -> Result<TimeZone, String> {
    TimeZone::get(name)
        .map_err(|_| format!("unknown time zone {name:?}; use an IANA name such as Europe/Madrid"))
}

/// The offsets of `zone` from two days before `from` to two days after `to`.
///
/// # Errors
/// The name, when the database has no such zone.
pub fn spans(zone: &str, from: Instant, to: Instant) -> Result<ZoneSpans, String> {
    let tz = find_zone(zone)?;
    let begin = timestamp(from.plus_seconds(-2 * DAY));
    let end = timestamp(to.plus_seconds(2 * DAY));
    let mut spans = vec![(Instant(begin.as_second()), tz.to_offset(begin).seconds())];
    for transition in tz.following(begin).take_while(|transition| transition.timestamp() <= end) {
        spans.push((Instant(transition.timestamp().as_second()), transition.offset().seconds()));
    }
    Ok(ZoneSpans { zone: zone.to_owned(), tzdb: TZDB.to_owned(), spans })
}

/// What the clocks of `zone` show at `at`; UTC for an unknown zone.
#[must_use]
pub fn local(zone: &str, at: Instant) -> LocalMinute {
    let offset = find_zone(zone).map_or(0, |tz| tz.to_offset(timestamp(at)).seconds());
    LocalMinute::at_offset(at.0, offset)
}

/// When a day such as `2027-03-14` begins in `zone`.
#[must_use]
pub fn midnight(zone: &str, day: &str) -> Option<Instant> {
    let date: jiff::civil::Date = day.parse().ok()?;
    let begins = date.to_zoned(find_zone(zone).ok()?).ok()?;
    Some(Instant(begins.timestamp().as_second()))
}

/// The same instant, or, where it falls on a Saturday or Sunday in `zone`, that hour of the Monday after.
#[must_use]
pub fn on_a_weekday(zone: &str, at: Instant, hour: i8) -> Instant {
    let tz = find_zone(zone).unwrap_or(TimeZone::UTC);
    let local = timestamp(at).to_zoned(tz.clone());
    let days = match local.weekday() {
        Weekday::Saturday => 2,
        Weekday::Sunday => 1,
        _ => return at,
    };
    let monday = local.date().checked_add(Span::new().days(days)).map(|day| day.at(hour, 0, 0, 0));
    let monday = monday.and_then(|monday| monday.to_zoned(tz));
    monday.map_or(at, |monday| Instant(monday.timestamp().as_second()))
}

/// An instant as FHIR's `instant` writes it, in UTC.
#[must_use]
pub fn rfc3339(at: Instant) -> String {
    timestamp(at).to_string()
}

fn timestamp(at: Instant) -> Timestamp {
    Timestamp::from_second(at.0).unwrap_or(Timestamp::UNIX_EPOCH)
}
