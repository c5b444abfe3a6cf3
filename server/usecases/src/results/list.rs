//! The patient's list of results.

use super::news::note_looked;
use super::shown::{unusual, values};
use super::store::read as store;
use super::{Reader, may_read, search, wish};
use crate::records::Days;
use crate::search::{Asked, Words};
use crate::{Backend, UseCaseError, audit, live};
use domain::actor::Actor;
use domain::chart_view::contract::Standing;
use domain::ids::{EntryId, FacilityId};
use domain::results::contract::{ListResultsRequest, PER_PAGE, ResultLine, ResultList};
use domain::results::release::Stage;
use domain::time::{DAY, Instant};
use entity::result;
use std::collections::HashMap;

/// What was older than this when it came is history, in seconds.
pub(super) const NEWS_S: i64 = 30 * DAY;

/// A page of the results that the reader may see, newest first.
///
/// # Errors
/// The policy's refusal.
pub async fn list_results(
    backend: &Backend,
    actor: &Actor,
    request: ListResultsRequest,
) -> Result<ResultList, UseCaseError> {
    let reader = may_read(backend, actor, "results.list").await?;
    let now = backend.clock.now();
    audit::record_alone(backend, &audit::Event::of(actor, now, "results.list", "")).await?;
    // What changes while this is read is told afterwards.
    let seq = live::newest(backend).await?;
    let list = page(backend, actor, &reader, &request, seq).await?;
    if request.words.is_empty() && request.after.is_empty() {
        note_looked(backend, actor, &reader, now).await?;
    }
    Ok(list)
}

async fn page(
    backend: &Backend,
    actor: &Actor,
    reader: &Reader,
    request: &ListResultsRequest,
    seq: i64,
) -> Result<ResultList, UseCaseError> {
    let (listed, next) = lines(backend, actor.facility, reader, request).await?;
    let results = listed.into_iter().map(|listed| listed.line).collect();
    let wish = wish::find_own(backend, actor).await?;
    Ok(ResultList { results, next, chart: reader.chart, wish, seq })
}

/// A result in a list, and whether the patient sees it.
pub(crate) struct Listed {
    pub line: ResultLine,
    pub standing: Standing,
}

/// A page of the results that a reader may see, newest first, and where the next begins.
///
/// # Errors
/// When the database fails.
pub(crate) async fn lines(
    backend: &Backend,
    facility: FacilityId,
    reader: &Reader,
    request: &ListResultsRequest,
) -> Result<(Vec<Listed>, Option<String>), UseCaseError> {
    let db = backend.db.reader();
    let asked =
        Asked { words: Words::of(&request.words), days: Days::default(), after: place(&request.after) };
    let looked = search::look_through(backend, (facility, reader), &asked, PER_PAGE + 1).await?;
    let mut found = looked.found;
    let has_more = found.len() as u64 > PER_PAGE;
    found.truncate(usize::try_from(PER_PAGE).unwrap_or(usize::MAX));
    let last = found.last().filter(|_| has_more).map(|(row, _)| (row.clinical_s, row.id));
    let next = last.or(looked.stopped).map(|(at, id)| format!("{}.{id}", at.0));
    let (mut rows, mut snippets) = (Vec::new(), HashMap::new());
    for (row, snippet) in found {
        snippets.extend(snippet.map(|snippet| (row.id, snippet)));
        rows.push(row);
    }
    let chart = reader.chart;
    let people = store::list_people(db, facility, &[chart]).await?;
    let person = people.get(&chart).cloned().unwrap_or_default();
    let mut results = Vec::new();
    for found in store::load(db, facility, (rows, false)).await? {
        let values = values(&found, &person);
        let single = match values.as_slice() {
            [only] => Some((only.value.clone(), only.flag)),
            _ => None,
        };
        let standing = standing(&found.row);
        let line = ResultLine {
            id: found.row.id,
            title: found.own.title,
            date: found.own.date,
            stage: Stage::parse(&found.row.stage).unwrap_or(Stage::Preliminary),
            tests: values.len(),
            unusual: unusual(&values),
            flag: single.as_ref().and_then(|(_, flag)| *flag),
            value: single.map(|(value, _)| value),
            has_comment: found.row.comment.is_some(),
            is_new: is_new(&found.row),
            snippet: snippets.remove(&found.row.id),
        };
        results.push(Listed { line, standing });
    }
    Ok((results, next))
}

/// Whether the patient sees a result.
pub(super) fn standing(row: &result::Model) -> Standing {
    Standing::parse(&row.state).unwrap_or(Standing::Blocked)
}

/// How many results of a chart a colleague does not see who sees nothing sensitive.
///
/// # Errors
/// When the database fails.
pub(crate) async fn count_held_back(
    backend: &Backend,
    facility: FacilityId,
    reader: &Reader,
) -> Result<u64, UseCaseError> {
    let db = backend.db.reader();
    let all = Reader { without: Vec::new(), ..reader.clone() };
    let seen = store::count(db, facility, reader).await?;
    Ok(store::count(db, facility, &all).await?.saturating_sub(seen))
}

/// Whether it is news that nobody has opened yet; what was old when it came, and was shown at once, is none.
fn is_new(row: &result::Model) -> bool {
    let is_old = row.clinical_s.0 > i64::MIN && row.clinical_s < row.arrived_s.plus_seconds(-NEWS_S);
    let was_shown_at_once = row.released_s == Some(row.arrived_s);
    row.seen_s.is_none() && !(is_old && was_shown_at_once)
}

/// A place in the list; nonsense is its beginning.
fn place(text: &str) -> Option<(Instant, EntryId)> {
    let (at, id) = text.split_once('.')?;
    Some((Instant(at.parse().ok()?), id.parse().ok()?))
}
