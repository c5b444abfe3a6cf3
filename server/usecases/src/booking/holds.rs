//! Holds: a chosen time is kept for a few minutes while its patient decides.

use super::claims::{self, ENDED, HOLD, NewClaim};
use super::facts::{Own, Question, gather};
use super::offer::read_offer;
use super::search::local_date;
use super::store::{self, ClaimRow};
use super::{Change, announce, change, commit};
use crate::db::Tx;
use crate::{Backend, UseCaseError, audit, uninterrupted, zones};
use domain::actor::Actor;
use domain::booking::contract::{HeldSlot, HoldRequest, HoldSlotRequest, Visit};
use domain::booking::holds::{HOLD_SECONDS, Hold, extend_hold as may_extend, take_hold};
use domain::booking::slots::{NotOffered, check_start};
use domain::booking::units::Interval;
use domain::booking::visit_type::{VisitTypeRules, check_patient, provider_interval, visit_interval};
use domain::booking::{BookingRefusal, VisitMode};
use domain::ids::{ClaimId, ProviderId};
use domain::permission::Action;
use domain::policy::{self, ChartPermit};
use domain::time::Instant;
use uuid::Uuid;

/// Providers that are tried where anybody will do.
const TRIES: usize = 3;

/// Keeps a time for the session, in place of the one it kept before.
///
/// # Errors
/// The policy's refusal, and every refusal of a booking.
pub async fn hold_slot(
    backend: &Backend,
    actor: &Actor,
    request: HoldSlotRequest,
) -> Result<HeldSlot, UseCaseError> {
    let now = backend.clock.now();
    let permit = permit(backend, actor, now).await?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let mut refused: UseCaseError = BookingRefusal::NoLongerOffered.into();
        for provider in candidates(&backend, &actor, &permit, &request, now).await? {
            let tx = backend.db.begin().await?;
            match hold_with(&tx, &backend, &actor, &permit, &request, provider, now).await {
                Ok(hold) => {
                    commit(&backend, tx).await?;
                    return read_hold(&backend, &actor, HoldRequest { hold }).await;
                }
                Err(error @ UseCaseError::Refused(_)) => refused = error,
                Err(error) => return Err(error),
            }
            tx.rollback().await?;
        }
        Err(refused)
    })
    .await
}

/// Leave to hold a time; a refusal is in the audit log.
async fn permit(backend: &Backend, actor: &Actor, now: Instant) -> Result<ChartPermit, UseCaseError> {
    match policy::for_chart(actor, Action::BookAppointment, now) {
        Ok(permit) => Ok(permit),
        Err(refusal) => Err(audit::denied(backend, actor, "booking.hold", refusal.into()).await),
    }
}

/// Who is tried: the one asked for, or those who are free, with the fewest appointments that day first.
pub async fn candidates(
    backend: &Backend,
    actor: &Actor,
    permit: &ChartPermit,
    request: &HoldSlotRequest,
    now: Instant,
) -> Result<Vec<ProviderId>, UseCaseError> {
    if let Some(provider) = request.provider {
        return Ok(vec![provider]);
    }
    let db = backend.db.reader();
    let (offer, _) = read_offer(backend, db, actor.facility).await?;
    let catalogue = &offer.catalogue;
    let (providers, locations) = catalogue.chosen(None, Some(request.location))?;
    let zone = locations.first().map(|(_, zone)| zone.clone()).ok_or(UseCaseError::NotFound)?;
    let day = local_date(zones::local(&zone, request.start));
    let question = Question {
        offer: &offer,
        facility: actor.facility,
        visit_type: catalogue.visit_type(request.visit_type)?.rules,
        providers,
        locations,
        from: day,
        to: day,
        own: Own { session: Some(&actor.session), chart: Some(permit.chart()), moving: request.moving },
        now,
    };
    let gathered = gather(db, question).await?;
    let facts = gathered.facts();
    let (mut free, mut others) = (Vec::new(), Vec::new());
    for known in &gathered.providers {
        match check_start(&facts, known.provider, request.location, request.start) {
            Ok(_) => {
                let is_that_day = |busy: &&Interval| local_date(zones::local(&zone, busy.from)) == day;
                free.push((known.busy.iter().filter(is_that_day).count(), known.provider));
            }
            Err(reason) => others.push((reason, known.provider)),
        }
    }
    if free.is_empty() {
        // The rules tell why, for the one who would have come nearest.
        let is_near =
            |reason: NotOffered| !matches!(reason, NotOffered::OutsideHours | NotOffered::NotOnGrid);
        others.sort_by_key(|(reason, _)| !is_near(*reason));
        return Ok(others.first().map(|(_, provider)| *provider).into_iter().collect());
    }
    free.sort();
    Ok(free.into_iter().map(|(_, provider)| provider).take(TRIES).collect())
}

