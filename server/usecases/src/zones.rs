//! Time zones: the one place that asks jiff's bundled database, and hands offsets to `domain` as facts.

use domain::civil::LocalMinute;
use domain::time::{DAY, Instant, ZoneSpans};
use jiff::Timestamp;
use jiff::tz::TimeZone;

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

fn timestamp(at: Instant) -> Timestamp {
    Timestamp::from_second(at.0).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_hold_the_offset_on_both_sides_of_a_clock_change() {
        let change = Instant(1_805_007_600); // 2027-03-14T07:00:00Z
        let spans =
            spans("America/New_York", change.plus_seconds(-DAY), change.plus_seconds(DAY)).expect("a zone");
        assert_eq!(spans.offset_at(change.plus_seconds(-1)), -5 * 3_600);
        assert_eq!(spans.offset_at(change), -4 * 3_600);
        assert_eq!(String::from(local("America/New_York", change)), "2027-03-14T03:00:00-04:00");
    }

    #[test]
    fn an_unknown_zone_is_named() {
        assert!(spans("Mars/Base", Instant(0), Instant(0)).is_err_and(|error| error.contains("Mars/Base")));
    }
}
