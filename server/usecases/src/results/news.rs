//! How many results are new to a reader: released since the reader last looked at the list, and opened by nobody yet.

use super::store::read as results;
use super::store::wish as store;
use super::{Reader, reader};
use crate::{Backend, UseCaseError, audit};
use domain::actor::Actor;
use domain::results::contract::NewResults;
use domain::time::Instant;

/// How many there are; none for whoever may not read results, which is no refusal: the home page asks for everybody.
///
/// # Errors
/// When the database fails.
pub async fn count_new(backend: &Backend, actor: &Actor) -> Result<NewResults, UseCaseError> {
    let (Some(grant), Some(reader)) = (actor.grant(), reader(backend, actor).await?) else {
        return Ok(NewResults { count: 0 });
    };
    let (db, now) = (backend.db.reader(), backend.clock.now());
    audit::record_alone(backend, &audit::Event::of(actor, now, "results.count_new", "")).await?;
    let looked = store::find_looked(db, actor.facility, grant.id).await?;
    Ok(NewResults { count: results::count_new(db, actor.facility, &reader, looked).await? })
}

/// Notes that the reader has looked at the list: what is there now is no news any more.
pub async fn note_looked(
    backend: &Backend,
    actor: &Actor,
    _reader: &Reader,
    now: Instant,
) -> Result<(), UseCaseError> {
    match actor.grant() {
        Some(grant) => store::update_looked(backend.db.writer(), actor.facility, grant.id, now).await,
        None => Ok(()),
    }
}
