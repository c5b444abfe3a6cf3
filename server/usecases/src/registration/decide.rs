//! What colleagues decide about a request: whose chart it is, that there is no account, or that something is missing.

use super::compose::{tell_asked, tell_rejected};
use super::store::{self, Decision, Row};
use super::{CHANGED, may_review};
use crate::db::Tx;
use crate::facility::Facility;
use crate::invitations::{self, Goes};
use crate::{Backend, UseCaseError, audit, factors, uninterrupted};
use domain::actor::Actor;
use domain::ids::{ChartId, InvitationId, RegistrationId};
use domain::registration::staff::{AskRequest, LinkRequest, RejectRequest, State};
use domain::time::Instant;

/// Links a request to a chart: its patient is invited, at the chart's address, or at the one the applicant has proven.
///
/// # Errors
/// The policy's; a step-up is needed; `NotFound`; [`CHANGED`]; why this patient is not invited.
pub async fn link(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    request: LinkRequest,
) -> Result<InvitationId, UseCaseError> {
    may_review(backend, actor, "registration.link").await?;
    // Who is invited becomes that patient.
    factors::require_fresh(backend, actor).await?;
    let (backend, actor, facility) = (backend.clone(), actor.clone(), facility.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        match link_in(&tx, &backend, &actor, &facility, (request, now)).await {
            Ok(invitation) => {
                tx.commit().await?;
                Ok(invitation)
            }
            Err(error) => {
                tx.rollback().await?;
                Err(error)
            }
        }
    })
    .await
}

async fn link_in(
    tx: &Tx,
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    (request, now): (LinkRequest, Instant),
) -> Result<InvitationId, UseCaseError> {
    let row = open(tx, actor, request.request, request.version).await?;
    // The request is held first, then the chart, then its invitation: everybody in this order.
    let to = |invitation| Decision {
        state: State::Approved,
        tier: row.tier,
        chart: Some(request.chart),
        invitation,
    };
    if !store::decide(tx, actor.facility, &row, &to(None), now).await? {
        return Err(CHANGED.into());
    }
    let goes = if request.to_applicant {
        Goes::ToProven((row.proven, row.address().to_owned()), row.lang)
    } else {
        Goes::ToChart
    };
    let by = Some(actor.account);
    let invited = invitations::invite_to(tx, backend, facility, (request.chart, &goes), by).await?;
    let held = Row { version: row.version + 1, state: State::Approved, ..row.clone() };
    store::decide(tx, actor.facility, &held, &to(Some(invited.invitation)), now).await?;
    let word = if request.to_applicant { "to_applicant" } else { "to_chart" };
    store::note(tx, actor.facility, row.id, (State::Approved, word), by, now).await?;
    let subject = format!("{} {word}", row.id);
    note(tx, backend, actor, ("registration.link", &subject), Some(request.chart), now).await?;
    Ok(invited.invitation)
}

/// A request that a colleague looked at in this version and can still decide.
async fn open(tx: &Tx, actor: &Actor, id: RegistrationId, version: i32) -> Result<Row, UseCaseError> {
    let row = store::find(tx, actor.facility, id).await?.ok_or(UseCaseError::NotFound)?;
    if row.version == version && row.state.is_open() { Ok(row) } else { Err(CHANGED.into()) }
}

async fn note(
    tx: &Tx,
    backend: &Backend,
    actor: &Actor,
    (action, subject): (&str, &str),
    chart: Option<ChartId>,
    now: Instant,
) -> Result<(), UseCaseError> {
    let event = audit::Event { chart, ..audit::Event::of(actor, now, action, subject) };
    audit::record(tx, &backend.keys, &event).await
}

/// Rejects a request; the applicant is told that there is no account, not why.
///
/// # Errors
/// The policy's; `NotFound`; [`CHANGED`].
pub async fn reject(backend: &Backend, actor: &Actor, request: RejectRequest) -> Result<(), UseCaseError> {
    may_review(backend, actor, "registration.reject").await?;
    let named = (request.request, request.version);
    move_on(backend, actor, named, (State::Rejected, request.reason.name())).await
}

/// Asks the applicant for more.
///
/// # Errors
/// The policy's; `NotFound`; [`CHANGED`].
pub async fn ask_for_more(backend: &Backend, actor: &Actor, request: AskRequest) -> Result<(), UseCaseError> {
    may_review(backend, actor, "registration.ask").await?;
    let named = (request.request, request.version);
    move_on(backend, actor, named, (State::Asked, request.wish.name())).await
}

async fn move_on(
    backend: &Backend,
    actor: &Actor,
    (id, version): (RegistrationId, i32),
    (state, word): (State, &'static str),
) -> Result<(), UseCaseError> {
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        match move_on_in(&tx, &backend, &actor, (id, version), (state, word), now).await {
            Ok(()) => Ok(tx.commit().await?),
            Err(error) => {
                tx.rollback().await?;
                Err(error)
            }
        }
    })
    .await
}

async fn move_on_in(
    tx: &Tx,
    backend: &Backend,
    actor: &Actor,
    (id, version): (RegistrationId, i32),
    (state, word): (State, &str),
    now: Instant,
) -> Result<(), UseCaseError> {
    let row = open(tx, actor, id, version).await?;
    let decision = Decision { state, tier: row.tier, chart: None, invitation: None };
    if !store::decide(tx, actor.facility, &row, &decision, now).await? {
        return Err(CHANGED.into());
    }
    store::note(tx, actor.facility, id, (state, word), Some(actor.account), now).await?;
    let named = (id, version + 1);
    let action = if state == State::Rejected {
        tell_rejected(tx, actor.facility, named, now, now).await?;
        "registration.reject"
    } else {
        tell_asked(tx, actor.facility, named, now).await?;
        "registration.ask"
    };
    note(tx, backend, actor, (action, &format!("{id} {word}")), None, now).await
}
