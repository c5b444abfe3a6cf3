//! Charts from a file: looked at, checked row by row without writing anything, then added step by step. A row whose record number
//! is there already is left alone, so that the same file can be sent again after anything that went wrong.

mod rows;
pub(crate) mod table;

use super::add::{NewChart, content, keys_of};
use super::name_words;
use super::store::{self, Born};
use crate::db::{Connection, Tx};
use crate::error::FieldError;
use crate::facility::Facility;
use crate::keys::sha256;
use crate::{Backend, UseCaseError, audit, factors, uninterrupted, zones};
use domain::actor::Actor;
use domain::charts::file::{
    CheckFileRequest, Column, DateOrder, FileChecked, FileRead, ImportFileRequest, PER_STEP, ReadFileRequest,
    RowProblem, RowResult, RowState, SAMPLE, guess,
};
use domain::ids::{ChartId, FacilityId};
use domain::permission::Action;
use domain::policy::for_staff;
use domain::registration::name::{NameLikeness, compare};
use domain::time::Instant;
use jiff::civil::Date;
use rows::{Meaning, Row};
use std::collections::HashMap;
use std::ops::Range;
use uuid::Uuid;

/// What stands in a file, and what its columns seem to be.
///
/// # Errors
/// The policy's; the field `file`.
pub async fn read_file(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    request: ReadFileRequest,
) -> Result<FileRead, UseCaseError> {
    permit(backend, actor, "charts.read_file").await?;
    let today = today(backend, facility);
    let freshness = factors::freshness(backend, actor).await?;
    blocking(move || {
        let table = table::read(request.text.as_bytes()).map_err(refused)?;
        let columns = guess(&table.headings);
        let sample = table.rows.iter().take(SAMPLE).map(|(_, cells)| cells.clone()).collect();
        Ok(FileRead {
            dates: rows::order_of(&table, &columns, today),
            rows: table.rows.len(),
            headings: table.headings,
            columns,
            sample,
            freshness,
        })
    })
    .await
}

/// What would become of each row; nothing is written. Names of other patients are shown: that somebody looked is noted.
///
/// # Errors
/// The policy's; the fields `file` and `columns`.
pub async fn check_file(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    request: CheckFileRequest,
) -> Result<FileChecked, UseCaseError> {
    permit(backend, actor, "charts.check_file").await?;
    let CheckFileRequest { text, columns, dates } = request;
    let (rows, count) = read_rows(backend, facility, (text, &columns, dates), 0..usize::MAX).await?;
    let known = Known::find(backend.db.reader(), facility.id, &rows).await?;
    let event = audit::Event::of(actor, backend.clock.now(), "charts.check_file", &rows.len().to_string());
    audit::record_alone(backend, &audit::Event { chart: None, ..event }).await?;
    Ok(FileChecked { results: rows.iter().map(|row| known.judge(row)).collect(), rows: count })
}

/// Adds the next rows, all of them or none.
///
/// # Errors
/// The policy's; a step-up is needed; the fields `file` and `columns`.
pub async fn import_file(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    request: ImportFileRequest,
) -> Result<FileChecked, UseCaseError> {
    permit(backend, actor, "charts.import_file").await?;
    factors::require_fresh(backend, actor).await?;
    let ImportFileRequest { text, columns, dates, from, with_alike } = request;
    let due = from..from.saturating_add(PER_STEP);
    let (now_due, count) = read_rows(backend, facility, (text, &columns, dates), due).await?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let tx = backend.db.begin().await?;
        match add_rows(&tx, &backend, &actor, (&now_due, with_alike)).await {
            Ok(results) => {
                tx.commit().await?;
                Ok(FileChecked { results, rows: count })
            }
            Err(error) => {
                tx.rollback().await?;
                Err(error)
            }
        }
    })
    .await
}

async fn add_rows(
    tx: &Tx,
    backend: &Backend,
    actor: &Actor,
    (rows, with_alike): (&[Row], bool),
) -> Result<Vec<RowResult>, UseCaseError> {
    let (facility, now) = (actor.facility, backend.clock.now());
    // What was looked at before may be over: asked again, with nobody else adding.
    store::lock(tx, facility).await?;
    let mut known = Known::find(tx, facility, rows).await?;
    let mut results = Vec::with_capacity(rows.len());
    for row in rows {
        let mut result = known.judge(row);
        let is_due = match result.state {
            RowState::Good => true,
            RowState::Alike => with_alike,
            _ => false,
        };
        if let (true, Ok(new)) = (is_due, &row.chart) {
            insert(tx, backend, actor, new, now).await?;
            known.add(new);
            result.state = RowState::Added;
        }
        results.push(result);
    }
    let added = results.iter().filter(|result| result.state == RowState::Added).count();
    let event = audit::Event::of(actor, now, "charts.import_file", &added.to_string());
    audit::record(tx, &backend.keys, &audit::Event { chart: None, ..event }).await?;
    Ok(results)
}

