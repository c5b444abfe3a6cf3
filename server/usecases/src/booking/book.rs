//! Booking what is held; and booking at once, for the command line, by the same rules.

use super::claims::{self, APPOINTMENT, NewClaim};
use super::holds::{Wanted, candidates, check, own_hold, release};
use super::offer::read_offer;
use super::store::{self, AppointmentRow, ClaimRow, NewAppointment};
use super::{Change, announce, change, commit};
use crate::db::Tx;
use crate::error::FieldError;
use crate::keys::sha256;
use crate::outbox::{self, Message};
use crate::plain::plain;
use crate::{Backend, UseCaseError, audit, uninterrupted, zones};
use domain::actor::Actor;
use domain::booking::BookingRefusal;
use domain::booking::contract::{AppointmentView, ConfirmHoldRequest, HoldSlotRequest};
use domain::booking::holds::{ConfirmBy, confirm_by, refusal_when_taken};
use domain::booking::units::Interval;
use domain::booking::visit_type::{provider_interval, visit_interval};
use domain::ids::{AppointmentId, ClaimId, LocationId, ProviderId, VisitTypeId};
use domain::permission::Action;
use domain::policy::{self, ChartPermit};
use domain::refusal::{NextStep, Refusal, RefusalKind};
use domain::time::Instant;
use uuid::Uuid;

/// The same key came with other content.
const KEY_REUSED: Refusal =
    Refusal { rule: "booking.key_reused", kind: RefusalKind::Rule, next: NextStep::Reload };
/// Longest note, in characters.
const NOTE_CHARS: usize = 500;
/// Longest key of a form, in bytes; it is part of an index.
const KEY_BYTES: usize = 100;

/// Books what is held, or moves an appointment there. The same key sent again gets the same answer.
///
/// # Errors
/// The policy's refusal, and every refusal of a booking; then nothing has changed.
pub async fn confirm_hold(
    backend: &Backend,
    actor: &Actor,
    request: ConfirmHoldRequest,
) -> Result<AppointmentView, UseCaseError> {
    let now = backend.clock.now();
    let action =
        if request.moving.is_some() { Action::RescheduleAppointment } else { Action::BookAppointment };
    let permit = match policy::for_chart(actor, action, now) {
        Ok(permit) => permit,
        Err(refusal) => return Err(audit::denied(backend, actor, "booking.book", refusal.into()).await),
    };
    if request.key.is_empty() || request.key.len() > KEY_BYTES || request.key.chars().any(char::is_control) {
        return Err(UseCaseError::Invalid(vec![FieldError::new("key", "invalid")]));
    }
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let hash = request_hash(&request);
        let tx = backend.db.begin().await?;
        lock(&tx, &actor, &permit, &request).await?;
        // Asked under the lock: the same request may have been on its way beside this one.
        if let Some(id) = already_done(&tx, &actor, &request.key, &hash).await? {
            tx.rollback().await?;
            return super::read_appointment(&backend, &actor, id).await;
        }
        let held = own_hold(store::find_claim(&tx, actor.facility, request.hold).await?, &actor, &permit)?;
        let wanted = HoldSlotRequest {
            visit_type: held.visit_type,
            provider: Some(held.provider),
            location: held.location,
            start: held.visit.from,
            moving: request.moving,
        };
        let note = plain(&request.note, NOTE_CHARS);
        let id = match request.moving {
            Some(id) => {
                let row = change::find_changeable(&tx, &actor, &permit, id, now).await?;
                if is_already_there(&row, &held) {
                    store::delete_claim(&tx, actor.facility, held.id).await?;
                    if !note.is_empty() && row.note.as_ref() != Some(&note) {
                        store::update_note(&tx, &permit, &row, &note, now).await?;
                    }
                    store::insert_idempotency(&tx, &actor, &request.key, &hash, id, now).await?;
                    commit(&backend, tx).await?;
                    return super::read_appointment(&backend, &actor, id).await;
                }
                change::free(&tx, &actor, id, now).await?;
                id
            }
            None => AppointmentId(Uuid::new_v4()),
        };
        let by = confirm_by(held.expires.unwrap_or(Instant(0)), now);
        check(&tx, &backend, &actor, &permit, &Wanted { request: &wanted, provider: held.provider }, now)
            .await
            .map_err(|error| when_ended(error, by))?;
        match by {
            ConfirmBy::Hold => {
                if !store::turn_into_appointment(&tx, actor.facility, held.id, id).await? {
                    return Err(BookingRefusal::HoldExpired.into());
                }
                claims::complete(&tx, actor.facility, &held).await?;
            }
            ConfirmBy::FreshClaim => {
                release(&tx, &actor, &held, now).await?;
                let claim = new_claim(&actor, &permit, &wanted, held.provider, (held.visit, held.busy), id);
                claims::take(&tx, &claim, now).await.map_err(|error| when_ended(error, by))?;
            }
        }
        write(
            &tx,
            &backend,
            &actor,
            &permit,
            &Booking {
                id,
                wanted: &wanted,
                provider: held.provider,
                visit: held.visit,
                note,
                is_move: request.moving.is_some(),
                source: "portal",
            },
            now,
        )
        .await?;
        let change =
            Change { resource: held.provider.into(), kind: "taken", from: held.busy.from, to: held.busy.to };
        announce(&tx, actor.facility, change, now).await?;
        store::insert_idempotency(&tx, &actor, &request.key, &hash, id, now).await?;
        commit(&backend, tx).await?;
        super::read_appointment(&backend, &actor, id).await
    })
    .await
}

