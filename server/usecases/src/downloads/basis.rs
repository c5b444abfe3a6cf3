//! For which reader a file is: what opens the record to them, and what is kept from them.

use crate::keys::Purpose;
use crate::{Backend, UseCaseError, facility};
use domain::actor::{Actor, Relation};

/// A name for the reader that the actor is of the shown chart now; two readers with one name see the same.
///
/// # Errors
/// When the database fails.
pub async fn basis(backend: &Backend, actor: &Actor) -> Result<Vec<u8>, UseCaseError> {
    let Some(grant) = actor.grant() else { return Ok(Vec::new()) };
    let is_own = grant.relation == Relation::Own;
    let mut scopes: Vec<&str> = grant.scopes.iter().map(|scope| scope.name()).collect();
    scopes.sort_unstable();
    let settings = facility::find(backend, actor.facility).await?.results;
    let mut sensitive: Vec<&str> = if is_own { Vec::new() } else { settings.sensitive_codes() };
    sensitive.sort_unstable();
    let parts: [&[u8]; 6] = [
        actor.facility.0.as_bytes(),
        grant.id.0.as_bytes(),
        grant.chart.0.as_bytes(),
        if is_own { b"own" } else { b"proxy" },
        &joined(&scopes),
        &joined(&sensitive),
    ];
    Ok(backend.keys.mac(Purpose::Reader, &parts).to_vec())
}

fn joined(words: &[&str]) -> Vec<u8> {
    words.join("\n").into_bytes()
}
