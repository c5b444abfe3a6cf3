//! Opening a record: for a stated purpose, by breaking the glass, or by care; and closing it.

use super::{BROKEN, event, facts, refused, store};
use crate::error::FieldError;
use crate::factors::require_fresh;
use crate::notices::{self, Notice};
use crate::plain::one_line;
use crate::{Backend, UseCaseError, account, audit, uninterrupted};
use domain::actor::Actor;
use domain::audit::alert::{AlertKind, Found};
use domain::chart_view::Purpose;
use domain::chart_view::contract::{BreakGlassRequest, ChartRequest, LONGEST_REASON, OpenRecordRequest};
use domain::chart_view::policy::{LEAST_REASON, OpenPermit, ViewPermit, may_open, may_read};
use domain::ids::{AlertId, ChartId, ChartViewId};
use domain::permission::Action;
use domain::policy;
use domain::time::Instant;
use uuid::Uuid;

/// Opens a record for a stated purpose.
///
/// # Errors
/// The policy's refusal; the fields `purpose` and `reason`; `NotFound`.
pub async fn open(backend: &Backend, actor: &Actor, request: OpenRecordRequest) -> Result<(), UseCaseError> {
    require_role(backend, actor, "chart_view.open").await?;
    let purpose = Purpose::parse(&request.purpose).filter(|known| Purpose::STATED.contains(known));
    let reason = one_line(&request.reason, LONGEST_REASON + 1);
    let mut problems = Vec::new();
    if purpose.is_none() {
        problems.push(FieldError::new("purpose", "chart_view_purpose"));
    }
    if reason.is_empty() {
        problems.push(FieldError::new("reason", "chart_view_reason"));
    } else if reason.chars().count() > LONGEST_REASON {
        problems.push(FieldError::new("reason", "chart_view_long"));
    }
    match purpose {
        Some(purpose) if problems.is_empty() => {
            write(backend, actor, (request.chart, purpose, "chart_view.open"), reason).await
        }
        _ => Err(UseCaseError::Invalid(problems)),
    }
}

/// Opens a record in an emergency; administrators are told.
///
/// # Errors
/// The policy's refusal; that who is asking has to be proven anew; the field `reason`; `NotFound`.
pub async fn break_glass(
    backend: &Backend,
    actor: &Actor,
    request: BreakGlassRequest,
) -> Result<(), UseCaseError> {
    require_role(backend, actor, "chart_view.break_glass").await?;
    let reason = one_line(&request.reason, LONGEST_REASON + 1);
    let length = reason.chars().count();
    if length < LEAST_REASON {
        return Err(UseCaseError::Invalid(vec![FieldError::new("reason", "chart_view_why")]));
    }
    if length > LONGEST_REASON {
        return Err(UseCaseError::Invalid(vec![FieldError::new("reason", "chart_view_long")]));
    }
    require_fresh(backend, actor).await?;
    write(backend, actor, (request.chart, Purpose::Emergency, "chart_view.break_glass"), reason).await
}

/// Roles that open no record learn nothing of which charts there are.
async fn require_role(backend: &Backend, actor: &Actor, action: &str) -> Result<(), UseCaseError> {
    match policy::for_staff(actor, Action::BreakGlass) {
        Ok(_) => Ok(()),
        Err(refusal) => Err(refused(backend, actor, (None, action), refusal.into()).await),
    }
}

async fn write(
    backend: &Backend,
    actor: &Actor,
    (chart, purpose, action): (ChartId, Purpose, &'static str),
    reason: String,
) -> Result<(), UseCaseError> {
    let now = backend.clock.now();
    let known = store::find_chart(backend.db.reader(), actor.facility, chart).await?;
    known.ok_or(UseCaseError::NotFound)?;
    let permit = match may_open(actor, &facts(backend, actor, chart, now).await?, purpose) {
        Ok(permit) => permit,
        Err(refusal) => return Err(refused(backend, actor, (Some(chart), action), refusal.into()).await),
    };
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let tx = backend.db.begin().await?;
        store::lock_chart(&tx, actor.facility, chart).await?;
        let id = ChartViewId(Uuid::new_v4());
        store::insert(&tx, &actor, (&permit, id), Some(reason), now).await?;
        let noted = event(&actor, chart, (action, purpose.name()), now);
        audit::record(&tx, &backend.keys, &noted).await?;
        if purpose == Purpose::Emergency {
            tell(&tx, &actor, (&permit, id), now).await?;
        }
        Ok(tx.commit().await?)
    })
    .await
}

/// The alert of a broken glass, and the word to every administrator: it says nothing of whom or what.
async fn tell(
    tx: &crate::db::Tx,
    actor: &Actor,
    (permit, id): (&OpenPermit, ChartViewId),
    now: Instant,
) -> Result<(), UseCaseError> {
    let found = Found {
        kind: AlertKind::BreakGlass,
        account: actor.account,
        chart: Some(permit.chart()),
        from: now,
        to: now,
        count: 1,
        key: format!("{BROKEN}{id}"),
    };
    audit::insert_alert(tx, actor.facility, AlertId(Uuid::new_v4()), &found, now).await?;
    for administrator in account::list_administrators(tx, actor.facility).await? {
        notices::tell_account(tx, (actor.facility, administrator), Notice::AccessAlert, now).await?;
    }
    Ok(())
}

/// Writes down that care has opened a record, once for each session and working day.
pub(super) async fn write_care(
    backend: &Backend,
    actor: &Actor,
    permit: &ViewPermit,
    now: Instant,
) -> Result<(), UseCaseError> {
    let (backend, actor, permit) = (backend.clone(), actor.clone(), permit.clone());
    uninterrupted(async move {
        let chart = permit.chart();
        let tx = backend.db.begin().await?;
        store::lock_chart(&tx, actor.facility, chart).await?;
        // Two parts of a page ask at the same time; the second finds what the first has written.
        let facts = store::find_facts(&tx, &actor, (chart, None), now).await?;
        let is_written = may_read(&actor, &facts, now).is_ok_and(|permit| permit.opening().is_some());
        if !is_written {
            let id = ChartViewId(Uuid::new_v4());
            store::insert_care(&tx, &actor, (&permit, id), now).await?;
            let noted = event(&actor, chart, ("chart_view.open", permit.purpose().name()), now);
            audit::record(&tx, &backend.keys, &noted).await?;
        }
        Ok(tx.commit().await?)
    })
    .await
}

/// Closes what the actor has open of a chart.
///
/// # Errors
/// The policy's refusal; `NotFound` where nothing is open.
pub async fn close(backend: &Backend, actor: &Actor, request: ChartRequest) -> Result<(), UseCaseError> {
    require_role(backend, actor, "chart_view.close").await?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        if store::close_own(&tx, &actor, request.chart, now).await? == 0 {
            tx.rollback().await?;
            return Err(UseCaseError::NotFound);
        }
        let noted = event(&actor, request.chart, ("chart_view.close", ""), now);
        audit::record(&tx, &backend.keys, &noted).await?;
        Ok(tx.commit().await?)
    })
    .await
}
