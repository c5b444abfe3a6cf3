//! Facts for tests: clinics in few words, and zones as the tz database knows them.

use domain::booking::hours::{ExceptionKind, HoursException, VisitTypes, WeeklyHours};
use domain::booking::slots::{
    LocationTime, NotOffered, ProviderTime, Slot, SlotFacts, check_start, search_slots,
};
use domain::booking::units::Interval;
use domain::booking::visit_type::VisitTypeRules;
use domain::booking::{PatientsRule, VisitMode};
use domain::ids::{LocationId, ProviderId, VisitTypeId};
use domain::time::{Instant, ZoneSpans};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;
use uuid::Uuid;

pub const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// The offsets of `zone` from local day `from` to local day `to`, with two days on either side.
pub fn zone_spans(zone: &str, from: Date, to: Date) -> ZoneSpans {
    let tz = TimeZone::get(zone).unwrap();
    let midnight = |date: Date| date.to_zoned(TimeZone::UTC).unwrap().timestamp();
    let first = midnight(from) - jiff::SignedDuration::from_hours(48);
    let last = midnight(to) + jiff::SignedDuration::from_hours(72);
    let mut spans = vec![(Instant(first.as_second()), tz.to_offset(first).seconds())];
    let changes = tz.following(first).take_while(|change| change.timestamp() < last);
    spans.extend(changes.map(|change| (Instant(change.timestamp().as_second()), change.offset().seconds())));
    ZoneSpans { zone: zone.into(), tzdb: "bundled".into(), spans }
}

pub fn provider(number: u128) -> ProviderId {
    ProviderId(Uuid::from_u128(100 + number))
}

pub fn location(number: u128) -> LocationId {
    LocationId(Uuid::from_u128(200 + number))
}

pub fn visit_type(number: u128) -> VisitTypeId {
    VisitTypeId(Uuid::from_u128(300 + number))
}

