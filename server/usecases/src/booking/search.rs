//! Free times: for a patient's page, and for the command line.

use super::facts::{Gathered, Own, Question, gather};
use super::offer::read_offer;
use super::store::{self, Catalogue};
use crate::db::Connection;
use crate::{Backend, UseCaseError, audit, zones};
use domain::actor::Actor;
use domain::booking::contract::{
    BookingOptions, DaySlots, FindSlotsRequest, LocationChoice, ProviderChoice, SlotChoice, SlotsPage,
    VisitTypeChoice,
};
use domain::booking::hours::WeeklyHours;
use domain::booking::slots::{Slot, search_slots, share_starts};
use domain::booking::{BookingRefusal, PatientsRule};
use domain::civil::LocalMinute;
use domain::ids::{ChartId, FacilityId, LocationId, ProviderId};
use domain::permission::Action;
use domain::policy;
use domain::time::Instant;
use jiff::ToSpan as _;
use jiff::civil::Date;

/// Days on a page.
const PAGE_DAYS: i64 = 7;

/// What this patient can book at all.
///
/// # Errors
/// The policy's refusal.
pub async fn booking_options(backend: &Backend, actor: &Actor) -> Result<BookingOptions, UseCaseError> {
    let permit = permit(backend, actor).await?;
    let db = backend.db.reader();
    let (offer, _) = read_offer(backend, db, actor.facility).await?;
    let catalogue = &offer.catalogue;
    let now = backend.clock.now();
    let is_established = is_established(db, catalogue, (actor.facility, permit.chart()), now).await?;
    Ok(options(catalogue, &offer.weekly, is_established))
}

/// Whether the clinic has seen the patient before; not asked where no kind of visit depends on it.
pub async fn is_established(
    db: &impl Connection,
    catalogue: &Catalogue,
    (facility, chart): (FacilityId, ChartId),
    now: Instant,
) -> Result<bool, UseCaseError> {
    let depends = catalogue.visit_types.iter().any(|row| row.rules.patients != PatientsRule::Any);
    Ok(depends && store::has_been_seen(db, facility, chart, now).await?)
}

/// Kinds of visits that the patient would be refused are not among them.
fn options(catalogue: &Catalogue, weekly: &[WeeklyHours], is_established: bool) -> BookingOptions {
    let admitted = catalogue.visit_types.iter().filter(|row| row.rules.patients.admits(is_established));
    let visit_types = admitted.map(|visit_type| {
        let hours: Vec<&WeeklyHours> =
            weekly.iter().filter(|hours| hours.visit_types.has(visit_type.rules.id)).collect();
        VisitTypeChoice {
            id: visit_type.rules.id,
            name: visit_type.name.clone(),
            minutes: visit_type.rules.minutes,
            mode: visit_type.rules.mode,
            providers: catalogue
                .providers
                .iter()
                .map(|provider| provider.id)
                .filter(|id| hours.iter().any(|row| row.provider == *id))
                .collect(),
            locations: catalogue
                .locations
                .iter()
                .map(|location| location.id)
                .filter(|id| hours.iter().any(|row| row.location == *id))
                .collect(),
        }
    });
    BookingOptions {
        visit_types: visit_types.filter(|choice| !choice.providers.is_empty()).collect(),
        providers: catalogue.providers.iter().map(provider_choice).collect(),
        locations: catalogue
            .locations
            .iter()
            .map(|location| LocationChoice {
                id: location.id,
                name: location.name.clone(),
                address: location.address.clone(),
                zone: location.zone.clone(),
            })
            .collect(),
    }
}

/// The provider with a key.
///
/// # Errors
/// `NotFound` when none in use has it.
pub async fn find_provider(
    backend: &Backend,
    facility: FacilityId,
    key: &str,
) -> Result<ProviderId, UseCaseError> {
    let (offer, _) = read_offer(backend, backend.db.reader(), facility).await?;
    offer
        .catalogue
        .providers
        .iter()
        .find(|row| row.key == key)
        .map(|row| row.id)
        .ok_or(UseCaseError::NotFound)
}

