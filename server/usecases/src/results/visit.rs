//! The released results that other parts of the record name: those of a visit, and one by its id.

use super::store::{read, visit as store};
use super::{Reader, search};
use crate::search::{Asked, Looked};
use crate::{Backend, UseCaseError, audit, facility};
use domain::actor::{Actor, Relation};
use domain::ids::{EntryId, FacilityId};
use domain::permission::Action;
use domain::policy;
use domain::records::contract::ResultLink;
use domain::search::Snippet;
use std::collections::HashMap;

/// Results of a visit that the reader may see; the look at them is an event like that at the visit, with another action.
///
/// # Errors
/// When the database fails.
pub(crate) async fn list_of_visit(
    backend: &Backend,
    reader: &Reader,
    (of_visit, action): (&audit::Event, &str),
    visit: EntryId,
) -> Result<Vec<ResultLink>, UseCaseError> {
    let results = store::list_of_visit(backend.db.reader(), of_visit.facility, reader, visit).await?;
    if !results.is_empty() {
        let event = audit::Event { action: action.to_owned(), ..of_visit.clone() };
        audit::record_alone(backend, &event).await?;
    }
    Ok(results)
}

/// The name and the date of a result that the reader may see; nothing for a reader without the right. Whoever shows them
/// leaves the event.
///
/// # Errors
/// When the database fails.
pub(crate) async fn find_name(
    backend: &Backend,
    actor: &Actor,
    id: EntryId,
) -> Result<Option<(String, String)>, UseCaseError> {
    let Some(reader) = reader(backend, actor).await? else { return Ok(None) };
    let db = backend.db.reader();
    let Some(row) = read::find(db, actor.facility, &reader, id).await? else { return Ok(None) };
    let found = read::load(db, actor.facility, (vec![row], false)).await?.pop();
    Ok(found.map(|found| (found.own.title, found.own.date)))
}

/// Those of some results that [`find_name`] finds.
///
/// # Errors
/// When the database fails.
pub(crate) async fn list_found(
    backend: &Backend,
    actor: &Actor,
    ids: &[EntryId],
) -> Result<Vec<EntryId>, UseCaseError> {
    match reader(backend, actor).await? {
        Some(reader) => read::list_found(backend.db.reader(), actor.facility, &reader, ids).await,
        None => Ok(Vec::new()),
    }
}

/// Who reads results here, if they may.
///
/// # Errors
/// When the database fails.
pub(crate) async fn reader(backend: &Backend, actor: &Actor) -> Result<Option<Reader>, UseCaseError> {
    let Ok(permit) = policy::for_chart(actor, Action::ReadResults, backend.clock.now()) else {
        return Ok(None);
    };
    let is_own = actor.grant().is_some_and(|grant| grant.relation == Relation::Own);
    let settings = facility::find(backend, actor.facility).await?.results;
    Ok(Some(Reader::new(permit.chart(), is_own, &settings)))
}

/// The names of results in which something is found, newest first, each with where it is. Whoever shows them leaves the event.
///
/// # Errors
/// When the database fails.
pub(crate) async fn list_names(
    backend: &Backend,
    reader: &Reader,
    (facility, asked): (FacilityId, &Asked<'_>),
    limit: u64,
) -> Result<Looked<(store::Named, Option<Snippet>)>, UseCaseError> {
    let looked = search::look_through(backend, (facility, reader), asked, limit).await?;
    let (rows, mut snippets): (Vec<_>, HashMap<_, _>) = looked
        .found
        .into_iter()
        .map(|(row, snippet)| {
            let id = row.id;
            (row, (id, snippet))
        })
        .unzip();
    let named = store::list_named(backend.db.reader(), facility, &rows).await?;
    let found = named.into_iter().map(|named| {
        let snippet = snippets.remove(&named.id).flatten();
        (named, snippet)
    });
    Ok(Looked { found: found.collect(), stopped: looked.stopped })
}
