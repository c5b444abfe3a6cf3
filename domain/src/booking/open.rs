//! Open time: when a provider can be booked at a location for a visit type, as a set of units.
//!
//! Open time is weekly hours and open exceptions together, without closed exceptions, whatever their order.

use std::ops::Range;

use super::bitmap::Bitmap;
use super::hours::{ExceptionKind, HoursException, WeeklyHours};
use super::local::{day_number, days_around, each_run, wall_seconds};
use crate::ids::{LocationId, ProviderId, VisitTypeId};
use crate::time::{DAY, MINUTE, ZoneSpans};

/// What bears on one provider's open time at one location for one visit type, in plain numbers of the wall clock.
pub(super) struct Windows {
    weekly: Vec<WeeklyWindow>,
    opened: Vec<Range<i64>>,
    closed: Vec<Range<i64>>,
}

struct WeeklyWindow {
    /// Days since Monday.
    weekday: i64,
    /// Seconds since local midnight.
    clock: Range<i64>,
    /// Days since 1970-01-01 on which the window is valid.
    valid: Range<i64>,
}

/// Picks the rows that bear on `provider`, `location` and `visit_type`.
pub(super) fn windows_for<'a>(
    weekly: impl Iterator<Item = &'a WeeklyHours>,
    exceptions: impl Iterator<Item = &'a HoursException>,
    provider: ProviderId,
    location: LocationId,
    visit_type: VisitTypeId,
) -> Windows {
    let weekly = weekly
        .filter(|hours| hours.provider == provider && hours.location == location)
        .filter(|hours| hours.visit_types.has(visit_type))
        .map(weekly_window)
        .collect();
    let (mut opened, mut closed) = (Vec::new(), Vec::new());
    let bears = |exception: &HoursException| {
        exception.provider.is_none_or(|whose| whose == provider)
            && exception.location.is_none_or(|place| place == location)
    };
    for exception in exceptions.filter(|exception| bears(exception)) {
        let wall = wall_seconds(exception.local_from)..wall_seconds(exception.local_to);
        match &exception.kind {
            ExceptionKind::Closed => closed.push(wall),
            ExceptionKind::Open { visit_types } if visit_types.has(visit_type) => opened.push(wall),
            ExceptionKind::Open { .. } => {}
        }
    }
    Windows { weekly, opened, closed }
}

impl Windows {
    /// Whether there can be no open time at all.
    pub(super) fn is_empty(&self) -> bool {
        self.weekly.is_empty() && self.opened.is_empty()
    }
}

fn weekly_window(hours: &WeeklyHours) -> WeeklyWindow {
    WeeklyWindow {
        weekday: i64::from(hours.weekday.to_monday_zero_offset()),
        clock: i64::from(hours.from_min) * MINUTE..(i64::from(hours.to_min) * MINUTE).min(DAY),
        valid: hours.valid_from.map_or(i64::MIN, day_number)
            ..hours.valid_to.map_or(i64::MAX, |last| day_number(last) + 1),
    }
}

/// The open units of `range`: one step for each rule and day that it is valid on.
pub(super) fn open_time(windows: &Windows, zone: &ZoneSpans, range: &Range<i64>) -> Bitmap {
    let mut open = Bitmap::empty(range);
    let days = days_around(zone, range);
    for window in &windows.weekly {
        let mut day = first_on_weekday(window.valid.start.max(days.start), window.weekday);
        while day < window.valid.end.min(days.end) {
            let midnight = day * DAY;
            let wall = midnight + window.clock.start..midnight + window.clock.end;
            each_run(zone, &wall, |run| open.set(&run));
            day += 7;
        }
    }
    for wall in &windows.opened {
        each_run(zone, wall, |run| open.set(&run));
    }
    for wall in &windows.closed {
        each_run(zone, wall, |run| open.clear(&run));
    }
    open
}

/// The first day from `day` on that is the weekday `weekday`, counted from Monday.
fn first_on_weekday(day: i64, weekday: i64) -> i64 {
    // 1970-01-01 was a Thursday.
    day + (weekday - (day + 3)).rem_euclid(7)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn weekdays_are_counted_from_monday() {
        for ahead in 0..30 {
            let day = date(2027, 3, 1).saturating_add(jiff::Span::new().days(ahead));
            for weekday in 0..7 {
                let found = first_on_weekday(day_number(day), weekday) - day_number(day);
                let shown = day.saturating_add(jiff::Span::new().days(found)).weekday();
                assert!((0..7).contains(&found));
                assert_eq!(i64::from(shown.to_monday_zero_offset()), weekday);
            }
        }
    }
}
