//! The clinic's actions. Each owns its transaction, asks the policy first, and records its event and audit row in it.
//!
//! SeaORM appears only in `db.rs` and the `store.rs` files.

pub mod account;
pub mod audit;
pub mod booking;
pub mod brand;
pub mod calendar;
pub mod card;
pub mod chart_view;
pub mod charts;
pub mod clock;
pub mod codes;
pub mod connections;
pub mod contacts;
pub mod corrections;
pub mod db;
pub mod delivery;
pub mod demo;
pub mod downloads;
pub mod error;
#[doc(hidden)]
pub mod examined;
pub mod exchange;
pub(crate) mod explain;
pub mod facility;
pub mod factors;
pub mod family;
pub mod flash;
pub mod import;
pub mod invitations;
pub mod keys;
pub mod live;
pub mod looks;
pub mod notices;
pub mod opening;
pub mod outbox;
pub mod patients;
pub(crate) mod people;
pub mod phone;
pub mod plain;
pub mod records;
pub mod registration;
pub mod results;
pub(crate) mod search;
pub mod security;
pub mod shares;
pub mod site;
pub mod staff;
pub mod theme;
pub mod zones;

use booking::Offers;
use clock::Clock;
use db::Db;
use delivery::Channels;
use keys::Keys;
use live::Hub;
use site::Site;
use std::sync::Arc;

pub use error::UseCaseError;

/// What every action needs; cheap to clone.
#[derive(Clone)]
pub struct Backend {
    /// Reader and writer connections.
    pub db: Db,
    /// The one clock.
    pub clock: Arc<dyn Clock>,
    /// Keys derived from the installation's secret.
    pub keys: Arc<Keys>,
    /// Tells open pages what has changed.
    pub live: Arc<Hub>,
    /// What each facility offers, as last read.
    pub offers: Arc<Offers>,
    /// Where facilities are reached.
    pub site: Arc<Site>,
    /// The channels by which people are told things.
    pub channels: Arc<Channels>,
}

impl Backend {
    /// A process's own: nobody listens yet, nothing has been read.
    #[must_use]
    pub fn new(db: Db, clock: Arc<dyn Clock>, keys: Keys) -> Self {
        Self {
            db,
            clock,
            keys: Arc::new(keys),
            live: Arc::default(),
            offers: Arc::default(),
            site: Arc::default(),
            channels: Arc::default(),
        }
    }

    /// The same, reached at `site` and sending through `channels`.
    #[must_use]
    pub fn connected(self, site: Site, channels: Channels) -> Self {
        Self { site: Arc::new(site), channels: Arc::new(channels), ..self }
    }
}

impl std::fmt::Debug for Backend {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Backend")
    }
}

/// Runs a writing action to its end even when the request that asked for it goes away: an abandoned
/// transaction would poison its pooled connection, and a patient would never learn what was booked.
///
/// # Errors
/// The action's own, or an internal one if it panicked.
pub async fn uninterrupted<T, F>(action: F) -> Result<T, UseCaseError>
where
    T: Send + 'static,
    F: Future<Output = Result<T, UseCaseError>> + Send + 'static,
{
    match tokio::spawn(action).await {
        Ok(result) => result,
        Err(error) => Err(UseCaseError::internal(error)),
    }
}
