//! What the front desk and administrators see of a chart's access, and how they end it.

use super::change::end_grant;
use super::read::circle_of;
use super::{hand_overs, may_manage, store};
use crate::charts::MERGED;
use crate::error::FieldError;
use crate::facility::Facility;
use crate::{Backend, UseCaseError, audit, factors, invitations, zones};
use domain::actor::Actor;
use domain::family::EndReason;
use domain::family::contract::{AccessPage, ChartRequest, EndAccessRequest};

/// Who may act for a chart; that somebody looked is noted first.
///
/// # Errors
/// The policy's; `NotFound`; [`MERGED`].
pub async fn read_access(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    request: ChartRequest,
) -> Result<AccessPage, UseCaseError> {
    may_manage(backend, actor, "family.read").await?;
    let (db, now, chart) = (backend.db.reader(), backend.clock.now(), request.chart);
    let head = invitations::read_head(db, facility.id, chart).await?.ok_or(UseCaseError::NotFound)?;
    if head.is_merged {
        return Err(MERGED.into());
    }
    let event = audit::Event::of(actor, now, "family.read", "");
    audit::record_alone(backend, &audit::Event { chart: Some(chart), ..event }).await?;
    let hand_over = hand_overs(db, facility.id, &[chart]).await?.get(&chart).copied();
    Ok(AccessPage {
        chart,
        name: head.name,
        born: head.birth_date.unwrap_or_default(),
        number: head.number.unwrap_or_default(),
        hand_over: hand_over.filter(|at| now < *at).map(|at| zones::local(&facility.zone, at)),
        owners: store::list_owner_names(db, facility.id, chart, now).await?,
        circle: circle_of(backend, facility, chart, now).await?,
        freshness: factors::freshness(backend, actor).await?,
    })
}

/// Ends somebody's access to a chart, with a reason that both sides can ask for.
///
/// # Errors
/// The policy's; a step-up is needed; the field `reason`; `NotFound`; it has ended meanwhile.
pub async fn end_access(
    backend: &Backend,
    actor: &Actor,
    request: EndAccessRequest,
) -> Result<(), UseCaseError> {
    may_manage(backend, actor, "family.end").await?;
    factors::require_fresh(backend, actor).await?;
    let reason = EndReason::parse(&request.reason);
    let reason = reason
        .filter(|reason| EndReason::OF_THE_CLINIC.contains(reason))
        .ok_or_else(|| UseCaseError::Invalid(vec![FieldError::new("reason", "family_reason")]))?;
    end_grant(backend, actor, (request.grant, request.chart), reason).await
}
