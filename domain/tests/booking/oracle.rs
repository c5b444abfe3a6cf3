//! The oracle: the rules of booking read aloud, one unit of five minutes at a time, with the tz database at hand.
//!
//! It shares nothing with the engine but the facts, and takes no shortcut.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use domain::booking::hours::{ExceptionKind, VisitTypes};
use domain::booking::slots::NotOffered;
use domain::booking::units::Interval;
use domain::ids::{LocationId, ProviderId, VisitTypeId};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use crate::support::Clinic;

const UNIT: i64 = 300;
const UNITS_PER_DAY: i64 = 288;

/// One provider at one location of a clinic.
pub struct Oracle<'a> {
    clinic: &'a Clinic,
    provider: usize,
    location: LocationId,
    tz: TimeZone,
    provider_busy: HashSet<i64>,
    patient_busy: HashSet<i64>,
    day_starts: RefCell<HashMap<Date, i64>>,
    open: RefCell<HashMap<i64, bool>>,
    begins: RefCell<HashMap<i64, Option<i64>>>,
}

impl<'a> Oracle<'a> {
    pub fn new(clinic: &'a Clinic, provider: usize, place: usize) -> Self {
        let (location, zone) = &clinic.places[place];
        let tz = TimeZone::get(zone).unwrap();
        Self {
            clinic,
            provider,
            location: *location,
            tz,
            provider_busy: busy_units(&clinic.providers[provider].busy),
            patient_busy: busy_units(&clinic.patient_busy),
            day_starts: RefCell::default(),
            open: RefCell::default(),
            begins: RefCell::default(),
        }
    }

    /// Every offered start on local days `from` to `to`, in seconds since the epoch.
    pub fn starts(&self, from: Date, to: Date) -> Vec<i64> {
        let midnight = |date: Date| date.to_zoned(TimeZone::UTC).unwrap().timestamp().as_second() / UNIT;
        (midnight(from) - 2 * UNITS_PER_DAY..midnight(to) + 3 * UNITS_PER_DAY)
            .map(|unit| unit * UNIT)
            .filter(|start| (from..=to).contains(&self.wall(*start).date()))
            .filter(|start| self.verdict(*start).is_none())
            .collect()
    }

    /// Why a start is not offered, if it is not.
    pub fn verdict(&self, start: i64) -> Option<NotOffered> {
        let rules = &self.clinic.visit_type;
        let minutes = |minutes: u32| i64::from(minutes) * 60;
        let end = start + minutes(rules.minutes);
        let today = self.wall(self.clinic.now.0).date();
        let last_day = today.checked_add(Span::new().days(i64::from(rules.horizon_days))).unwrap();
        let touched = |from: i64, to: i64| from.div_euclid(UNIT)..=(to - 1).div_euclid(UNIT);
        let is_busy =
            |busy: &HashSet<i64>, from: i64, to: i64| touched(from, to).any(|unit| busy.contains(&unit));
        if start < self.clinic.now.0 + minutes(rules.min_notice_minutes) {
            Some(NotOffered::TooLate)
        } else if self.wall(start).date() > last_day {
            Some(NotOffered::BeyondHorizon)
        } else if !touched(start, end).all(|unit| self.is_open(unit)) {
            Some(NotOffered::OutsideHours)
        } else if start % UNIT != 0 || !self.is_on_grid(start / UNIT) {
            Some(NotOffered::NotOnGrid)
        } else if is_busy(
            &self.provider_busy,
            start - minutes(rules.buffer_before),
            end + minutes(rules.buffer_after),
        ) {
            Some(NotOffered::Taken)
        } else if is_busy(&self.patient_busy, start, end) {
            Some(NotOffered::PatientBusy)
        } else {
            None
        }
    }

    /// What the clock on the wall shows.
    fn wall(&self, second: i64) -> DateTime {
        self.tz.to_datetime(Timestamp::from_second(second).unwrap())
    }

