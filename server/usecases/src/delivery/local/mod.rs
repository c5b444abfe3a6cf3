//! Messages kept to be looked at, on a developer's own machine.

mod store;

use crate::{Backend, UseCaseError};
use domain::contact::ContactKind;
use domain::ids::FacilityId;
use domain::time::Instant;

/// Most that are shown.
const SHOWN: u64 = 50;

/// What would have gone out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalMessage {
    /// E-mail address or telephone number.
    pub kind: ContactKind,
    /// Whom it was for.
    pub address: String,
    /// One line; empty for text messages.
    pub subject: String,
    /// The text.
    pub body: String,
    /// When.
    pub at: Instant,
}

/// Keeps one.
pub(crate) async fn keep_local(
    backend: &Backend,
    facility: FacilityId,
    message: &LocalMessage,
) -> Result<(), UseCaseError> {
    store::insert(backend.db.writer(), facility, message).await
}

/// The newest of them, newest first; none where they are not kept.
///
/// # Errors
/// When the database fails.
pub async fn list_local(backend: &Backend, facility: FacilityId) -> Result<Vec<LocalMessage>, UseCaseError> {
    if !backend.channels.is_local {
        return Err(UseCaseError::NotFound);
    }
    store::list(backend.db.reader(), facility, SHOWN).await
}