/// Locks the patient, the provider of the hold, and the one of the appointment that is to be moved.
async fn lock(
    tx: &Tx,
    actor: &Actor,
    permit: &ChartPermit,
    request: &ConfirmHoldRequest,
) -> Result<(), UseCaseError> {
    let held = store::find_claim(tx, actor.facility, request.hold).await?;
    let moved = match request.moving {
        Some(id) => store::find_appointment(tx, actor.facility, permit, id).await?,
        None => None,
    };
    let providers: Vec<ProviderId> =
        held.map(|row| row.provider).into_iter().chain(moved.map(|row| row.provider)).collect();
    claims::lock(tx, actor.facility, permit.chart(), &providers).await
}

/// Whether moving the appointment to what is held would change nothing.
fn is_already_there(row: &AppointmentRow, held: &ClaimRow) -> bool {
    row.provider == held.provider
        && row.location == held.location
        && row.visit_type == held.visit_type
        && row.visit == held.visit
}

/// Whoever lost the time after the hold had ended is told that it had.
fn when_ended(error: UseCaseError, by: ConfirmBy) -> UseCaseError {
    let is_taken =
        matches!(&error, UseCaseError::Refused(refusal) if refusal.rule == BookingRefusal::SlotTaken.rule());
    if by == ConfirmBy::FreshClaim && is_taken { refusal_when_taken(true).into() } else { error }
}

/// A booking on the command line, as the patient.
#[derive(Clone, Copy, Debug)]
pub struct BookDirectly {
    /// What.
    pub visit_type: VisitTypeId,
    /// With whom; nothing: whoever is free and has least to do that day.
    pub provider: Option<ProviderId>,
    /// Where; nothing: the first place that offers the start.
    pub location: Option<LocationId>,
    /// When.
    pub start: Instant,
}

/// Books at once, through the same rules and guards as the pages.
///
/// # Errors
/// Every refusal of a booking.
pub async fn book_directly(
    backend: &Backend,
    actor: &Actor,
    request: BookDirectly,
) -> Result<AppointmentView, UseCaseError> {
    let now = backend.clock.now();
    let permit = match policy::for_chart(actor, Action::BookAppointment, now) {
        Ok(permit) => permit,
        Err(refusal) => return Err(audit::denied(backend, actor, "booking.book", refusal.into()).await),
    };
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let (offer, _) = read_offer(&backend, backend.db.reader(), actor.facility).await?;
        let places = offer.catalogue.locations.iter().map(|row| row.id);
        let mut refused = BookingRefusal::NoLongerOffered.into();
        for location in places.filter(|id| request.location.is_none_or(|chosen| chosen == *id)) {
            let wanted = HoldSlotRequest {
                visit_type: request.visit_type,
                provider: request.provider,
                location,
                start: request.start,
                moving: None,
            };
            for provider in candidates(&backend, &actor, &permit, &wanted, now).await? {
                let tx = backend.db.begin().await?;
                match book_with(&tx, &backend, &actor, &permit, &Wanted { request: &wanted, provider }, now)
                    .await
                {
                    Ok(id) => {
                        commit(&backend, tx).await?;
                        return super::read_appointment(&backend, &actor, id).await;
                    }
                    Err(error @ UseCaseError::Refused(_)) => {
                        tx.rollback().await?;
                        refused = nearer(refused, error);
                    }
                    Err(error) => return Err(error),
                }
            }
        }
        Err(refused)
    })
    .await
}