    fn is_open(&self, unit: i64) -> bool {
        let known = self.open.borrow().get(&unit).copied();
        known.unwrap_or_else(|| {
            let is_open = self.is_open_at(self.wall(unit * UNIT));
            self.open.borrow_mut().insert(unit, is_open);
            is_open
        })
    }

    fn is_open_at(&self, wall: DateTime) -> bool {
        let provider = self.provider_id();
        let wanted = self.clinic.visit_type.id;
        let minute = u16::try_from(wall.hour()).unwrap() * 60 + u16::try_from(wall.minute()).unwrap();
        let mut is_open = self.clinic.weekly.iter().any(|hours| {
            hours.provider == provider
                && hours.location == self.location
                && is_for(&hours.visit_types, wanted)
                && hours.weekday == wall.date().weekday()
                && hours.valid_from.is_none_or(|first| first <= wall.date())
                && hours.valid_to.is_none_or(|last| last >= wall.date())
                && hours.from_min <= minute
                && minute < hours.to_min
        });
        let mut is_closed = false;
        for exception in &self.clinic.exceptions {
            let is_theirs = exception.provider.is_none() || exception.provider == Some(provider);
            let is_here = exception.location.is_none() || exception.location == Some(self.location);
            if is_theirs && is_here && exception.local_from <= wall && wall < exception.local_to {
                match &exception.kind {
                    ExceptionKind::Open { visit_types } => is_open |= is_for(visit_types, wanted),
                    ExceptionKind::Closed => is_closed = true,
                }
            }
        }
        is_open && !is_closed
    }

    /// Walks back to where the stretch began; after 400 days the local midnight counts instead.
    fn is_on_grid(&self, unit: i64) -> bool {
        let rules = &self.clinic.visit_type;
        let grid = i64::from(rules.grid_minutes.unwrap_or(rules.minutes)) / 5;
        let day_start = self.day_start(unit);
        let anchor = match self.begin(unit) {
            Some(begin) if day_start - begin <= 400 * UNITS_PER_DAY => begin,
            _ => day_start,
        };
        (unit - anchor) % grid == 0
    }

    /// The first unit of the local day on which `unit` lies.
    fn day_start(&self, unit: i64) -> i64 {
        let today = self.wall(unit * UNIT).date();
        let is_today = |unit: &i64| self.wall(unit * UNIT).date() == today;
        let mut known = self.day_starts.borrow_mut();
        *known.entry(today).or_insert_with(|| (unit - 2 * UNITS_PER_DAY..=unit).find(is_today).unwrap())
    }

    /// The first unit of the unbroken open time that `unit` lies in, unless it lies long before any start that counts.
    fn begin(&self, unit: i64) -> Option<i64> {
        if let Some(known) = self.begins.borrow().get(&unit) {
            return *known;
        }
        let mut begin = unit;
        while self.is_open(begin - 1) {
            begin -= 1;
            if begin % UNITS_PER_DAY == 0 {
                let is_forgotten = begin < self.clinic.now.0 / UNIT - 405 * UNITS_PER_DAY;
                let begin = if is_forgotten { None } else { self.begin(begin) };
                self.begins.borrow_mut().insert(unit, begin);
                return begin;
            }
        }
        self.begins.borrow_mut().insert(unit, Some(begin));
        Some(begin)
    }

    fn provider_id(&self) -> ProviderId {
        self.clinic.providers[self.provider].provider
    }
}

fn is_for(types: &VisitTypes, wanted: VisitTypeId) -> bool {
    match types {
        VisitTypes::All => true,
        VisitTypes::Only(list) => list.contains(&wanted),
    }
}

/// Every unit with a busy second in it: of two neighbouring seconds in different units, the later begins its unit.
fn busy_units(busy: &[Interval]) -> HashSet<i64> {
    let seconds = |interval: &Interval| {
        let (from, to) = (interval.from.0, interval.to.0);
        let begins = (from + 1..to).find(|second| second % UNIT == 0).unwrap_or(to);
        (from..to).take(1).chain((begins..to).step_by(300))
    };
    busy.iter().flat_map(seconds).map(|second| second.div_euclid(UNIT)).collect()
}
