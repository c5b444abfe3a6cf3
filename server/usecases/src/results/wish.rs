//! How somebody wants to hear of new results of a chart: read and saved by whoever holds the grant.

use super::may_read;
use super::store::wish as store;
use crate::{Backend, UseCaseError, audit, uninterrupted};
use domain::actor::Actor;
use domain::results::contract::SaveWishRequest;
use domain::results::wish::Wish;

/// The wish of whoever reads.
pub async fn find_own(backend: &Backend, actor: &Actor) -> Result<Wish, UseCaseError> {
    let Some(grant) = actor.grant() else { return Ok(Wish::default()) };
    let wishes = store::list(backend.db.reader(), actor.facility, &[grant.id]).await?;
    Ok(wishes.get(&grant.id).copied().unwrap_or_default())
}

/// Saves it, for messages from now on.
///
/// # Errors
/// The policy's refusal.
pub async fn save_wish(
    backend: &Backend,
    actor: &Actor,
    request: SaveWishRequest,
) -> Result<(), UseCaseError> {
    may_read(backend, actor, "results.save_wish").await?;
    let Some(grant) = actor.grant().map(|grant| grant.id) else { return Err(UseCaseError::NotFound) };
    let wish = Wish { when: request.when, is_weekend_quiet: request.is_weekend_quiet };
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        store::update(&tx, actor.facility, grant, wish).await?;
        let event = audit::Event::of(&actor, now, "results.save_wish", &wish.written());
        audit::record(&tx, &backend.keys, &event).await?;
        Ok(tx.commit().await?)
    })
    .await
}
