//! Moving and cancelling: until the notice period begins; the time is free at commit, not before and not later.

use super::claims;
use super::store::{self, AppointmentRow, ClaimRow};
use super::{Change, announce, commit};
use crate::db::Tx;
use crate::outbox::{self, Message};
use crate::plain::plain;
use crate::{Backend, UseCaseError, audit, uninterrupted};
use domain::actor::Actor;
use domain::booking::BookingRefusal;
use domain::booking::cancel::{check_change, notice_minutes};
use domain::booking::contract::{AppointmentView, CancelRequest};
use domain::ids::AppointmentId;
use domain::permission::Action;
use domain::policy::{self, ChartPermit};
use domain::time::Instant;

/// Longest reason, in characters.
const REASON_CHARS: usize = 500;

/// Cancels an appointment of the chart that is shown.
///
/// # Errors
/// The policy's refusal; `NotFound`; `CallUs` inside the notice period; `AlreadyCancelled`.
pub async fn cancel_appointment(
    backend: &Backend,
    actor: &Actor,
    request: CancelRequest,
) -> Result<AppointmentView, UseCaseError> {
    let now = backend.clock.now();
    let permit = match policy::for_chart(actor, Action::CancelAppointment, now) {
        Ok(permit) => permit,
        Err(refusal) => return Err(audit::denied(backend, actor, "booking.cancel", refusal.into()).await),
    };
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let id = request.appointment;
        let tx = backend.db.begin().await?;
        let seen =
            store::find_appointment(&tx, actor.facility, &permit, id).await?.ok_or(UseCaseError::NotFound)?;
        claims::lock(&tx, actor.facility, seen.chart, &[seen.provider]).await?;
        let row = find_changeable(&tx, &actor, &permit, id, now).await?;
        let reason = plain(&request.reason, REASON_CHARS);
        if !store::cancel(&tx, &permit, &row, &reason, now).await? {
            return Err(BookingRefusal::AlreadyCancelled.into());
        }
        free(&tx, &actor, id, now).await?;
        outbox::record(&tx, &cancelled(&actor, &permit, &row, now), now).await?;
        audit::record(&tx, &backend.keys, &audit::Event::of(&actor, now, "booking.cancel", &id.to_string()))
            .await?;
        commit(&backend, tx).await?;
        super::read_appointment(&backend, &actor, id).await
    })
    .await
}

/// Cancels for the command line, as the patient: the same as [`cancel_appointment`].
///
/// # Errors
/// As [`cancel_appointment`].
pub async fn cancel_directly(
    backend: &Backend,
    actor: &Actor,
    id: AppointmentId,
) -> Result<AppointmentView, UseCaseError> {
    cancel_appointment(backend, actor, CancelRequest { appointment: id, reason: String::new() }).await
}

/// The appointment, if it may still be moved or cancelled.
///
/// # Errors
/// As for cancelling.
pub async fn find_changeable(
    tx: &Tx,
    actor: &Actor,
    permit: &ChartPermit,
    id: AppointmentId,
    now: Instant,
) -> Result<AppointmentRow, UseCaseError> {
    let row = store::find_appointment(tx, actor.facility, permit, id).await?.ok_or(UseCaseError::NotFound)?;
    may_change(tx, actor, &row, now).await?;
    Ok(row)
}

async fn may_change(tx: &Tx, actor: &Actor, row: &AppointmentRow, now: Instant) -> Result<(), UseCaseError> {
    let own = store::find_cancel_notice(tx, actor.facility, row.visit_type).await?;
    let facility = store::find_facility_notice(tx, actor.facility).await?;
    check_change(row.status, row.visit.from, notice_minutes(own, facility), now)?;
    Ok(())
}

/// Gives an appointment's time back within the transaction: a rollback keeps it.
pub async fn free(tx: &Tx, actor: &Actor, id: AppointmentId, now: Instant) -> Result<(), UseCaseError> {
    let claims: Vec<ClaimRow> = store::list_claims_of(tx, actor.facility, id).await?;
    for claim in claims {
        store::delete_claim(tx, actor.facility, claim.id).await?;
        let change = Change {
            resource: claim.provider.into(),
            kind: "freed",
            from: claim.busy.from,
            to: claim.busy.to,
        };
        announce(tx, actor.facility, change, now).await?;
    }
    Ok(())
}

fn cancelled(actor: &Actor, permit: &ChartPermit, row: &AppointmentRow, now: Instant) -> Message {
    Message {
        facility: actor.facility,
        event: "appointment_cancelled",
        dedupe_key: format!("cancel:{}:{}", row.id, row.seq + 1),
        chart: Some(permit.chart()),
        account: Some(actor.account),
        subject: ("appointment", row.id.0),
        version: row.seq + 1,
        due: now,
        expires: Some(row.visit.from),
    }
}