/// A provider in the words of a page.
pub fn provider_choice(provider: &store::ProviderRow) -> ProviderChoice {
    ProviderChoice { id: provider.id, name: provider.name.clone(), specialty: provider.specialty.clone() }
}

/// The free times of a week.
///
/// # Errors
/// The policy's refusal; `NotFound` for what is not of this facility; `KindNotOffered` and `NotForThisPatient`, as when a time
/// is chosen.
pub async fn find_slots(
    backend: &Backend,
    actor: &Actor,
    request: FindSlotsRequest,
) -> Result<SlotsPage, UseCaseError> {
    let permit = permit(backend, actor).await?;
    let now = backend.clock.now();
    let db = backend.db.reader();
    // Before times are read: what happens from here on, the page hears of.
    let (offer, last_event) = read_offer(backend, db, actor.facility).await?;
    let catalogue = &offer.catalogue;
    let visit_type = catalogue.visit_type(request.visit_type)?.rules;
    // Nobody is shown times that would all be refused.
    if visit_type.patients != PatientsRule::Any {
        let is_established = store::has_been_seen(db, actor.facility, permit.chart(), now).await?;
        if !visit_type.patients.admits(is_established) {
            return Err(BookingRefusal::NotForThisPatient.into());
        }
    }
    let (providers, locations) = catalogue.chosen(request.provider, request.location)?;
    let zone = locations.first().map(|(_, zone)| zone.clone()).ok_or(UseCaseError::NotFound)?;
    let today = local_date(zones::local(&zone, now));
    let last = today.saturating_add(i64::from(visit_type.horizon_days).days());
    let asked = request.from.as_deref().and_then(|text| text.parse::<Date>().ok()).unwrap_or(today);
    let from = asked.clamp(today, last);
    let resources = providers.iter().map(|provider| (*provider).into()).collect();
    let own = Own { session: Some(&actor.session), chart: Some(permit.chart()), moving: request.moving };
    let question = |from: Date, to: Date| Question {
        offer: &offer,
        facility: actor.facility,
        visit_type,
        providers: providers.clone(),
        locations: locations.clone(),
        from,
        to,
        own: own.clone(),
        now,
    };
    let to = from.saturating_add((PAGE_DAYS - 1).days()).min(last);
    let gathered = gather(db, question(from, to)).await?;
    let slots = search_slots(&gathered.facts(), from, to);
    // What lies further ahead is read only for a week without any free time.
    let next_free = if slots.is_empty() && to < last {
        let ahead = gather(db, question(to, last)).await?;
        search_slots(&ahead.facts(), to, last).first().map(|slot| local(&ahead, slot.location, slot.start))
    } else {
        None
    };
    Ok(SlotsPage {
        days: days(&gathered, &slots, from),
        next_free,
        first_day: midnight_of(today),
        last_day: midnight_of(last),
        resources,
        last_event,
    })
}

async fn permit(backend: &Backend, actor: &Actor) -> Result<policy::ChartPermit, UseCaseError> {
    match policy::for_chart(actor, Action::SearchSlots, backend.clock.now()) {
        Ok(permit) => Ok(permit),
        Err(refusal) => Err(audit::denied(backend, actor, "booking.search", refusal.into()).await),
    }
}

/// One chip per start and place: where anybody will do, its providers are collected.
fn days(gathered: &Gathered<'_>, slots: &[Slot], from: Date) -> Vec<DaySlots> {
    let shared = share_starts(slots).into_iter().map(|slot| SlotChoice {
        start: slot.start,
        end: slot.end,
        local: local(gathered, slot.location, slot.start),
        providers: slot.providers,
        location: slot.location,
    });
    let choices: Vec<SlotChoice> = shared.collect();
    (0..PAGE_DAYS)
        .map(|offset| {
            let date = from.saturating_add(offset.days());
            let slots = choices.iter().filter(|choice| local_date(choice.local) == date).cloned().collect();
            DaySlots { day: midnight_of(date), slots }
        })
        .collect()
}

fn local(gathered: &Gathered<'_>, location: LocationId, at: Instant) -> LocalMinute {
    let place = gathered.locations.iter().find(|place| place.location == location);
    LocalMinute::at_offset(at.0, place.map_or(0, |place| place.zone.offset_at(at)))
}

