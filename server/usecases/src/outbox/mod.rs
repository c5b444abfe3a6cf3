//! The outbox: what has to go out is written in the transaction of its cause; a worker delivers it later.

mod store;

use crate::UseCaseError;
use crate::db::Tx;
use domain::ids::{AccountId, ChartId, FacilityId, OutboxId};
use domain::time::Instant;
use uuid::Uuid;

/// Something that happened and that somebody may have to be told. Ids only: no health data waits in the queue.
#[derive(Clone, Debug)]
pub struct Message {
    /// Where.
    pub facility: FacilityId,
    /// Past tense, such as `appointment_booked`.
    pub event: &'static str,
    /// The same cause never goes out twice.
    pub dedupe_key: String,
    /// Whose chart it is about.
    pub chart: Option<ChartId>,
    /// Whose action it was.
    pub account: Option<AccountId>,
    /// What it is about: its table and id.
    pub subject: (&'static str, Uuid),
    /// The subject's version when it happened.
    pub version: i32,
    /// Not before.
    pub due: Instant,
    /// Not after.
    pub expires: Option<Instant>,
}

/// Writes `message` in the transaction of its cause; the same `dedupe_key` again changes nothing.
///
/// # Errors
/// When it cannot be written; then the cause must fail too.
pub async fn record(tx: &Tx, message: &Message, now: Instant) -> Result<(), UseCaseError> {
    store::insert(tx, OutboxId(Uuid::new_v4()), message, now).await
}
