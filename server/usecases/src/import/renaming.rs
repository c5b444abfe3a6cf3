//! Entries whose people, places and medicines came after them, or are called otherwise by now, take the names: a few in a transaction,
//! so that bookings come between.

use super::store::renamed as store;
use crate::{Backend, UseCaseError, facility};
use domain::ids::FacilityId;

/// Entries that are named in one transaction.
const AT_ONCE: u64 = 50;
/// How often that is done before whoever sends a request is answered; others follow.
pub(super) const IN_A_REQUEST: usize = 4;

/// Names all entries that are to be named anew.
///
/// # Errors
/// When the database fails.
pub async fn name_due(backend: &Backend, facility: FacilityId) -> Result<(), UseCaseError> {
    while name_few(backend, facility).await? {}
    Ok(())
}

/// The same after records have come in, so often: they are in, whatever becomes of this, and what is left is named by a job.
pub(super) async fn name_some(backend: &Backend, facility: FacilityId, often: usize) {
    for _ in 0..often {
        match name_few(backend, facility).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                tracing::warn!(%facility, error = %error, "entries are named later");
                return;
            }
        }
    }
}

/// Names a few; says whether there were any.
async fn name_few(backend: &Backend, facility: FacilityId) -> Result<bool, UseCaseError> {
    // On SQLite the writer is not taken for nothing.
    if store::list_due(backend.db.reader(), facility, AT_ONCE).await?.is_empty() {
        return Ok(false);
    }
    let lang = facility::find(backend, facility).await?.language;
    let tx = backend.db.begin().await?;
    let due = store::list_due(&tx, facility, AT_ONCE).await?;
    for id in &due {
        store::rename(&tx, (facility, lang), *id, backend.clock.now()).await?;
    }
    tx.commit().await?;
    Ok(!due.is_empty())
}
