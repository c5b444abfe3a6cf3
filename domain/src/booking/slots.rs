//! The slot search: which starts are offered, and why a given one is not.

use std::ops::Range;

use jiff::civil::Date;

use super::BookingRefusal;
use super::bitmap::Bitmap;
pub use super::grid::LOOKBACK_DAYS;
use super::grid::{anchor_on, grid_starts, pieces, stretch_start};
use super::hours::{HoursException, WeeklyHours};
use super::local::{day_number, each_run, hull_of_days, local_day, wall_days};
use super::open::{Windows, open_time, windows_for};
use super::units::{Interval, begin_of, first_unit_from, unit_of, units_touched};
use super::visit_type::{Lengths, VisitTypeRules, lengths, provider_interval, visit_interval};
use crate::ids::{LocationId, ProviderId};
use crate::time::{Instant, MINUTE, QUANTUM, ZoneSpans};

/// A provider, and the time that cannot be had of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderTime {
    /// Who.
    pub provider: ProviderId,
    /// What other appointments, holds, offers and blocks keep, each with its own buffers. Any order; overlaps are
    /// fine. Leave out what the asking patient holds or is about to move.
    pub busy: Vec<Interval>,
}

/// A location, and its clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocationTime {
    /// Where.
    pub location: LocationId,
    /// Offsets from [`facts_from`] to two days after the last day asked for.
    pub zone: ZoneSpans,
}

/// All that the search has to know.
#[derive(Clone, Copy, Debug)]
pub struct SlotFacts<'a> {
    /// What is to be booked.
    pub visit_type: &'a VisitTypeRules,
    /// With whom, in the order in which slots at the same instant are to be listed: by key.
    pub providers: &'a [ProviderTime],
    /// Where, in the order in which slots at the same instant with the same provider are to be listed: by key.
    pub locations: &'a [LocationTime],
    /// Weekly hours of these providers; others' are ignored.
    pub weekly: &'a [WeeklyHours],
    /// Exceptions that end at [`facts_from`] or later, of these providers and of everybody; others' are ignored.
    pub exceptions: &'a [HoursException],
    /// The patient's own visits and holds, without buffers; empty if unknown.
    pub patient_busy: &'a [Interval],
    /// The present instant.
    pub now: Instant,
}

/// A start that can be booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Slot {
    /// When the visit begins.
    pub start: Instant,
    /// When it ends, buffers not included.
    pub end: Instant,
    /// With whom.
    pub provider: ProviderId,
    /// Where.
    pub location: LocationId,
}

/// A start at a place, and everybody who could be seen then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedSlot {
    /// When the visit begins.
    pub start: Instant,
    /// When it ends, buffers not included.
    pub end: Instant,
    /// Where.
    pub location: LocationId,
    /// With whom, in the order of the slots.
    pub providers: Vec<ProviderId>,
}

/// Why a start is not offered; where several reasons apply, the first of this list is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NotOffered {
    /// Less than the minimum notice is left.
    TooLate,
    /// Its local day lies after today + horizon.
    BeyondHorizon,
    /// Some of the visit lies outside open time.
    OutsideHours,
    /// The visit would lie in open time, but does not start a whole number of steps from its stretch's beginning.
    NotOnGrid,
    /// The visit or its buffers overlap another booking's visit or buffers.
    Taken,
    /// The visit overlaps another one of the patient's.
    PatientBusy,
}

impl From<NotOffered> for BookingRefusal {
    fn from(reason: NotOffered) -> Self {
        match reason {
            NotOffered::TooLate => Self::TooLate,
            NotOffered::BeyondHorizon => Self::BeyondHorizon,
            NotOffered::OutsideHours | NotOffered::NotOnGrid => Self::NoLongerOffered,
            NotOffered::Taken => Self::SlotTaken,
            NotOffered::PatientBusy => Self::PatientBusy,
        }
    }
}

