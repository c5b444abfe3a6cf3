//! Tells open pages what has changed: events are rows, written with their cause; a relay reads them and broadcasts.

mod batch;
pub(crate) mod hub;
pub(crate) mod relay;
mod store;

pub use batch::Batch;
pub use hub::{Hub, Seat};
pub use relay::{LOOK_EVERY, run_relay};
pub use store::last_seq;

use crate::UseCaseError;
use crate::db::Tx;
use domain::ids::{AccountId, FacilityId, ResourceId};
use domain::time::Instant;

/// How long a transaction may take to appear behind a newer one, in seconds.
const OVERLAP_S: i64 = 10;
/// How far back, in seconds, events are told again to a page that comes back: most transactions are much shorter.
const REPLAYED_S: i64 = 3;
/// How long events are kept for pages that come back, in seconds.
const KEEP_S: i64 = 3_600;
/// Topic of times taken and freed.
pub const SLOTS: &str = "slots";
/// Topic of sessions that ended; it goes to no page, only to the streams of their account.
pub const SESSIONS: &str = "sessions";
/// Topic of results; it goes only to those who may see the chart's.
pub const RESULTS: &str = "results";
/// Topic of published themes.
pub const THEME: &str = "theme";

/// Something to tell. It names no person and no reason.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// Whose pages it concerns.
    pub facility: FacilityId,
    /// [`SLOTS`], [`THEME`], [`SESSIONS`] or [`RESULTS`].
    pub topic: &'static str,
    /// The resource whose time changed; of results, the chart.
    pub resource: Option<ResourceId>,
    /// The resource's version, or the theme's.
    pub version: i64,
    /// `taken`, `freed`, `published`, `ended`, `changed`, or `own` for what only the patients themselves see.
    pub kind: &'static str,
    /// Start of the time that changed.
    pub from: Instant,
    /// End of the time that changed.
    pub to: Instant,
}

/// Something that was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveEvent {
    /// Position in the table of live events.
    pub seq: i64,
    /// Whose pages it concerns.
    pub facility: FacilityId,
    /// [`SLOTS`], [`THEME`], [`SESSIONS`] or [`RESULTS`].
    pub topic: String,
    /// The resource whose time changed; of results, the chart.
    pub resource: Option<ResourceId>,
    /// The resource's version, or the theme's.
    pub version: i64,
    /// `taken`, `freed`, `published`, `ended`, `changed`, or `own` for what only the patients themselves see.
    pub kind: String,
    /// Start of the time that changed.
    pub from: Instant,
    /// End of the time that changed.
    pub to: Instant,
}

/// Writes an event in the transaction of its cause.
///
/// # Errors
/// When it cannot be written.
pub async fn record(tx: &Tx, event: &NewEvent, now: Instant) -> Result<(), UseCaseError> {
    store::insert(tx, event, now).await
}

/// Tells the streams of an account that some of its sessions have ended.
///
/// # Errors
/// When it cannot be written.
pub async fn record_sessions(
    tx: &Tx,
    facility: FacilityId,
    account: AccountId,
    now: Instant,
) -> Result<(), UseCaseError> {
    let event = NewEvent {
        facility,
        topic: SESSIONS,
        resource: Some(ResourceId(account.0)),
        version: 0,
        kind: "ended",
        from: now,
        to: now,
    };
    store::insert(tx, &event, now).await
}

/// Events of a facility after `seq`, oldest first; `None` when they are no longer kept.
///
/// # Errors
/// When the database fails.
pub async fn since(
    backend: &crate::Backend,
    facility: FacilityId,
    seq: i64,
) -> Result<Option<Vec<LiveEvent>>, UseCaseError> {
    // On SQLite, with its one writer, nothing appears late.
    let is_in_order = !backend.db.is_postgres();
    let from = if is_in_order { Instant(i64::MAX) } else { backend.clock.now().plus_seconds(-REPLAYED_S) };
    let missed = store::list_since(backend.db.reader(), facility, seq, from).await?;
    Ok(missed.map(|events| events.into_iter().filter(|event| event.topic != SESSIONS).collect()))
}

/// Removes events that no page needs any more.
///
/// # Errors
/// When the database fails.
pub async fn trim(backend: &crate::Backend) -> Result<(), UseCaseError> {
    let before = backend.clock.now().plus_seconds(-KEEP_S);
    store::delete_before(backend.db.writer(), before).await
}

/// The newest event's position: what a page that is made now need not be told.
///
/// # Errors
/// When the database fails.
pub async fn newest(backend: &crate::Backend) -> Result<i64, UseCaseError> {
    last_seq(backend.db.reader()).await
}
