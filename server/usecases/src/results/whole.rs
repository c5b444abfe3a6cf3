//! Results and measurements read as a whole for a file, by the queries of the pages. Whoever reads them leaves the event, and nothing
//! counts as opened.

use super::shown::{Shown, split, values};
use super::store::{read as store, visit as measured};
use super::visit::reader;
use crate::records::Days;
use crate::{Backend, UseCaseError};
use domain::actor::{Actor, Relation};
use domain::ids::{AccountId, EntryId};
use domain::permission::Action;
use domain::policy;
use domain::results::Range;
use domain::results::release::Stage;
use domain::results::value::{Flag, Value};
use domain::time::Instant;
use std::collections::BTreeSet;

/// Results that are read at once.
const AT_ONCE: u64 = 100;
/// Most measurements in a file.
const MOST_MEASURED: u64 = 50_000;

/// A released result.
#[derive(Clone, Debug)]
pub struct WholeResult {
    /// Its id.
    pub id: EntryId,
    /// Its name.
    pub title: String,
    /// The clinical date as recorded.
    pub date: String,
    /// How far it is.
    pub stage: Stage,
    /// Who made it, if the data says.
    pub recorded_by: Option<String>,
    /// What was concluded, in words.
    pub conclusions: Vec<String>,
    /// What a clinician has written about it.
    pub comment: Option<String>,
    /// The clinician who wrote that, or who released it.
    pub clinician: Option<String>,
    /// Its tests.
    pub tests: Vec<WholeTest>,
    /// How many of its files are here.
    pub held_files: usize,
}

/// One test of a result.
#[derive(Clone, Debug)]
pub struct WholeTest {
    /// Its name.
    pub title: String,
    /// How far it is.
    pub stage: Stage,
    /// The value.
    pub value: Value,
    /// How it was judged.
    pub flag: Option<Flag>,
    /// What is usual for this person.
    pub range: Option<Range>,
    /// How it was measured, what was examined, remarks.
    pub notes: Vec<String>,
}

/// Something measured.
#[derive(Clone, Debug)]
pub struct WholeMeasurement {
    /// The clinical date as recorded.
    pub date: String,
    /// What was measured, and what was found.
    pub test: WholeTest,
}

fn test(shown: Shown) -> WholeTest {
    WholeTest {
        title: shown.title,
        stage: shown.stage,
        value: shown.value,
        flag: shown.flag,
        range: shown.range,
        notes: shown.notes,
    }
}

/// The results that this reader may see, newest first; none for a reader who may see the record and no results.
///
/// # Errors
/// When the database fails.
pub async fn list_whole(
    backend: &Backend,
    actor: &Actor,
    days: Days<'_>,
) -> Result<Vec<WholeResult>, UseCaseError> {
    let Some(reader) = reader(backend, actor).await? else { return Ok(Vec::new()) };
    let (db, facility) = (backend.db.reader(), actor.facility);
    let people = store::list_people(db, facility, &[reader.chart]).await?;
    let person = people.get(&reader.chart).cloned().unwrap_or_default();
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let rows = store::list_page(db, facility, &reader, (Days::default(), after), AT_ONCE).await?;
        let Some(last) = rows.last() else { return Ok(found) };
        after = Some((last.clinical_s, last.id));
        let authors: BTreeSet<AccountId> =
            rows.iter().filter_map(|row| row.commented_by.or(row.decided_by)).collect();
        let authors: Vec<AccountId> = authors.into_iter().collect();
        let names = store::list_names(db, facility, &authors).await?;
        for one in store::load(db, facility, (rows, false)).await? {
            if !days.hold(&one.own.date) {
                continue;
            }
            let author = one.row.commented_by.or(one.row.decided_by);
            found.push(WholeResult {
                id: one.own.id,
                held_files: one.own.held_files,
                tests: values(&one, &person).into_iter().map(test).collect(),
                title: one.own.title,
                date: one.own.date,
                stage: Stage::parse(&one.row.stage).unwrap_or(Stage::Preliminary),
                recorded_by: one.own.recorded_by,
                conclusions: one.own.measured.conclusions,
                clinician: author.and_then(|author| names.get(&author).cloned()),
                comment: one.row.comment,
            });
        }
    }
}

/// Weight, blood pressure and the like, newest first.
///
/// # Errors
/// The policy's refusal.
pub async fn list_measured(
    backend: &Backend,
    actor: &Actor,
    days: Days<'_>,
) -> Result<Vec<WholeMeasurement>, UseCaseError> {
    let chart = policy::for_chart(actor, Action::ReadRecords, backend.clock.now())?.chart();
    let is_own = actor.grant().is_some_and(|grant| grant.relation == Relation::Own);
    let db = backend.db.reader();
    let people = store::list_people(db, actor.facility, &[chart]).await?;
    let person = people.get(&chart).cloned().unwrap_or_default();
    let stored = measured::list_measured(db, actor.facility, (chart, is_own, false), MOST_MEASURED).await?;
    let meant = stored.iter().filter(|one| days.hold(&one.date));
    let found = meant.flat_map(|one| split(one, &person)).filter(|shown| !shown.value.is_empty());
    Ok(found.map(|shown| WholeMeasurement { date: shown.date.clone(), test: test(shown) }).collect())
}

/// Whether a result of the shown chart that could be seen was taken back or held again since.
///
/// # Errors
/// When the database fails.
pub async fn has_withdrawn(backend: &Backend, actor: &Actor, since: Instant) -> Result<bool, UseCaseError> {
    let Some(reader) = reader(backend, actor).await? else { return Ok(false) };
    store::has_withdrawn_since(backend.db.reader(), actor.facility, reader.chart, since).await
}