/// The date a place's calendars show.
pub fn local_date(at: LocalMinute) -> Date {
    let (month, day) = (at.month.try_into().unwrap_or(1), at.day.try_into().unwrap_or(1));
    Date::new(at.year, month, day).unwrap_or(Date::ZERO)
}

/// A date on the wire.
pub fn midnight_of(date: Date) -> LocalMinute {
    LocalMinute {
        year: date.year(),
        month: date.month().unsigned_abs(),
        day: date.day().unsigned_abs(),
        hour: 0,
        minute: 0,
        offset_minutes: 0,
    }
}

/// A question of the command line, in keys.
#[derive(Clone, Debug)]
pub struct SlotQuery {
    /// The visit type's key.
    pub visit_type: String,
    /// The provider's key, or nothing for anybody.
    pub provider: Option<String>,
    /// The place's key, or nothing for anywhere.
    pub location: Option<String>,
    /// First local day.
    pub from: Date,
    /// Last local day, included.
    pub to: Date,
}

/// A free time, in keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferedSlot {
    /// When it begins.
    pub start: Instant,
    /// When it ends.
    pub end: Instant,
    /// What the place's clocks show at its beginning.
    pub local: LocalMinute,
    /// The provider's key.
    pub provider: String,
    /// The place's key.
    pub location: String,
}

/// Every free time of a range of days, by the clock of `backend`, sorted by start, provider and place.
///
/// # Errors
/// A sentence naming the unknown key.
pub async fn list_slots(
    backend: &Backend,
    facility: FacilityId,
    query: &SlotQuery,
) -> Result<Vec<OfferedSlot>, String> {
    let db = backend.db.reader();
    let fault = |error: UseCaseError| {
        format!("{error}: {}", std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default())
    };
    let (offer, _) = read_offer(backend, db, facility).await.map_err(fault)?;
    let catalogue = &offer.catalogue;
    let unknown = |what: &str, key: &str| format!("there is no {what} {key:?} in this facility");
    let visit_type = catalogue
        .visit_types
        .iter()
        .find(|row| row.key == query.visit_type)
        .ok_or_else(|| unknown("visit type", &query.visit_type))?;
    let mut providers: Vec<&store::ProviderRow> = catalogue.providers.iter().collect();
    if let Some(key) = &query.provider {
        providers.retain(|row| row.key == *key);
        providers.first().ok_or_else(|| unknown("provider", key))?;
    }
    let mut locations: Vec<&store::LocationRow> = catalogue.locations.iter().collect();
    if let Some(key) = &query.location {
        locations.retain(|row| row.key == *key);
        locations.first().ok_or_else(|| unknown("location", key))?;
    }
    providers.sort_by(|a, b| a.key.cmp(&b.key));
    locations.sort_by(|a, b| a.key.cmp(&b.key));
    // Nothing is offered outside these days in any zone; asking for a century costs no more than for the horizon.
    let now = backend.clock.now();
    let today = local_date(zones::local("UTC", now));
    let horizon = i64::from(visit_type.rules.horizon_days);
    let from = query.from.max(today.saturating_sub(2.days()));
    let to = query.to.min(today.saturating_add((horizon + 2).days()));
    if from > to {
        return Ok(Vec::new());
    }
    let question = Question {
        offer: &offer,
        facility,
        visit_type: visit_type.rules,
        providers: providers.iter().map(|row| row.id).collect(),
        locations: locations.iter().map(|row| (row.id, row.zone.clone())).collect(),
        from,
        to,
        own: Own::default(),
        now,
    };
    let gathered = gather(db, question).await.map_err(fault)?;
    let slots = search_slots(&gathered.facts(), from, to);
    Ok(slots
        .into_iter()
        .map(|slot| OfferedSlot {
            start: slot.start,
            end: slot.end,
            local: local(&gathered, slot.location, slot.start),
            provider: providers
                .iter()
                .find(|row| row.id == slot.provider)
                .map(|row| row.key.clone())
                .unwrap_or_default(),
            location: locations
                .iter()
                .find(|row| row.id == slot.location)
                .map(|row| row.key.clone())
                .unwrap_or_default(),
        })
        .collect())
}
