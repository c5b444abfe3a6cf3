//! Changing what somebody may, ending it, and giving it up. Both sides hear of it, and open streams of the proxy are looked
//! at anew.

use super::read::version;
use super::store::{self, GrantRow};
use super::tell::{News, tell_both};
use super::{CHANGED, end_of, may_share, named};
use crate::db::Tx;
use crate::error::FieldError;
use crate::facility::Facility;
use crate::{Backend, UseCaseError, audit, factors, invitations, live, uninterrupted, zones};
use domain::actor::{Actor, Relation};
use domain::family::contract::{ChangeProxyRequest, GrantRequest};
use domain::family::{EndReason, read_offer};
use domain::ids::{ChartId, FacilityId, GrantId};
use domain::policy::ChartPermit;
use domain::refusal::Refusal;
use domain::time::Instant;
use jiff::civil::Date;

/// The patient changes what somebody may see and do, and until when.
///
/// # Errors
/// The policy's; a step-up is needed; fields; `NotFound`; [`CHANGED`].
pub async fn change_proxy(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    request: ChangeProxyRequest,
) -> Result<(), UseCaseError> {
    let permit = may_share(backend, actor, "family.change").await?;
    factors::require_fresh(backend, actor).await?;
    let (backend, actor, facility) = (backend.clone(), actor.clone(), facility.clone());
    uninterrupted(async move {
        let tx = backend.db.begin().await?;
        match write_change(&tx, &backend, &actor, &facility, &permit, &request).await {
            Ok(()) => {
                tx.commit().await?;
                backend.live.wake();
                Ok(())
            }
            Err(error) => {
                tx.rollback().await?;
                Err(error)
            }
        }
    })
    .await
}

async fn write_change(
    tx: &Tx,
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    permit: &ChartPermit,
    request: &ChangeProxyRequest,
) -> Result<(), UseCaseError> {
    let now = backend.clock.now();
    let row = find(tx, facility.id, (request.grant, permit.chart())).await?;
    if version(&row) != request.version {
        return Err(CHANGED.into());
    }
    let today: Date = zones::local(&facility.zone, now).date().parse().unwrap_or(Date::MAX);
    // Name and relationship stay as they are; only what is asked for here is read.
    let typed = read_offer(("-", "other", &request.until), &request.scopes, today).map_err(|problems| {
        let field = |(field, message): (&str, &str)| FieldError::new(field, message);
        UseCaseError::Invalid(problems.into_iter().map(field).collect())
    })?;
    let ends = end_of(facility, typed.until);
    if !store::update_grant(tx, permit, facility.id, row.id, &typed.scopes, ends).await? {
        return Err(CHANGED.into());
    }
    tell_both(tx, facility.id, (row.chart, row.id), News::Changed, actor.account, now).await?;
    live::record_sessions(tx, facility.id, row.account, now).await?;
    let until = typed.until.map(|day| format!(" until={day}")).unwrap_or_default();
    let about = format!("{} {} > {}{until}", row.id, named(&row.scopes), named(&typed.scopes));
    audit::record(tx, &backend.keys, &audit::Event::of(actor, now, "family.change", &about)).await
}

/// A grant of this chart to somebody else that was not taken back; another's looks as if it were not there.
async fn find(
    tx: &Tx,
    facility: FacilityId,
    (id, chart): (GrantId, ChartId),
) -> Result<GrantRow, UseCaseError> {
    invitations::lock_chart(tx, facility, chart).await?;
    let row = store::find_grant(tx, facility, id).await?;
    let row = row.filter(|row| row.chart == chart && row.relation == Relation::Proxy);
    let row = row.ok_or(UseCaseError::NotFound)?;
    if row.revoked.is_some() || row.end_reason.is_some() { Err(CHANGED.into()) } else { Ok(row) }
}

/// The patient ends somebody's access, at once.
///
/// # Errors
/// The policy's; `NotFound`; [`CHANGED`] when it has ended meanwhile.
pub async fn end_proxy(backend: &Backend, actor: &Actor, request: GrantRequest) -> Result<(), UseCaseError> {
    let permit = may_share(backend, actor, "family.end").await?;
    let named = (request.grant, permit.chart());
    end_grant(backend, actor, named, EndReason::Patient).await
}

/// The reader gives up what they may do for somebody.
///
/// # Errors
/// A second factor has to be set up first; `NotFound`; [`CHANGED`] when it has ended meanwhile.
pub async fn give_up(backend: &Backend, actor: &Actor, request: GrantRequest) -> Result<(), UseCaseError> {
    if actor.must_enrol {
        return Err(Refusal::ENROL_FIRST.into());
    }
    let own = actor.grants.iter().find(|grant| grant.id == request.grant);
    let own = own.filter(|grant| grant.relation == Relation::Proxy).ok_or(UseCaseError::NotFound)?;
    end_grant(backend, actor, (own.id, own.chart), EndReason::GivenUp).await
}

/// Ends a grant of a chart; the caller has asked the policy.
pub(super) async fn end_grant(
    backend: &Backend,
    actor: &Actor,
    named: (GrantId, ChartId),
    reason: EndReason,
) -> Result<(), UseCaseError> {
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let tx = backend.db.begin().await?;
        match write_end(&tx, &backend, &actor, named, reason).await {
            Ok(()) => {
                tx.commit().await?;
                backend.live.wake();
                Ok(())
            }
            Err(error) => {
                tx.rollback().await?;
                Err(error)
            }
        }
    })
    .await
}

async fn write_end(
    tx: &Tx,
    backend: &Backend,
    actor: &Actor,
    named: (GrantId, ChartId),
    reason: EndReason,
) -> Result<(), UseCaseError> {
    let now: Instant = backend.clock.now();
    let row = find(tx, actor.facility, named).await?;
    if !store::end_grant(tx, actor.facility, row.id, (reason, Some(actor.account)), now).await? {
        return Err(CHANGED.into());
    }
    tell_both(tx, actor.facility, (row.chart, row.id), News::Ended, actor.account, now).await?;
    live::record_sessions(tx, actor.facility, row.account, now).await?;
    let about = format!("{} {}", row.id, reason.name());
    let event = audit::Event::of(actor, now, "family.end", &about);
    audit::record(tx, &backend.keys, &audit::Event { chart: Some(row.chart), ..event }).await
}
