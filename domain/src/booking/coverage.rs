//! What open time says about a day that is already booked: whether a visit lies in it, and when the provider works.

use super::hours::{HoursException, WeeklyHours};
use super::open::{open_time, windows_for};
use super::slots::LocationTime;
use super::units::{Interval, begin_of, units_touched};
use crate::ids::{LocationId, ProviderId, VisitTypeId};

/// Weekly hours and the exceptions to them, of any providers.
#[derive(Clone, Copy, Debug)]
pub struct Hours<'a> {
    /// Windows of every week.
    pub weekly: &'a [WeeklyHours],
    /// What differs from them.
    pub exceptions: &'a [HoursException],
}

/// A stretch of open time at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocationHours {
    /// Where.
    pub location: LocationId,
    /// From when to when.
    pub time: Interval,
}

impl Hours<'_> {
    /// Whether all of `visit` lies in the provider's open time at the place.
    #[must_use]
    pub fn cover(
        &self,
        provider: ProviderId,
        place: &LocationTime,
        visit_type: VisitTypeId,
        visit: Interval,
    ) -> bool {
        let windows =
            windows_for(self.weekly.iter(), self.exceptions.iter(), provider, place.location, visit_type);
        let units = units_touched(visit);
        open_time(&windows, &place.zone, &units).has_all(&units)
    }

    /// When the provider can be booked within `range` at these places for any of these visit types, earliest first.
    #[must_use]
    pub fn stretches(
        &self,
        provider: ProviderId,
        places: &[LocationTime],
        visit_types: &[VisitTypeId],
        range: Interval,
    ) -> Vec<LocationHours> {
        let units = units_touched(range);
        let mut found = Vec::new();
        for place in places {
            let mut open = super::bitmap::Bitmap::empty(&units);
            for visit_type in visit_types {
                let windows = windows_for(
                    self.weekly.iter(),
                    self.exceptions.iter(),
                    provider,
                    place.location,
                    *visit_type,
                );
                open_time(&windows, &place.zone, &units).runs().for_each(|run| open.set(&run));
            }
            found.extend(open.runs().map(|run| LocationHours {
                location: place.location,
                time: Interval { from: begin_of(run.start), to: begin_of(run.end) },
            }));
        }
        found.sort_by_key(|hours| (hours.time.from, hours.location));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::booking::hours::{ExceptionKind, VisitTypes};
    use crate::time::{Instant, ZoneSpans};
    use jiff::civil::{Weekday, date};
    use uuid::Uuid;

    const ANA: ProviderId = ProviderId(Uuid::from_u128(1));
    const MAIN: LocationId = LocationId(Uuid::from_u128(2));
    const CHECK: VisitTypeId = VisitTypeId(Uuid::from_u128(3));
    const TALK: VisitTypeId = VisitTypeId(Uuid::from_u128(4));
    /// Monday, 2027-03-01 at midnight UTC.
    const MONDAY: Instant = Instant(1_803_859_200);

    fn place() -> LocationTime {
        let zone = ZoneSpans { zone: "UTC".into(), tzdb: "test".into(), spans: vec![(Instant(0), 0)] };
        LocationTime { location: MAIN, zone }
    }

    fn window(from_min: u16, to_min: u16, visit_types: VisitTypes) -> WeeklyHours {
        WeeklyHours {
            provider: ANA,
            location: MAIN,
            visit_types,
            weekday: Weekday::Monday,
            from_min,
            to_min,
            valid_from: None,
            valid_to: None,
        }
    }

    fn minutes(from: i64, to: i64) -> Interval {
        Interval { from: MONDAY.plus_minutes(from), to: MONDAY.plus_minutes(to) }
    }

    #[test]
    fn a_visit_is_covered_only_as_a_whole_and_for_its_own_type() {
        let weekly = [window(540, 600, VisitTypes::Only(vec![CHECK])), window(600, 660, VisitTypes::All)];
        let hours = Hours { weekly: &weekly, exceptions: &[] };
        assert!(hours.cover(ANA, &place(), CHECK, minutes(585, 615)), "adjoining windows are one stretch");
        assert!(!hours.cover(ANA, &place(), TALK, minutes(585, 615)));
        assert!(!hours.cover(ANA, &place(), CHECK, minutes(645, 675)));
        let closed = [HoursException {
            provider: None,
            location: None,
            kind: ExceptionKind::Closed,
            local_from: date(2027, 3, 1).at(10, 0, 0, 0),
            local_to: date(2027, 3, 1).at(10, 5, 0, 0),
            note: None,
        }];
        let hours = Hours { weekly: &weekly, exceptions: &closed };
        assert!(!hours.cover(ANA, &place(), CHECK, minutes(585, 615)));
    }

    #[test]
    fn the_hours_of_a_day_are_those_of_any_visit_type() {
        let weekly =
            [window(540, 600, VisitTypes::Only(vec![CHECK])), window(600, 660, VisitTypes::Only(vec![TALK]))];
        let hours = Hours { weekly: &weekly, exceptions: &[] };
        let found = hours.stretches(ANA, &[place()], &[CHECK, TALK], minutes(0, 1_440));
        assert_eq!(found, [LocationHours { location: MAIN, time: minutes(540, 660) }]);
        assert_eq!(hours.stretches(ANA, &[place()], &[], minutes(0, 1_440)), []);
    }
}
