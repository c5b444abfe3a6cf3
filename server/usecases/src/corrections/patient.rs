//! The patient's side: asking, following, writing on, taking back.

use super::store::{self, NewMessage};
use super::{CHANGED, ENOUGH_ASKED, line, may_ask, messages, steps as can, steps::take, steps::words};
use crate::db::Tx;
use crate::facility::Facility;
use crate::{Backend, UseCaseError, audit, people, records, results, uninterrupted};
use domain::actor::{Actor, Relation};
use domain::corrections::contract::{
    AskCorrectionRequest, CorrectionLine, CorrectionPage, ReadCorrectionRequest, StepRequest, Subject,
    SubjectKind, SubjectRequest,
};
use domain::corrections::{MOST_OPEN, State, Step, due};
use domain::ids::{CorrectionId, EntryId};
use domain::policy::ChartPermit;
use entity::correction;
use std::collections::BTreeSet;
use uuid::Uuid;

/// The entry that a request would be about.
///
/// # Errors
/// The policy's refusal; `NotFound` for what the reader may not see.
pub async fn read_subject(
    backend: &Backend,
    actor: &Actor,
    request: SubjectRequest,
) -> Result<Subject, UseCaseError> {
    may_ask(backend, actor, "corrections.subject").await?;
    let subject = find_subject(backend, actor, request.entry).await?.ok_or(UseCaseError::NotFound)?;
    let event =
        audit::Event::of(actor, backend.clock.now(), "corrections.subject", &request.entry.to_string());
    audit::record_alone(backend, &event).await?;
    Ok(subject)
}

/// An entry or a released result, as far as the reader may see it.
async fn find_subject(
    backend: &Backend,
    actor: &Actor,
    entry: EntryId,
) -> Result<Option<Subject>, UseCaseError> {
    if let Some((kind, title, date)) = records::find_name(backend, actor, entry).await? {
        return Ok(Some(Subject { entry, title, date, kind }));
    }
    let found = results::find_name(backend, actor, entry).await?;
    Ok(found.map(|(title, date)| Subject { entry, title, date, kind: SubjectKind::Result }))
}

/// The requests about this chart, the latest first. Whoever acts for the patient sees those about what they may see now.
///
/// # Errors
/// The policy's refusal.
pub async fn list_own(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
) -> Result<Vec<CorrectionLine>, UseCaseError> {
    let permit = may_ask(backend, actor, "corrections.list").await?;
    let now = backend.clock.now();
    audit::record_alone(backend, &audit::Event::of(actor, now, "corrections.list", "")).await?;
    let mut rows = rows(backend, actor, &permit).await?;
    if !is_own(actor) {
        let seen = list_seen(backend, actor, &rows).await?;
        rows.retain(|row| seen.contains(&row.entry_id));
    }
    Ok(rows.iter().map(|row| line(row, facility, now)).collect())
}

/// The entries of some requests that the reader may see: those that [`find_subject`] finds, asked for all at once.
async fn list_seen(
    backend: &Backend,
    actor: &Actor,
    rows: &[correction::Model],
) -> Result<BTreeSet<EntryId>, UseCaseError> {
    let ids: Vec<EntryId> = rows.iter().map(|row| row.entry_id).collect();
    if ids.is_empty() {
        return Ok(BTreeSet::new());
    }
    let mut seen: BTreeSet<EntryId> = records::list_found(backend, actor, &ids).await?.into_iter().collect();
    seen.extend(results::list_found(backend, actor, &ids).await?);
    Ok(seen)
}

async fn rows(
    backend: &Backend,
    actor: &Actor,
    permit: &ChartPermit,
) -> Result<Vec<correction::Model>, UseCaseError> {
    let db = backend.db.reader();
    let charts = people::list_with_merged(db, actor.facility, permit.chart()).await?;
    store::list_of_charts(db, actor.facility, &charts).await
}

/// Whoever acts for the patient does not learn from requests of what is not for them.
async fn is_for(backend: &Backend, actor: &Actor, row: &correction::Model) -> Result<bool, UseCaseError> {
    Ok(is_own(actor) || find_subject(backend, actor, row.entry_id).await?.is_some())
}

fn is_own(actor: &Actor) -> bool {
    actor.grant().is_some_and(|grant| grant.relation == Relation::Own)
}

