//! Clearing away: holds that ended become free for everybody to see; units of the past need no guard any more.

use super::{Change, announce, commit, store};
use crate::{Backend, UseCaseError};
use domain::ids::{FacilityId, ResourceId};
use domain::time::DAY;

/// Holds cleared at a time.
const CHUNK: u64 = 200;
/// How long an ended hold is remembered, in seconds.
const REMEMBERED_S: i64 = 3_600;

/// Frees the time of holds that have ended and tells open pages; returns how many. What was held is remembered for a
/// while: who confirms late gets it after all if nobody else has it.
///
/// # Errors
/// When the database fails.
pub async fn free_ended_holds(backend: &Backend, facility: FacilityId) -> Result<usize, UseCaseError> {
    let now = backend.clock.now();
    let ended = store::list_ended_holds(backend.db.reader(), facility, now, CHUNK).await?;
    if ended.is_empty() {
        return Ok(0);
    }
    let tx = backend.db.begin().await?;
    // In the order of ids, as every booking does: else two transactions could wait for each other.
    let mut resources: Vec<ResourceId> = ended.iter().map(|claim| claim.provider.into()).collect();
    resources.sort();
    resources.dedup();
    store::lock_resources(&tx, facility, &resources).await?;
    let mut freed = 0;
    for claim in ended {
        // Somebody may have confirmed or freed it meanwhile.
        if store::end_hold(&tx, facility, claim.id, now).await? {
            let change = Change {
                resource: claim.provider.into(),
                kind: "freed",
                from: claim.busy.from,
                to: claim.busy.to,
            };
            announce(&tx, facility, change, now).await?;
            freed += 1;
        }
    }
    commit(backend, tx).await?;
    Ok(freed)
}

/// Deletes claims whose time is over by more than a day: the table of units holds the future only.
///
/// # Errors
/// When the database fails.
pub async fn forget_past_claims(backend: &Backend, facility: FacilityId) -> Result<(), UseCaseError> {
    let before = backend.clock.now().plus_seconds(-DAY);
    store::forget_ended_holds(backend.db.writer(), facility, before.plus_seconds(DAY - REMEMBERED_S)).await?;
    while store::delete_claims_before(backend.db.writer(), facility, before, 1_000).await? > 0 {}
    Ok(())
}