async fn hold_with(
    tx: &Tx,
    backend: &Backend,
    actor: &Actor,
    permit: &ChartPermit,
    request: &HoldSlotRequest,
    provider: ProviderId,
    now: Instant,
) -> Result<ClaimId, UseCaseError> {
    let chart = permit.chart();
    let list = || store::list_holds(tx, actor.facility, &actor.session, chart);
    // Holds that will make way are locked too, in one go.
    let mut providers: Vec<ProviderId> = list().await?.iter().map(|row| row.provider).collect();
    providers.push(provider);
    claims::lock(tx, actor.facility, chart, &providers).await?;
    let existing = list().await?;
    let as_rule: Vec<Hold> = existing.iter().map(|row| as_hold(row, actor)).collect();
    let new = take_hold(&as_rule, chart, now)?;
    let moving = match request.moving {
        Some(id) => Some(change::find_changeable(tx, actor, permit, id, now).await?),
        None => None,
    };
    for row in existing.iter().filter(|row| new.releases.contains(&row.id)) {
        release(tx, actor, row, now).await?;
    }
    let rules = check(tx, backend, actor, permit, &Wanted { request, provider }, now).await?;
    let claim = NewClaim {
        facility: actor.facility,
        id: ClaimId(Uuid::new_v4()),
        kind: HOLD,
        appointment: request.moving,
        chart,
        session: Some(actor.session.clone()),
        provider,
        location: request.location,
        visit_type: request.visit_type,
        visit: visit_interval(&rules, request.start),
        busy: provider_interval(&rules, request.start),
        expires: Some(now.plus_seconds(HOLD_SECONDS)),
    };
    claims::take(tx, &claim, now).await?;
    let is_own_time = moving.is_some_and(|row| row.provider == provider && row.visit == claim.visit);
    if !is_own_time {
        let change =
            Change { resource: provider.into(), kind: "taken", from: claim.busy.from, to: claim.busy.to };
        announce(tx, actor.facility, change, now).await?;
    }
    Ok(claim.id)
}

/// A start with a provider, as asked for.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    pub request: &'a HoldSlotRequest,
    pub provider: ProviderId,
}

/// Asks every rule again, from what the database holds now; returns the visit type's.
///
/// # Errors
/// The first refusal.
pub async fn check(
    tx: &Tx,
    backend: &Backend,
    actor: &Actor,
    permit: &ChartPermit,
    wanted: &Wanted<'_>,
    now: Instant,
) -> Result<VisitTypeRules, UseCaseError> {
    let request = wanted.request;
    let (offer, _) = read_offer(backend, tx, actor.facility).await?;
    let catalogue = &offer.catalogue;
    let rules = catalogue.visit_type(request.visit_type)?.rules;
    let (providers, locations) = catalogue.chosen(Some(wanted.provider), Some(request.location))?;
    let zone = locations.first().map(|(_, zone)| zone.clone()).ok_or(UseCaseError::NotFound)?;
    let day = local_date(zones::local(&zone, request.start));
    let own = Own { session: Some(&actor.session), chart: Some(permit.chart()), moving: request.moving };
    let question = Question {
        offer: &offer,
        facility: actor.facility,
        visit_type: rules,
        providers,
        locations,
        from: day,
        to: day,
        own,
        now,
    };
    let gathered = gather(tx, question).await?;
    check_start(&gathered.facts(), wanted.provider, request.location, request.start)
        .map_err(BookingRefusal::from)?;
    let is_established = store::has_been_seen(tx, actor.facility, permit.chart(), now).await?;
    let upcoming =
        store::count_upcoming(tx, actor.facility, permit.chart(), request.visit_type, request.moving, now)
            .await?;
    check_patient(&rules, is_established, upcoming)?;
    Ok(rules)
}

fn as_hold(row: &ClaimRow, actor: &Actor) -> Hold {
    Hold {
        claim: row.id,
        chart: row.chart,
        is_own_session: row.session.as_deref() == Some(&actor.session),
        expires: row.expires.unwrap_or(Instant(0)),
        is_extended: row.is_extended,
    }
}

/// Gives a claim's time back and tells open pages.
pub async fn release(tx: &Tx, actor: &Actor, row: &ClaimRow, now: Instant) -> Result<(), UseCaseError> {
    store::delete_claim(tx, actor.facility, row.id).await?;
    let change =
        Change { resource: row.provider.into(), kind: "freed", from: row.busy.from, to: row.busy.to };
    announce(tx, actor.facility, change, now).await
}

