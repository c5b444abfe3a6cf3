//! The clinic's side: requests that wait, and answers to them.

use super::{
    CHANGED, OWN, line, may_answer, messages, steps as can, steps::take, steps::words, store, titles,
};
use crate::facility::Facility;
use crate::notices::{Notice, tell_account};
use crate::{Backend, UseCaseError, audit, people, uninterrupted};
use domain::actor::Actor;
use domain::corrections::contract::{
    CorrectionList, CorrectionPage, ListCorrectionsRequest, PER_PAGE, ReadCorrectionRequest, StepRequest,
    Subject,
};
use domain::ids::ChartId;
use std::collections::BTreeSet;

/// Most pages that are asked for.
const MOST_PAGES: u64 = 10_000;

/// A page of requests. Each patient who asked is noted. What a colleague may not see of a record is not named.
///
/// # Errors
/// The policy's refusal.
pub async fn list_requests(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
    request: ListCorrectionsRequest,
) -> Result<CorrectionList, UseCaseError> {
    let permit = may_answer(backend, actor, "corrections.list_requests").await?;
    let (db, now) = (backend.db.reader(), backend.clock.now());
    let skip = request.page.min(MOST_PAGES) * PER_PAGE;
    let page = (request.is_settled, skip, PER_PAGE + 1);
    let mut rows = store::list_requests(db, facility.id, &permit, page).await?;
    let has_more = rows.len() as u64 > PER_PAGE;
    rows.truncate(usize::try_from(PER_PAGE).unwrap_or(usize::MAX));
    let charts: BTreeSet<ChartId> = rows.iter().map(|row| row.chart_id).collect();
    note(backend, actor, &charts).await?;
    let charts: Vec<ChartId> = charts.into_iter().collect();
    let patients = people::name_charts(db, facility.id, &charts).await?;
    let named = titles::list_named(backend, actor, &rows).await?;
    let lines = rows
        .iter()
        .map(|row| {
            let mut line = line(row, facility, now);
            line.title = line.title.filter(|_| named.contains(&row.id));
            line.patient = patients.get(&row.chart_id).cloned();
            line
        })
        .collect();
    Ok(CorrectionList { lines, waiting: store::count_waiting(db, facility.id).await?, has_more })
}

/// Notes the look before anything is shown: one event per patient.
async fn note(backend: &Backend, actor: &Actor, charts: &BTreeSet<ChartId>) -> Result<(), UseCaseError> {
    let event = audit::Event::of(actor, backend.clock.now(), "corrections.list_requests", "");
    let event = audit::Event { chart: None, ..event };
    if charts.is_empty() {
        return audit::record_alone(backend, &event).await;
    }
    let tx = backend.db.begin().await?;
    for chart in charts {
        let event = audit::Event { chart: Some(*chart), ..event.clone() };
        audit::record(&tx, &backend.keys, &event).await?;
    }
    Ok(tx.commit().await?)
}

/// One request with everything that was written.
///
/// # Errors
/// The policy's refusal; `NotFound`.
pub async fn read_request(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
    request: ReadCorrectionRequest,
) -> Result<CorrectionPage, UseCaseError> {
    may_answer(backend, actor, "corrections.read").await?;
    let (db, now) = (backend.db.reader(), backend.clock.now());
    let row = store::find(db, facility.id, request.id).await?.ok_or(UseCaseError::NotFound)?;
    let event = audit::Event::of(actor, now, "corrections.read", &row.id.to_string());
    audit::record_alone(backend, &audit::Event { chart: Some(row.chart_id), ..event }).await?;
    let written = store::list_messages(db, facility.id, row.id).await?;
    let mut line = line(&row, facility, now);
    line.patient = people::name_charts(db, facility.id, &[row.chart_id]).await?.remove(&row.chart_id);
    let is_named = titles::list_named(backend, actor, std::slice::from_ref(&row)).await?.contains(&row.id);
    line.title = line.title.filter(|_| is_named);
    let about = if is_named { store::find_entry(db, &row).await? } else { None };
    let subject = about.map(|(title, date, kind)| Subject { entry: row.entry_id, title, date, kind });
    Ok(CorrectionPage {
        version: row.version,
        subject,
        messages: messages(backend, facility, written).await?,
        steps: can(line.state, false),
        line,
    })
}

/// Asks for more, agrees, or declines; whoever asked is told that there is an answer.
///
/// # Errors
/// The policy's refusal; a field; `NotFound`; [`OWN`]; [`CHANGED`] when somebody was faster or the step is not
/// the clinic's.
pub async fn answer(backend: &Backend, actor: &Actor, request: StepRequest) -> Result<(), UseCaseError> {
    may_answer(backend, actor, "corrections.answer").await?;
    let words = words(request.step, &request.words)?;
    if request.step.is_patients() {
        return Err(CHANGED.into());
    }
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        let row = store::lock(&tx, actor.facility, request.id).await?.ok_or(UseCaseError::NotFound)?;
        if actor.grants.iter().any(|grant| grant.chart == row.chart_id) {
            tx.rollback().await?;
            return Err(audit::denied(&backend, &actor, "corrections.answer", OWN.into()).await);
        }
        take(&tx, (&backend, &actor), &row, (&request, &words), now).await?;
        tell_account(&tx, (actor.facility, row.asked_by), Notice::CorrectionAnswered, now).await?;
        Ok(tx.commit().await?)
    })
    .await
}