/// The first local day that facts must reach back to when slots are asked for from `first_day` on: a stretch of open
/// time may have begun up to [`LOOKBACK_DAYS`] earlier, and its beginning sets the grid.
#[must_use]
pub fn facts_from(first_day: Date) -> Date {
    first_day.saturating_sub(jiff::Span::new().days(LOOKBACK_DAYS + 3))
}

/// The slots that start on a local day from `from` to `to`, both included, sorted by start, then in the order of the
/// providers and locations in `facts`.
#[must_use]
pub fn search_slots(facts: &SlotFacts<'_>, from: Date, to: Date) -> Vec<Slot> {
    let Some(lengths) = lengths(facts.visit_type) else { return Vec::new() };
    let asked = day_number(from)..day_number(to) + 1;
    let mut slots = Vec::new();
    for provider in facts.providers {
        for place in facts.locations {
            let windows = windows_of(facts, provider.provider, place.location);
            let search = Search { facts, lengths, windows, zone: &place.zone };
            search_one(&search, &provider.busy, &asked, |start| {
                slots.push(slot(facts.visit_type, provider.provider, place.location, start));
            });
        }
    }
    // Stable: the order of providers and locations stays where starts are equal.
    slots.sort_by_key(|slot| slot.start);
    slots
}

/// Each start and place once, with all its providers; the order is that of the first slot of each.
///
/// `slots` are sorted by start, as [`search_slots`] gives them: several providers and places take turns within one.
#[must_use]
pub fn share_starts(slots: &[Slot]) -> Vec<SharedSlot> {
    let mut shared: Vec<SharedSlot> = Vec::new();
    for slot in slots {
        let mut same_start = shared.iter_mut().rev().take_while(|known| known.start == slot.start);
        match same_start.find(|known| known.location == slot.location) {
            Some(known) => known.providers.push(slot.provider),
            None => shared.push(SharedSlot {
                start: slot.start,
                end: slot.end,
                location: slot.location,
                providers: vec![slot.provider],
            }),
        }
    }
    shared
}

/// Whether one start is offered now, by the same rules as [`search_slots`]. Asked again when a booking is confirmed.
///
/// # Errors
/// [`NotOffered`], the first reason that applies.
pub fn check_start(
    facts: &SlotFacts<'_>,
    provider: ProviderId,
    location: LocationId,
    start: Instant,
) -> Result<Slot, NotOffered> {
    let lengths = lengths(facts.visit_type).ok_or(NotOffered::OutsideHours)?;
    let place = facts.locations.iter().find(|place| place.location == location);
    let known = facts.providers.iter().find(|known| known.provider == provider);
    let (Some(place), Some(known)) = (place, known) else { return Err(NotOffered::OutsideHours) };
    check_time_left(facts, &place.zone, start)?;
    let windows = windows_of(facts, provider, location);
    check_open(&Search { facts, lengths, windows, zone: &place.zone }, start)?;
    let overlaps = |busy: &[Interval], need: Interval| busy.iter().any(|interval| interval.overlaps(need));
    if overlaps(&known.busy, provider_interval(facts.visit_type, start)) {
        return Err(NotOffered::Taken);
    }
    if overlaps(facts.patient_busy, visit_interval(facts.visit_type, start)) {
        return Err(NotOffered::PatientBusy);
    }
    Ok(slot(facts.visit_type, provider, location, start))
}

/// One provider at one location.
struct Search<'a> {
    facts: &'a SlotFacts<'a>,
    lengths: Lengths,
    windows: Windows,
    zone: &'a ZoneSpans,
}

fn windows_of(facts: &SlotFacts<'_>, provider: ProviderId, location: LocationId) -> Windows {
    windows_for(facts.weekly.iter(), facts.exceptions.iter(), provider, location, facts.visit_type.id)
}

fn slot(rules: &VisitTypeRules, provider: ProviderId, location: LocationId, start: Instant) -> Slot {
    Slot { start, end: visit_interval(rules, start).to, provider, location }
}

