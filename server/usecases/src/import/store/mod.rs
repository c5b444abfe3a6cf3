//! Writing a chunk: what is new is inserted, what changed is updated, what is the same is left alone.

mod join;
mod known;
pub mod links;
mod names;
mod place;
pub mod renamed;
mod sensitive;
mod upsert;
mod visits;

pub use known::list_known;
pub use names::list_targets;

use super::links::{Said, hear};
use super::plan::{Batch, Person};
use super::rows::{Body, Row, Subject};
use super::{Became, Problem, Report, Sender, Written};
use crate::db::Tx;
use crate::results::{self, Arrival};
use crate::{Backend, UseCaseError};
use domain::ids::{ChartId, EntryId, FacilityId};
use domain::results::release::Stage;
use domain::time::Instant;
use known::{find_charts, find_hashes};
use std::collections::{BTreeMap, HashMap};
use upsert::{alias_rows, insert_aliases, upsert};
use uuid::Uuid;

/// Rows per statement: PostgreSQL takes 65,535 parameters, SQLite 32,766.
const PER_STATEMENT: usize = 500;

/// Writes one batch in one transaction and counts it; what its patients say of others comes to `said`.
pub async fn write(
    backend: &Backend,
    (facility, sender): (FacilityId, Sender),
    read: (Batch, &HashMap<Uuid, Person>),
    (report, said): (&mut Report, &mut Vec<Said>),
) -> Result<(), UseCaseError> {
    let tx = backend.db.begin().await?;
    write_in(&tx, facility, read, (backend.clock.now(), sender), (report, said), None).await?;
    Ok(tx.commit().await?)
}

/// Writes one batch and counts it; `written` hears of each resource, `said` of what patients say of others.
pub async fn write_in(
    tx: &Tx,
    facility: FacilityId,
    (mut batch, people): (Batch, &HashMap<Uuid, Person>),
    (now, sender): (Instant, Sender),
    (report, said): (&mut Report, &mut Vec<Said>),
    mut written: Option<&mut Vec<Written>>,
) -> Result<(), UseCaseError> {
    let mut tell = |row: &Row, became: Became| {
        if let Some(written) = written.as_deref_mut() {
            written.push(Written { place: row.place, type_name: row.type_name, id: row.id, became });
        }
    };
    let charts = find_charts(tx, facility, &batch.rows).await?;
    let joined = join::join(tx, facility, &place::patients_of(&batch.rows, people)).await?;
    place::leave_out_contradictions(&mut batch.rows, &joined, report);
    place::place(tx, facility, &mut batch.rows, (&joined, &charts)).await?;
    names::name(tx, facility, &mut batch.rows).await?;
    // Of several versions of one resource in a batch, the last counts; the others count as updates.
    let mut latest: BTreeMap<Uuid, Row> = BTreeMap::new();
    let mut known = find_hashes(tx, facility, &batch.rows).await?;
    let (mut names, mut same, mut renewed) = (Vec::new(), Vec::new(), Vec::new());
    for mut row in batch.rows {
        if let Body::Entry(entry) = &row.body
            && matches!(entry.subject, Subject::Aliases(_))
        {
            report.errors.push(Problem {
                path: row.place.element(entry.subject_path),
                file: row.file,
                reason: "leads to no patient of these files or of this facility".to_owned(),
            });
            continue;
        }
        if row.is_superseded {
            tell(&row, Became::Unchanged);
            Report::count(&mut report.unchanged, row.type_name);
            names.extend(alias_rows(facility, &row));
            continue;
        }
        match known.get(&row.id) {
            None => {
                tell(&row, Became::Created);
                Report::count(&mut report.created, row.type_name);
            }
            Some(hash) if *hash == row.hash || row.is_only_new => {
                tell(&row, Became::Unchanged);
                Report::count(&mut report.unchanged, row.type_name);
                // What is left alone as it was asked says nothing.
                if *hash == row.hash && matches!(row.body, Body::Chart(_)) {
                    hear(&mut row, said);
                    same.push(row);
                }
                continue;
            }
            Some(_) => {
                tell(&row, Became::Updated);
                Report::count(&mut report.updated, row.type_name);
                if matches!(row.body, Body::Chart(_)) {
                    renewed.push(ChartId(row.id));
                }
            }
        }
        hear(&mut row, said);
        known.insert(row.id, row.hash.clone());
        latest.insert(row.id, row);
    }
    let mut latest: Vec<Row> = latest.into_values().collect();
    let patients: Vec<&Row> = latest.iter().chain(&same).collect();
    said.extend(links::waited(tx, facility, &patients, &renewed).await?);
    visits::find(tx, facility, &mut latest).await?;
    results::arrive(tx, facility, latest.iter().filter_map(arrival).collect(), now).await?;
    let arrived = visits::names_of(&latest);
    let called = renamed::names_of(&latest);
    upsert(tx, facility, latest, (now, sender)).await?;
    visits::attach(tx, facility, arrived).await?;
    insert_aliases(tx, names).await?;
    renamed::write(tx, facility, called).await
}

/// What a row brings, if it is a result.
fn arrival(row: &Row) -> Option<Arrival> {
    let Body::Entry(entry) = &row.body else { return None };
    let (Some(result), Subject::Chart(chart)) = (&entry.result, &entry.subject) else { return None };
    Some(Arrival {
        id: EntryId(row.id),
        chart: ChartId(*chart),
        names: row.aliases.clone(),
        members: result.members.clone(),
        code: result.found.code.clone(),
        codes: result
            .found
            .codes
            .iter()
            .cloned()
            .chain(result.marks.iter().map(|mark| (*mark).to_owned()))
            .collect(),
        is_by_itself: result.found.is_by_itself,
        is_report: row.type_name == "DiagnosticReport" || !result.members.is_empty(),
        is_laboratory: result.found.is_laboratory,
        clinical: Instant(entry.clinical_s),
        stage: Stage::of_status(&entry.status),
        is_in_error: entry.is_hidden,
        measured: result.found.measured.clone(),
    })
}
