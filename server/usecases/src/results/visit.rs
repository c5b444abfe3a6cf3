//! The released results that belong to a visit.

use super::store::visit as store;
use super::Reader;
use crate::{Backend, UseCaseError, audit, facility};
use domain::actor::{Actor, Relation};
use domain::ids::EntryId;
use domain::permission::Action;
use domain::policy;
use domain::records::contract::ResultLink;

/// Results of a visit that the reader may see; none for a reader who may see the visit and no results.
///
/// # Errors
/// When the database fails.
pub(crate) async fn list_of_visit(
    backend: &Backend,
    actor: &Actor,
    visit: EntryId,
) -> Result<Vec<ResultLink>, UseCaseError> {
    let now = backend.clock.now();
    let Ok(permit) = policy::for_chart(actor, Action::ReadResults, now) else { return Ok(Vec::new()) };
    let is_own = actor.grant().is_some_and(|grant| grant.relation == Relation::Own);
    let settings = facility::find(backend, actor.facility).await?.results;
    let reader = Reader::new(permit.chart(), is_own, &settings);
    let results = store::list_of_visit(backend.db.reader(), actor.facility, &reader, visit).await?;
    if !results.is_empty() {
        let event = audit::Event::of(actor, now, "results.list", &visit.to_string());
        audit::record_alone(backend, &event).await?;
    }
    Ok(results)
}