/// Hands `found` every offered start on the local days `asked`.
fn search_one(search: &Search<'_>, busy: &[Interval], asked: &Range<i64>, mut found: impl FnMut(Instant)) {
    let Search { facts, lengths, windows, zone } = search;
    let days = bookable_days(facts, zone, asked);
    if days.is_empty() || windows.is_empty() {
        return;
    }
    let Some(hull) = hull_of_days(zone, &days) else { return };
    let range = hull.start - lengths.before..hull.end + lengths.visit + lengths.after;
    let open = open_time(windows, zone, &range);
    let earliest = first_unit_from(earliest_start(facts));
    let mut offered = open.clone();
    offered.erode(0, lengths.visit);
    offered.and(&units_of_days(zone, &days, &range));
    offered.and(&startable(busy, &range, lengths.before, lengths.visit + lengths.after));
    if !facts.patient_busy.is_empty() {
        offered.and(&startable(facts.patient_busy, &range, 0, lengths.visit));
    }
    for run in open.runs() {
        let start = stretch_start(windows, zone, &open, run.start);
        for piece in pieces(zone, start, &run, &days) {
            grid_starts(&piece, lengths.grid, earliest)
                .filter(|unit| offered.has(*unit))
                .for_each(|unit| found(begin_of(unit)));
        }
    }
}

/// The days of `asked` that are neither over nor beyond the horizon.
fn bookable_days(facts: &SlotFacts<'_>, zone: &ZoneSpans, asked: &Range<i64>) -> Range<i64> {
    let today = local_day(zone, facts.now);
    // A day earlier, in case clocks go back over midnight; starts in the past fail the notice anyway.
    asked.start.max(today - 1)..asked.end.min(last_day(facts, today) + 1)
}

fn last_day(facts: &SlotFacts<'_>, today: i64) -> i64 {
    today + i64::from(facts.visit_type.horizon_days)
}

fn earliest_start(facts: &SlotFacts<'_>) -> Instant {
    facts.now.plus_minutes(i64::from(facts.visit_type.min_notice_minutes))
}

fn units_of_days(zone: &ZoneSpans, days: &Range<i64>, range: &Range<i64>) -> Bitmap {
    let mut units = Bitmap::empty(range);
    each_run(zone, &wall_days(days), |run| units.set(&run));
    units
}

/// The units with nothing `busy` from `before` units earlier to `ahead` units later.
fn startable(busy: &[Interval], range: &Range<i64>, before: i64, ahead: i64) -> Bitmap {
    let mut free = Bitmap::full(range);
    for interval in busy {
        free.clear(&units_touched(*interval));
    }
    free.erode(before, ahead);
    free
}

fn check_time_left(facts: &SlotFacts<'_>, zone: &ZoneSpans, start: Instant) -> Result<(), NotOffered> {
    if start.seconds_since(facts.now) < i64::from(facts.visit_type.min_notice_minutes) * MINUTE {
        return Err(NotOffered::TooLate);
    }
    if local_day(zone, start) > last_day(facts, local_day(zone, facts.now)) {
        return Err(NotOffered::BeyondHorizon);
    }
    Ok(())
}

fn check_open(search: &Search<'_>, start: Instant) -> Result<(), NotOffered> {
    let Search { lengths, windows, zone, .. } = search;
    let day = local_day(zone, start);
    let unit = unit_of(start);
    let day_start = hull_of_days(zone, &(day..day + 1)).map_or(unit, |hull| hull.start.min(unit));
    let is_on_unit = start.0.rem_euclid(QUANTUM) == 0;
    let visit = unit..unit + lengths.visit + i64::from(!is_on_unit);
    let open = open_time(windows, zone, &(day_start..visit.end));
    if !open.has_all(&visit) {
        return Err(NotOffered::OutsideHours);
    }
    let anchor = anchor_on(stretch_start(windows, zone, &open, unit), day_start);
    if !is_on_unit || (unit - anchor) % lengths.grid != 0 {
        return Err(NotOffered::NotOnGrid);
    }
    Ok(())
}
