//! The outbox: what has to go out is written in the transaction of its cause; a worker delivers it later.

mod compose;
mod store;
mod told;
mod worker;

pub use told::take_status;
pub use worker::{Delivered, deliver_due};

pub(crate) use compose::{Composed, Recipient};

use crate::db::Tx;
use crate::{Backend, UseCaseError, contacts};
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

/// What is in the queue of a facility.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    /// What is due and has not gone out.
    pub waiting: u64,
    /// What was given up.
    pub dead: u64,
    /// Addresses that refuse messages for good; nothing but codes is sent to them.
    pub bounced: u64,
}

/// How much waits, and how much was given up.
///
/// # Errors
/// When the database fails.
pub async fn read_queue(backend: &Backend, facility: FacilityId) -> Result<Queue, UseCaseError> {
    let db = backend.db.reader();
    let queue = store::count(db, facility, backend.clock.now()).await?;
    Ok(Queue { bounced: contacts::count_bounced(db, facility).await?, ..queue })
}
