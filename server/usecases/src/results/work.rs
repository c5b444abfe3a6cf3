//! The clinicians' worklist: what waits, what is blocked, what was released lately.

use super::shown::values;
use super::store::read as loaded;
use super::store::templates;
use super::store::work as store;
use super::{may, whole};
use crate::facility::Facility;
use crate::{Backend, UseCaseError, audit, zones};
use domain::actor::Actor;
use domain::ids::{ChartId, EntryId};
use domain::permission::Action;
use domain::results::contract::{Shelf, WORK_PER_PAGE, WorkItem, WorkTest, Worklist, WorklistRequest};
use domain::results::release::{Stage, State};
use domain::results::value::Flag;
use domain::time::Instant;
use std::collections::BTreeSet;

/// An hour, in seconds.
const HOUR: i64 = 3_600;

/// A page of the worklist. Each patient whose results are shown is noted as read.
///
/// # Errors
/// The policy's refusal.
pub async fn list_work(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    request: WorklistRequest,
) -> Result<Worklist, UseCaseError> {
    may(backend, actor, Action::ReleaseResults, "results.work").await?;
    let (db, now) = (backend.db.reader(), backend.clock.now());
    // What somebody may read as the patient, or for the patient, is a colleague's to decide about.
    let own: Vec<ChartId> = actor.grants.iter().map(|grant| grant.chart).collect();
    let page = (place(&request.after), WORK_PER_PAGE + 1);
    let mut rows = store::list_page(db, facility.id, (request.shelf, &own), page).await?;
    let has_more = rows.len() as u64 > WORK_PER_PAGE;
    rows.truncate(usize::try_from(WORK_PER_PAGE).unwrap_or(usize::MAX));
    let next = rows.last().filter(|_| has_more).map(|row| {
        let at = if request.shelf == Shelf::Released { row.released_s } else { None };
        format!("{}.{}", at.unwrap_or(row.arrived_s).0, row.id)
    });
    let charts: BTreeSet<ChartId> = rows.iter().map(|row| row.chart_id).collect();
    note(backend, actor, request.shelf, &charts, now).await?;
    let charts: Vec<ChartId> = charts.into_iter().collect();
    let people = loaded::list_people(db, facility.id, &charts).await?;
    let deciders: Vec<_> = rows.iter().filter_map(|row| row.decided_by).collect();
    let names = loaded::list_names(db, facility.id, &deciders).await?;
    let mut items = Vec::new();
    for found in loaded::load(db, facility.id, (rows, false)).await? {
        let row = &found.row;
        let person = people.get(&row.chart_id).cloned().unwrap_or_default();
        let values = values(&found, &person);
        // A conclusion in words may say what no value says.
        let is_all_usual = !values.is_empty()
            && found.missing == 0
            && found.own.measured.conclusions.is_empty()
            && values.iter().all(|value| value.flag == Some(Flag::Normal));
        let codes: Vec<&str> = found.codes.iter().map(String::as_str).collect();
        let is_sensitive = facility.results.classify(&row.codes, &codes, row.is_laboratory).is_sensitive;
        let due = match whole(&row.state, row.due_s, row.released_s) {
            State::Held { due } => due,
            State::Released { .. } | State::Blocked => None,
        };
        let local = |at: Option<Instant>| at.map(|at| zones::local(&facility.zone, at));
        let class = row.class.as_deref().and_then(|id| facility.results.class(id));
        items.push(WorkItem {
            id: row.id,
            version: row.version,
            chart: row.chart_id,
            patient: person.name.clone(),
            born: person.born.clone(),
            number: person.number.clone(),
            title: found.own.title.clone(),
            date: found.own.date.clone(),
            stage: Stage::parse(&row.stage).unwrap_or(Stage::Preliminary),
            conclusions: found.own.measured.conclusions.clone(),
            arrived: zones::local(&facility.zone, row.arrived_s),
            age_hours: now.seconds_since(row.arrived_s) / HOUR,
            due: local(due),
            released: local(row.released_s),
            by: row.decided_by.and_then(|by| names.get(&by).cloned()),
            class: class.map(|class| class.name.clone()),
            is_sensitive,
            reason: row.reason.clone().or_else(|| {
                let why = class.map(|class| class.reason.clone()).filter(|reason| !reason.is_empty());
                why.filter(|_| row.state == "blocked")
            }),
            comment: row.comment.clone(),
            files: found.own.files,
            is_all_usual,
            is_seen: row.seen_s.is_some(),
            tests: values
                .into_iter()
                .map(|value| WorkTest {
                    title: value.title,
                    value: value.value,
                    flag: value.flag,
                    range: value.range,
                })
                .collect(),
        });
    }
    let [waiting, unfinished, blocked] = store::count(db, facility.id, &own).await?;
    let own = store::count_own(db, facility.id, &own).await?;
    let sentences = facility.results.sentences.clone();
    let templates = templates::list(db, actor).await?;
    Ok(Worklist { items, next, waiting, unfinished, blocked, own, sentences, templates })
}

/// Notes the look before anything is shown: one event per patient.
async fn note(
    backend: &Backend,
    actor: &Actor,
    shelf: Shelf,
    charts: &BTreeSet<ChartId>,
    now: Instant,
) -> Result<(), UseCaseError> {
    let event = audit::Event { chart: None, ..audit::Event::of(actor, now, "results.work", shelf.name()) };
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

/// A place in the list; nonsense is its beginning.
fn place(text: &str) -> Option<(Instant, EntryId)> {
    let (at, id) = text.split_once('.')?;
    Some((Instant(at.parse().ok()?), id.parse().ok()?))
}
