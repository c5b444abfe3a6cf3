//! Units: the five-minute quanta in which time is kept and searched, counted from the Unix epoch.
//!
//! Unit `u` is the time from `u · 300 s` up to, not including, `(u + 1) · 300 s`. Offsets of time zones are multiples
//! of a quarter of an hour, so units line up with every clock that a clinic has on its wall.

use std::ops::Range;

use crate::time::{Instant, MINUTE, QUANTUM};

/// A stretch of time, half-open: `from` belongs to it, `to` does not. Empty if `to` is not after `from`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Interval {
    /// First instant.
    pub from: Instant,
    /// First instant that no longer belongs to it.
    pub to: Instant,
}

impl Interval {
    /// Whether any instant belongs to both.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.from.max(other.from) < self.to.min(other.to)
    }
}

/// The unit in which `at` lies.
#[must_use]
pub const fn unit_of(at: Instant) -> i64 {
    at.0.div_euclid(QUANTUM)
}

/// The first unit that begins at `at` or later.
#[must_use]
pub const fn first_unit_from(at: Instant) -> i64 {
    let unit = unit_of(at);
    if at.0.rem_euclid(QUANTUM) == 0 { unit } else { unit + 1 }
}

/// When `unit` begins.
#[must_use]
pub const fn begin_of(unit: i64) -> Instant {
    Instant(unit.saturating_mul(QUANTUM))
}

/// The units that `interval` touches: those a claim on it keeps; none if it is empty.
#[must_use]
pub fn units_touched(interval: Interval) -> Range<i64> {
    let first = unit_of(interval.from);
    let end = if interval.from < interval.to { first_unit_from(interval.to) } else { first };
    first..end
}

/// The units that begin within `seconds` since the epoch.
#[must_use]
pub(super) const fn units_beginning_in(seconds: &Range<i64>) -> Range<i64> {
    first_unit_from(Instant(seconds.start))..first_unit_from(Instant(seconds.end))
}

/// How many units `minutes` take; a part of a unit counts as a whole one.
#[must_use]
pub const fn units_in(minutes: u32) -> i64 {
    const UNIT_MINUTES: i64 = QUANTUM / MINUTE;
    (minutes as i64 + UNIT_MINUTES - 1) / UNIT_MINUTES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_on_a_boundary_belongs_to_the_unit_that_begins_there() {
        assert_eq!((unit_of(Instant(600)), first_unit_from(Instant(600))), (2, 2));
        assert_eq!((unit_of(Instant(601)), first_unit_from(Instant(601))), (2, 3));
        assert_eq!((unit_of(Instant(-1)), first_unit_from(Instant(-1))), (-1, 0));
    }

    #[test]
    fn a_claim_keeps_every_unit_that_it_touches() {
        let interval = |from, to| Interval { from: Instant(from), to: Instant(to) };
        assert_eq!(units_touched(interval(300, 900)), 1..3);
        assert_eq!(units_touched(interval(299, 901)), 0..4);
        assert!(units_touched(interval(450, 450)).is_empty());
        assert_eq!((units_in(0), units_in(5), units_in(6), units_in(30)), (0, 1, 2, 6));
    }

    #[test]
    fn intervals_that_only_touch_do_not_overlap() {
        let interval = |from, to| Interval { from: Instant(from), to: Instant(to) };
        assert!(!interval(0, 300).overlaps(interval(300, 600)));
        assert!(interval(0, 301).overlaps(interval(300, 600)));
        assert!(!interval(0, 600).overlaps(interval(300, 300)), "an empty interval overlaps nothing");
    }
}