/// One of them with everything that was written.
///
/// # Errors
/// The policy's refusal; `NotFound`.
pub async fn read_own(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
    request: ReadCorrectionRequest,
) -> Result<CorrectionPage, UseCaseError> {
    let permit = may_ask(backend, actor, "corrections.read").await?;
    let now = backend.clock.now();
    let row = find(backend, actor, &permit, request.id).await?;
    let event = audit::Event::of(actor, now, "corrections.read", &row.id.to_string());
    audit::record_alone(backend, &event).await?;
    let written = store::list_messages(backend.db.reader(), facility.id, row.id).await?;
    let line = line(&row, facility, now);
    Ok(CorrectionPage {
        version: row.version,
        subject: find_subject(backend, actor, row.entry_id).await?,
        messages: messages(backend, facility, written).await?,
        steps: can(line.state, true),
        line,
    })
}

/// A request that the reader may see.
async fn find(
    backend: &Backend,
    actor: &Actor,
    permit: &ChartPermit,
    id: CorrectionId,
) -> Result<correction::Model, UseCaseError> {
    let db = backend.db.reader();
    let row = store::find(db, actor.facility, id).await?.ok_or(UseCaseError::NotFound)?;
    let charts = people::list_with_merged(db, actor.facility, permit.chart()).await?;
    if charts.contains(&row.chart_id) && is_for(backend, actor, &row).await? {
        Ok(row)
    } else {
        Err(UseCaseError::NotFound)
    }
}

/// Asks for an entry to be corrected.
///
/// # Errors
/// The policy's refusal; a field; `NotFound` for what the reader may not see; [`CHANGED`] while an earlier request about
/// the same entry is open; [`ENOUGH_ASKED`].
pub async fn ask(
    backend: &Backend,
    actor: &Actor,
    request: AskCorrectionRequest,
) -> Result<CorrectionId, UseCaseError> {
    let permit = may_ask(backend, actor, "corrections.ask").await?;
    let words = words(Step::Begin, &request.words)?;
    let subject = find_subject(backend, actor, request.entry).await?.ok_or(UseCaseError::NotFound)?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        require_room(&tx, (&actor, &permit), request.entry).await?;
        let id = CorrectionId(Uuid::new_v4());
        let row = correction::Model {
            facility_id: actor.facility,
            id,
            chart_id: permit.chart(),
            entry_id: request.entry,
            title: subject.title,
            asked_by: actor.account,
            state: State::Waiting.name().to_owned(),
            asked_s: now,
            due_s: due(now),
            changed_s: now,
            version: 0,
        };
        store::insert(&tx, &permit, row).await?;
        let message =
            NewMessage { correction: id, position: 0, by: actor.account, step: Step::Begin, words: &words };
        store::insert_message(&tx, actor.facility, &message, now).await?;
        let event = audit::Event::of(&actor, now, "corrections.ask", &id.to_string());
        audit::record(&tx, &backend.keys, &event).await?;
        tx.commit().await?;
        Ok(id)
    })
    .await
}

/// That no other request about an entry is open, and not too many are; nobody else opens one before this transaction ends.
async fn require_room(
    tx: &Tx,
    (actor, permit): (&Actor, &ChartPermit),
    entry: EntryId,
) -> Result<(), UseCaseError> {
    store::lock_chart(tx, permit, actor.facility).await?;
    let charts = people::list_with_merged(tx, actor.facility, permit.chart()).await?;
    let open = store::list_open(tx, actor.facility, &charts).await?;
    if open.iter().any(|row| row.entry_id == entry) {
        return Err(CHANGED.into());
    }
    if open.len() >= MOST_OPEN { Err(ENOUGH_ASKED.into()) } else { Ok(()) }
}

/// Writes on, or takes a request back.
///
/// # Errors
/// The policy's refusal; a field; `NotFound`; [`CHANGED`] when somebody was faster or the step is not the patient's;
/// [`ENOUGH_ASKED`].
pub async fn write(backend: &Backend, actor: &Actor, request: StepRequest) -> Result<(), UseCaseError> {
    let permit = may_ask(backend, actor, "corrections.write").await?;
    let words = words(request.step, &request.words)?;
    let row = find(backend, actor, &permit, request.id).await?;
    if !request.step.is_patients() {
        return Err(CHANGED.into());
    }
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        if row.state == State::Declined.name() {
            // It is opened anew.
            require_room(&tx, (&actor, &permit), row.entry_id).await?;
        }
        let row = store::lock(&tx, actor.facility, row.id).await?.ok_or(UseCaseError::NotFound)?;
        take(&tx, (&backend, &actor), &row, (&request, &words), now).await?;
        Ok(tx.commit().await?)
    })
    .await
}