async fn insert(
    tx: &Tx,
    backend: &Backend,
    actor: &Actor,
    new: &NewChart,
    now: Instant,
) -> Result<(), UseCaseError> {
    let id = ChartId(Uuid::new_v4());
    let content = content(id, new).to_string();
    let (words, hash) = (name_words(&new.given, &new.family), sha256(content.as_bytes()));
    store::insert(tx, actor.facility, id, new, (words, content, hash), now).await?;
    store::insert_keys(tx, actor.facility, id, keys_of(backend, actor.facility, new)).await?;
    let event = audit::Event::of(actor, now, "charts.add", "file");
    audit::record(tx, &backend.keys, &audit::Event { chart: Some(id), ..event }).await
}

/// Charts that rows are compared with.
#[derive(Default)]
struct Known {
    by_number: HashMap<String, Born>,
    by_birth: HashMap<String, Vec<Born>>,
}

impl Known {
    async fn find(db: &impl Connection, facility: FacilityId, rows: &[Row]) -> Result<Self, UseCaseError> {
        let charts = || rows.iter().filter_map(|row| row.chart.as_ref().ok());
        let numbers: Vec<String> = charts().filter_map(|new| new.number.clone()).collect();
        let mut days: Vec<String> = charts().map(|new| new.birth_date.clone()).collect();
        days.sort();
        days.dedup();
        let mut known = Self::default();
        for born in store::list_with_numbers(db, facility, &numbers).await? {
            known.by_number.insert(born.number.clone().unwrap_or_default(), born);
        }
        for born in store::list_born_on_days(db, facility, &days).await? {
            let day = born.birth_date.clone().unwrap_or_default();
            known.by_birth.entry(day).or_default().push(born);
        }
        Ok(known)
    }

    /// What becomes of a row.
    fn judge(&self, row: &Row) -> RowResult {
        let mut result = RowResult {
            row: row.place,
            name: row.name.clone(),
            number: row.number.clone(),
            state: RowState::Good,
            problems: Vec::new(),
            alike: Vec::new(),
        };
        let new = match &row.chart {
            Ok(new) => new,
            Err(problems) => {
                result.state = RowState::Refused;
                result.problems.clone_from(problems);
                return result;
            }
        };
        let is_alike =
            |born: &&Born| compare(&row.name, &born.given, &born.family) != NameLikeness::Different;
        if let Some(holder) = new.number.as_ref().and_then(|number| self.by_number.get(number)) {
            let is_same = holder.birth_date.as_ref() == Some(&new.birth_date) && is_alike(&holder);
            result.state = if is_same { RowState::There } else { RowState::Refused };
            result.problems.extend((!is_same).then_some(RowProblem::NumberTaken));
            return result;
        }
        let same_day = self.by_birth.get(&new.birth_date).into_iter().flatten();
        result.alike = same_day.filter(is_alike).cloned().map(Born::shown).collect();
        if !result.alike.is_empty() {
            result.state = RowState::Alike;
        }
        result
    }

    /// Knows a chart that was added just now.
    fn add(&mut self, new: &NewChart) {
        let born = Born {
            given: new.given.clone(),
            family: new.family.clone(),
            birth_date: Some(new.birth_date.clone()),
            number: new.number.clone(),
        };
        if let Some(number) = &new.number {
            self.by_number.insert(number.clone(), born.clone());
        }
        self.by_birth.entry(new.birth_date.clone()).or_default().push(born);
    }
}

/// Reads the rows of a range with the columns as they were chosen; says how many there are in all.
async fn read_rows(
    backend: &Backend,
    facility: &Facility,
    (text, columns, dates): (String, &str, DateOrder),
    range: Range<usize>,
) -> Result<(Vec<Row>, usize), UseCaseError> {
    let columns: Option<Vec<Column>> = columns.split(',').map(Column::parse).collect();
    let invalid = |message| UseCaseError::Invalid(vec![FieldError::new("columns", message)]);
    let columns = columns.ok_or_else(|| invalid("not_in_list"))?;
    let count = |wanted: Column| columns.iter().filter(|column| **column == wanted).count();
    if [Column::Given, Column::Family, Column::Born].into_iter().any(|column| count(column) == 0) {
        return Err(invalid("file_columns_missing"));
    }
    if Column::ALL.iter().any(|column| *column != Column::Skip && count(*column) > 1) {
        return Err(invalid("file_columns_twice"));
    }
    let meaning = Meaning { columns, dates, today: today(backend, facility) };
    let facility = facility.clone();
    blocking(move || {
        let table = table::read(text.as_bytes()).map_err(refused)?;
        let count = table.rows.len();
        Ok((rows::read(table, &range, &meaning, &facility), count))
    })
    .await
}

fn refused(problem: domain::charts::file::FileProblem) -> UseCaseError {
    UseCaseError::Invalid(vec![FieldError::new("file", problem.name())])
}

fn today(backend: &Backend, facility: &Facility) -> Date {
    zones::local(&facility.zone, backend.clock.now()).date().parse().unwrap_or(Date::MIN)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, UseCaseError> + Send + 'static,
) -> Result<T, UseCaseError> {
    tokio::task::spawn_blocking(work).await.map_err(UseCaseError::internal)?
}

async fn permit(backend: &Backend, actor: &Actor, action: &str) -> Result<(), UseCaseError> {
    match for_staff(actor, Action::InvitePatients) {
        Ok(_) => Ok(()),
        Err(refused) => Err(audit::denied(backend, actor, action, refused.into()).await),
    }
}