/// The time the session keeps.
///
/// # Errors
/// `NotFound` for another session's or chart's hold; `HoldExpired`.
pub async fn read_hold(
    backend: &Backend,
    actor: &Actor,
    request: HoldRequest,
) -> Result<HeldSlot, UseCaseError> {
    let now = backend.clock.now();
    let permit = permit(backend, actor, now).await?;
    let db = backend.db.reader();
    let row = own_hold(store::find_claim(db, actor.facility, request.hold).await?, actor, &permit)?;
    let expires = row.expires.unwrap_or(now);
    if domain::booking::holds::is_expired(expires, now) {
        return Err(BookingRefusal::HoldExpired.into());
    }
    let (offer, _) = read_offer(backend, db, actor.facility).await?;
    Ok(HeldSlot {
        hold: row.id,
        visit: offer.catalogue.visit(row.visit_type, row.provider, row.location, row.visit),
        expires,
        seconds_left: expires.seconds_since(now),
        moving: row.appointment,
    })
}

/// The hold, if it is this session's for this chart.
pub fn own_hold(
    row: Option<ClaimRow>,
    actor: &Actor,
    permit: &ChartPermit,
) -> Result<ClaimRow, UseCaseError> {
    row.filter(|row| {
        matches!(row.kind.as_str(), HOLD | ENDED)
            && row.chart == permit.chart()
            && row.session.as_deref() == Some(&actor.session)
    })
    .ok_or_else(|| BookingRefusal::HoldExpired.into())
}

/// Keeps the time longer, once.
///
/// # Errors
/// `HoldExpired`, `HoldAlreadyExtended`.
pub async fn extend_hold(
    backend: &Backend,
    actor: &Actor,
    request: HoldRequest,
) -> Result<HeldSlot, UseCaseError> {
    let now = backend.clock.now();
    let permit = permit(backend, actor, now).await?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let tx = backend.db.begin().await?;
        let row = lock_own_hold(&tx, &actor, &permit, request).await?;
        let expires = may_extend(&as_hold(&row, &actor), now)?;
        store::update_expiry(&tx, actor.facility, row.id, expires).await?;
        commit(&backend, tx).await?;
        read_hold(&backend, &actor, request).await
    })
    .await
}

/// Gives the time back: the patient has left the page.
///
/// # Errors
/// When the database fails; a hold that is gone already is fine.
pub async fn release_hold(
    backend: &Backend,
    actor: &Actor,
    request: HoldRequest,
) -> Result<(), UseCaseError> {
    let now = backend.clock.now();
    let permit = permit(backend, actor, now).await?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let tx = backend.db.begin().await?;
        match lock_own_hold(&tx, &actor, &permit, request).await {
            Ok(row) => {
                release(&tx, &actor, &row, now).await?;
                commit(&backend, tx).await
            }
            Err(UseCaseError::Refused(_)) => Ok(tx.rollback().await?),
            Err(error) => Err(error),
        }
    })
    .await
}

/// Locks what the hold keeps and reads it again: until then somebody may have confirmed it, and an appointment's claim
/// must never be taken for a hold.
async fn lock_own_hold(
    tx: &Tx,
    actor: &Actor,
    permit: &ChartPermit,
    request: HoldRequest,
) -> Result<ClaimRow, UseCaseError> {
    let find = || store::find_claim(tx, actor.facility, request.hold);
    let seen = own_hold(find().await?, actor, permit)?;
    claims::lock(tx, actor.facility, seen.chart, &[seen.provider]).await?;
    own_hold(find().await?, actor, permit)
}

impl store::Catalogue {
    /// A visit in the words of the page.
    pub fn visit(
        &self,
        visit_type: domain::ids::VisitTypeId,
        provider: ProviderId,
        location: domain::ids::LocationId,
        at: Interval,
    ) -> Visit {
        let kind = self.known_visit_type(visit_type);
        let place = self.locations.iter().find(|row| row.id == location);
        let zone = place.map(|place| place.zone.clone()).unwrap_or_default();
        Visit {
            visit_type: kind.map(|kind| kind.name.clone()).unwrap_or_default(),
            visit_type_id: visit_type,
            mode: kind.map_or(VisitMode::InPerson, |kind| kind.rules.mode),
            provider: self.provider(provider).map(|row| row.name.clone()).unwrap_or_default(),
            location: place.map(|place| place.name.clone()).unwrap_or_default(),
            address: place.and_then(|place| place.address.clone()),
            start: at.from,
            end: at.to,
            local: zones::local(&zone, at.from),
            local_end: zones::local(&zone, at.to),
            zone,
        }
    }
}
