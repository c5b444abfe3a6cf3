//! What administrators see of records that colleagues have open, and ending that.

use super::{event, refused, store};
use crate::facility::Facility;
use crate::{Backend, UseCaseError, audit, people, uninterrupted, zones};
use domain::actor::Actor;
use domain::chart_view::Purpose;
use domain::chart_view::contract::{
    EndOpeningRequest, ListOpeningsRequest, OPENINGS_PER_PAGE, OpeningLine, Openings,
};
use domain::ids::{AccountId, ChartId};
use domain::permission::Action;
use domain::policy::{self, StaffPermit};

/// Most pages that are asked for.
const MOST_PAGES: u64 = 10_000;

async fn may_end(backend: &Backend, actor: &Actor, action: &str) -> Result<StaffPermit, UseCaseError> {
    match policy::for_staff(actor, Action::EndViews) {
        Ok(permit) => Ok(permit),
        Err(refusal) => Err(refused(backend, actor, (None, action), refusal.into()).await),
    }
}

/// A page of openings, the latest first.
///
/// # Errors
/// The policy's refusal.
pub async fn list_openings(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
    request: ListOpeningsRequest,
) -> Result<Openings, UseCaseError> {
    let permit = may_end(backend, actor, "audit.openings").await?;
    let (db, now) = (backend.db.reader(), backend.clock.now());
    let noted = audit::Event { chart: None, ..audit::Event::of(actor, now, "audit.openings", "") };
    audit::record_alone(backend, &noted).await?;
    let skip = request.page.min(MOST_PAGES) * OPENINGS_PER_PAGE;
    let mut rows = store::list(db, &permit, facility.id, (skip, OPENINGS_PER_PAGE + 1)).await?;
    let has_more = rows.len() as u64 > OPENINGS_PER_PAGE;
    rows.truncate(usize::try_from(OPENINGS_PER_PAGE).unwrap_or(usize::MAX));
    let accounts: Vec<AccountId> = rows.iter().map(|row| row.account_id).collect();
    let charts: Vec<ChartId> = rows.iter().map(|row| row.chart_id).collect();
    let accounts = people::name_accounts(db, facility.id, &accounts).await?;
    let charts = people::name_charts(db, facility.id, &charts).await?;
    let local = |at| zones::local(&facility.zone, at);
    let openings = rows.into_iter().filter_map(|row| {
        let (patient, number) = charts.get(&row.chart_id).cloned().unwrap_or_default();
        Some(OpeningLine {
            id: row.id,
            who: accounts.get(&row.account_id).cloned().unwrap_or_default(),
            patient,
            number,
            purpose: Purpose::parse(&row.purpose)?,
            reason: row.reason,
            opened: local(row.opened_s),
            ends: local(row.closed_s.unwrap_or(row.ends_s)),
            is_open: row.closed_s.is_none() && row.ends_s > now,
        })
    });
    Ok(Openings { openings: openings.collect(), has_more })
}

/// Ends an opening, with all others of the same colleague and record. Nothing opens it by itself for a day.
///
/// # Errors
/// The policy's refusal; `NotFound` for one that is over.
pub async fn end(backend: &Backend, actor: &Actor, request: EndOpeningRequest) -> Result<(), UseCaseError> {
    let permit = may_end(backend, actor, "chart_view.end").await?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        let Some(row) = store::find_open(&tx, actor.facility, request.opening, now).await? else {
            tx.rollback().await?;
            return Err(UseCaseError::NotFound);
        };
        store::end(&tx, &permit, &row, (actor.account, now)).await?;
        let subject = format!("{} {}", row.purpose, row.id);
        audit::record(&tx, &backend.keys, &event(&actor, row.chart_id, ("chart_view.end", &subject), now))
            .await?;
        Ok(tx.commit().await?)
    })
    .await
}