/// An instant, from RFC 3339.
pub fn at(text: &str) -> Instant {
    Instant(text.parse::<Timestamp>().unwrap().as_second())
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn minutes_of_day(clock: &str) -> u16 {
    let (hours, minutes) = clock.split_once(':').unwrap();
    hours.parse::<u16>().unwrap() * 60 + minutes.parse::<u16>().unwrap()
}

/// A clinic: at first with one provider, one location and one visit type.
#[derive(Debug)]
pub struct Clinic {
    pub visit_type: VisitTypeRules,
    pub providers: Vec<ProviderTime>,
    pub places: Vec<(LocationId, String)>,
    pub weekly: Vec<WeeklyHours>,
    pub exceptions: Vec<HoursException>,
    pub patient_busy: Vec<Interval>,
    pub now: Instant,
}

impl Clinic {
    /// Visits of so many minutes without buffers, notice or, for practical purposes, horizon.
    pub fn new(zone: &str, minutes: u32) -> Self {
        Self {
            visit_type: VisitTypeRules {
                id: visit_type(0),
                minutes,
                buffer_before: 0,
                buffer_after: 0,
                min_notice_minutes: 0,
                horizon_days: 3650,
                grid_minutes: None,
                mode: VisitMode::InPerson,
                cancel_notice_minutes: None,
                max_upcoming_per_patient: None,
                patients: PatientsRule::Any,
            },
            providers: vec![ProviderTime { provider: provider(0), busy: vec![] }],
            places: vec![(location(0), zone.into())],
            weekly: vec![],
            exceptions: vec![],
            patient_busy: vec![],
            now: at("2027-01-01T00:00:00Z"),
        }
    }

    /// Weekly hours on one weekday.
    pub fn on(mut self, weekday: Weekday, from: &str, to: &str) -> Self {
        self.weekly.push(WeeklyHours {
            provider: provider(0),
            location: location(0),
            visit_types: VisitTypes::All,
            weekday,
            from_min: minutes_of_day(from),
            to_min: minutes_of_day(to),
            valid_from: None,
            valid_to: None,
        });
        self
    }

    /// The same hours on every day of the week.
    pub fn daily(self, from: &str, to: &str) -> Self {
        WEEK.into_iter().fold(self, |clinic, weekday| clinic.on(weekday, from, to))
    }

    pub fn open(self, from: &str, to: &str) -> Self {
        self.except(ExceptionKind::Open { visit_types: VisitTypes::All }, from, to)
    }

    pub fn closed(self, from: &str, to: &str) -> Self {
        self.except(ExceptionKind::Closed, from, to)
    }

    fn except(mut self, kind: ExceptionKind, from: &str, to: &str) -> Self {
        self.exceptions.push(HoursException {
            provider: Some(provider(0)),
            location: Some(location(0)),
            kind,
            local_from: from.parse::<DateTime>().unwrap(),
            local_to: to.parse::<DateTime>().unwrap(),
            note: None,
        });
        self
    }

    pub fn buffers(mut self, before: u32, after: u32) -> Self {
        (self.visit_type.buffer_before, self.visit_type.buffer_after) = (before, after);
        self
    }

    pub fn grid(mut self, minutes: u32) -> Self {
        self.visit_type.grid_minutes = Some(minutes);
        self
    }

    pub fn notice(mut self, minutes: u32) -> Self {
        self.visit_type.min_notice_minutes = minutes;
        self
    }

    pub fn horizon(mut self, days: u32) -> Self {
        self.visit_type.horizon_days = days;
        self
    }

    pub fn now(mut self, now: &str) -> Self {
        self.now = at(now);
        self
    }

    /// Time of the provider's that is not to be had.
    pub fn busy(mut self, from: &str, to: &str) -> Self {
        self.providers[0].busy.push(Interval { from: at(from), to: at(to) });
        self
    }

    pub fn patient_busy(mut self, from: &str, to: &str) -> Self {
        self.patient_busy.push(Interval { from: at(from), to: at(to) });
        self
    }

    pub fn slots(&self, from: Date, to: Date) -> Vec<Slot> {
        self.with_facts(from, to, |facts| search_slots(facts, from, to))
    }

    /// The starts on one local day, as RFC 3339 in UTC without the date's century and seconds: `27-03-14T13:00Z`.
    pub fn starts(&self, date: &str) -> Vec<String> {
        let starts = self.slots(day(date), day(date));
        starts.iter().map(|slot| instant_text(slot.start)).collect()
    }

    /// The starts on one local day as the clock on the wall shows them, with the offset.
    pub fn wall_starts(&self, date: &str) -> Vec<String> {
        let tz = TimeZone::get(&self.places[0].1).unwrap();
        let shown = |slot: &Slot| {
            let zoned = Timestamp::from_second(slot.start.0).unwrap().to_zoned(tz.clone());
            zoned.strftime("%H:%M%:z").to_string()
        };
        self.slots(day(date), day(date)).iter().map(shown).collect()
    }

    pub fn check(&self, start: &str) -> Result<Slot, NotOffered> {
        let start = at(start);
        let date = Timestamp::from_second(start.0).unwrap().to_zoned(TimeZone::UTC).date();
        self.with_facts(date, date, |facts| check_start(facts, provider(0), location(0), start))
    }

    /// The facts for a search from `from` to `to`.
    pub fn with_facts<T>(&self, from: Date, to: Date, then: impl FnOnce(&SlotFacts<'_>) -> T) -> T {
        let first = domain::booking::slots::facts_from(from);
        let zone = |zone: &str| zone_spans(zone, first, to);
        let places = self.places.iter().map(|(id, name)| LocationTime { location: *id, zone: zone(name) });
        then(&SlotFacts {
            visit_type: &self.visit_type,
            providers: &self.providers,
            locations: &places.collect::<Vec<_>>(),
            weekly: &self.weekly,
            exceptions: &self.exceptions,
            patient_busy: &self.patient_busy,
            now: self.now,
        })
    }
}

pub fn instant_text(at: Instant) -> String {
    Timestamp::from_second(at.0).unwrap().strftime("%m-%dT%H:%MZ").to_string()
}
