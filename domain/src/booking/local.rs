//! Local times as sets of instants: what a window on a location's clock means in UTC.

use std::ops::Range;

use jiff::civil::{Date, DateTime, date};

use super::units::{begin_of, units_beginning_in};
use crate::time::{DAY, Instant, ZoneSpans};

/// More than any clock is ahead of or behind UTC.
const FARTHEST_OFFSET: i64 = 2 * DAY;

/// Days since 1970-01-01.
pub(super) fn day_number(day: Date) -> i64 {
    day.duration_since(date(1970, 1, 1)).as_secs().div_euclid(DAY)
}

/// Seconds since 1970-01-01T00:00 on a clock on the wall.
pub(super) fn wall_seconds(local: DateTime) -> i64 {
    local.duration_since(date(1970, 1, 1).at(0, 0, 0, 0)).as_secs()
}

/// The local day at `at`, as days since 1970-01-01.
pub(super) fn local_day(zone: &ZoneSpans, at: Instant) -> i64 {
    zone.local_seconds(at).div_euclid(DAY)
}

/// The seconds on the wall from the first of `days` to the end of the last.
pub(super) const fn wall_days(days: &Range<i64>) -> Range<i64> {
    days.start.saturating_mul(DAY)..days.end.saturating_mul(DAY)
}

/// The days that may show on the wall during `units`. Generous: clocks have been moved by a whole day.
pub(super) fn days_around(zone: &ZoneSpans, units: &Range<i64>) -> Range<i64> {
    local_day(zone, begin_of(units.start)) - 1..local_day(zone, begin_of(units.end)) + 2
}

/// Hands `found` the units that begin while the wall clock shows a time within `wall`, in order, in as many runs as
/// the zone's clock changes make of them: none where it skips `wall`, two where it shows it twice.
pub(super) fn each_run(zone: &ZoneSpans, wall: &Range<i64>, mut found: impl FnMut(Range<i64>)) {
    let earliest = wall.start.saturating_sub(FARTHEST_OFFSET);
    let latest = wall.end.saturating_add(FARTHEST_OFFSET);
    let first = zone.spans.partition_point(|(from, _)| from.0 <= earliest).saturating_sub(1);
    let mut spans = zone.spans.iter().skip(first).peekable();
    // The first span also holds for whatever comes before it, and without any the clock shows UTC.
    let mut begin = i64::MIN;
    let mut offset = spans.next().map_or(0, |(_, offset)| i64::from(*offset));
    while begin < latest {
        let end = spans.peek().map_or(i64::MAX, |(from, _)| from.0);
        let from = wall.start.saturating_sub(offset).max(begin);
        let to = wall.end.saturating_sub(offset).min(end);
        if from < to {
            let run = units_beginning_in(&(from..to));
            if !run.is_empty() {
                found(run);
            }
        }
        let Some((next_begin, next_offset)) = spans.next() else { return };
        (begin, offset) = (next_begin.0, i64::from(*next_offset));
    }
}

/// From the first to the last unit whose local day is one of `days`; nothing if the zone skipped them all.
pub(super) fn hull_of_days(zone: &ZoneSpans, days: &Range<i64>) -> Option<Range<i64>> {
    let mut hull: Option<Range<i64>> = None;
    each_run(zone, &wall_days(days), |run| {
        let start = hull.as_ref().map_or(run.start, |hull| hull.start);
        hull = Some(start..run.end);
    });
    hull
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Clocks go from +01:00 forward to +02:00 at 1,000,000 s and back at 2,000,000 s.
    fn zone() -> ZoneSpans {
        let spans = vec![(Instant(0), 3600), (Instant(1_000_000), 7200), (Instant(2_000_000), 3600)];
        ZoneSpans { zone: "Test/Zone".into(), tzdb: "test".into(), spans }
    }

    fn runs(wall: Range<i64>) -> Vec<Range<i64>> {
        let mut runs = Vec::new();
        each_run(&zone(), &wall, |run| runs.push(run));
        runs
    }

    #[test]
    fn skipped_local_time_is_no_time_at_all() {
        // The clock jumps from 1,003,600 to 1,007,200.
        assert_eq!(runs(1_003_600..1_007_200), vec![]);
        assert_eq!(runs(1_003_000..1_007_200), vec![3332..3334]);
    }

    #[test]
    fn local_time_that_comes_twice_is_found_twice() {
        // The clock falls back from 2,007,200 to 2,003,600.
        assert_eq!(runs(2_004_000..2_004_600), vec![6656..6658, 6668..6670]);
    }

    #[test]
    fn before_the_first_span_its_offset_holds() {
        assert_eq!(runs(-3600..0), vec![-24..-12]);
        let nowhere = ZoneSpans { spans: vec![], ..zone() };
        let mut found = Vec::new();
        each_run(&nowhere, &(0..600), |run| found.push(run));
        assert_eq!(found, vec![0..2], "without spans the clock shows UTC");
    }

    #[test]
    fn civil_times_are_counted_from_1970() {
        assert_eq!(day_number(date(1970, 1, 2)), 1);
        assert_eq!(day_number(date(1969, 12, 31)), -1);
        assert_eq!(wall_seconds(date(1970, 1, 1).at(0, 5, 0, 0)), 300);
    }
}