/// Of two refusals the one that tells more: that a place does not offer the time says little if another would.
fn nearer(first: UseCaseError, second: UseCaseError) -> UseCaseError {
    let says_little = matches!(
        &first, UseCaseError::Refused(refusal) if refusal.rule == BookingRefusal::NoLongerOffered.rule()
    );
    if says_little { second } else { first }
}

async fn book_with(
    tx: &Tx,
    backend: &Backend,
    actor: &Actor,
    permit: &ChartPermit,
    wanted: &Wanted<'_>,
    now: Instant,
) -> Result<AppointmentId, UseCaseError> {
    let Wanted { request, provider } = *wanted;
    claims::lock(tx, actor.facility, permit.chart(), &[provider]).await?;
    let rules = check(tx, backend, actor, permit, wanted, now).await?;
    let (visit, busy) = (visit_interval(&rules, request.start), provider_interval(&rules, request.start));
    let id = AppointmentId(Uuid::new_v4());
    claims::take(tx, &new_claim(actor, permit, request, provider, (visit, busy), id), now).await?;
    let booking = Booking {
        id,
        wanted: request,
        provider,
        visit,
        note: String::new(),
        is_move: false,
        source: "portal",
    };
    write(tx, backend, actor, permit, &booking, now).await?;
    let change = Change { resource: provider.into(), kind: "taken", from: busy.from, to: busy.to };
    announce(tx, actor.facility, change, now).await?;
    Ok(id)
}

fn new_claim(
    actor: &Actor,
    permit: &ChartPermit,
    wanted: &HoldSlotRequest,
    provider: ProviderId,
    (visit, busy): (Interval, Interval),
    appointment: AppointmentId,
) -> NewClaim {
    NewClaim {
        facility: actor.facility,
        id: ClaimId(Uuid::new_v4()),
        kind: APPOINTMENT,
        appointment: Some(appointment),
        chart: permit.chart(),
        session: None,
        provider,
        location: wanted.location,
        visit_type: wanted.visit_type,
        visit,
        busy,
        expires: None,
    }
}

/// What is written of a booking besides its claim.
struct Booking<'a> {
    id: AppointmentId,
    wanted: &'a HoldSlotRequest,
    provider: ProviderId,
    visit: Interval,
    note: String,
    is_move: bool,
    source: &'static str,
}

/// Appointment, outbox and audit, in the transaction that took the time.
async fn write(
    tx: &Tx,
    backend: &Backend,
    actor: &Actor,
    permit: &ChartPermit,
    booking: &Booking<'_>,
    now: Instant,
) -> Result<(), UseCaseError> {
    let (offer, _) = read_offer(backend, tx, actor.facility).await?;
    let zone = offer.catalogue.zone(booking.wanted.location)?;
    let row = NewAppointment {
        id: booking.id,
        provider: booking.provider,
        location: booking.wanted.location,
        visit_type: booking.wanted.visit_type,
        visit: booking.visit,
        local_start: zones::local(&zone, booking.visit.from).into(),
        zone,
        source: booking.source,
        note: booking.note.clone(),
    };
    let (event, action, seq) = if booking.is_move {
        let seq = store::move_appointment(tx, permit, actor, &row, now).await?;
        ("appointment_moved", "booking.move", seq)
    } else {
        store::insert_appointment(tx, permit, actor, &row, now).await?;
        ("appointment_booked", "booking.book", 0)
    };
    let message = Message {
        facility: actor.facility,
        event,
        dedupe_key: format!("confirm:{}:{seq}", booking.id),
        chart: Some(permit.chart()),
        account: Some(actor.account),
        subject: ("appointment", booking.id.0),
        version: seq,
        due: now,
        expires: Some(booking.visit.from),
    };
    outbox::record(tx, &message, now).await?;
    audit::record(tx, &backend.keys, &audit::Event::of(actor, now, action, &booking.id.to_string())).await
}

fn request_hash(request: &ConfirmHoldRequest) -> Vec<u8> {
    sha256(format!("{}|{:?}|{}", request.hold, request.moving, request.note).as_bytes())
}

/// The appointment an earlier request with this key made.
async fn already_done(
    tx: &Tx,
    actor: &Actor,
    key: &str,
    hash: &[u8],
) -> Result<Option<AppointmentId>, UseCaseError> {
    match store::find_idempotency(tx, actor, key).await? {
        Some((known, id)) if known == hash => Ok(Some(id)),
        Some(_) => Err(KEY_REUSED.into()),
        None => Ok(None),
    }
}
