//! What a facility offers, kept in memory for as long as its calendar stays the same.
//!
//! Each change of a calendar raises the facility's `calendar_version` in its own transaction, so one number tells
//! whether what is kept still holds: for this process and for every other.

use super::store::{self, Catalogue};
use crate::db::Connection;
use crate::{Backend, UseCaseError, zones};
use domain::booking::hours::{HoursException, WeeklyHours};
use domain::booking::slots::facts_from;
use domain::ids::FacilityId;
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How far behind the clock's day, in days, free times are asked for at most; other zones' yesterday is nearer.
const BEHIND_DAYS: i64 = 3;

/// What can be booked in a facility, and when its providers work.
#[derive(Debug)]
pub struct Offer {
    version: i64,
    /// The first day that the exceptions reach back to.
    first: Date,
    pub catalogue: Catalogue,
    /// Of every provider in use.
    pub weekly: Vec<WeeklyHours>,
    pub exceptions: Vec<HoursException>,
}

/// The offers of all facilities, each as it was last read.
#[derive(Debug, Default)]
pub struct Offers(Mutex<HashMap<FacilityId, Arc<Offer>>>);

/// What the facility offers now, and the newest event's position when that was so.
///
/// Never in a transaction that has changed the calendar: what it wrote may still be taken back.
pub async fn read_offer(
    backend: &Backend,
    db: &impl Connection,
    facility: FacilityId,
) -> Result<(Arc<Offer>, i64), UseCaseError> {
    let today = super::search::local_date(zones::local("UTC", backend.clock.now()));
    let first = facts_from(today.saturating_sub(BEHIND_DAYS.days()));
    let (version, last_event) = store::read_position(db, facility).await?;
    let known = backend.offers.lock().get(&facility).cloned();
    if let Some(known) = known.filter(|known| known.version == version && known.first <= first) {
        return Ok((known, last_event));
    }
    let catalogue = store::read_catalogue(db, facility).await?;
    let providers: Vec<_> = catalogue.providers.iter().map(|provider| provider.id).collect();
    let offer = Arc::new(Offer {
        version,
        first,
        weekly: store::list_weekly(db, facility, &providers).await?,
        exceptions: store::list_exceptions(db, facility, first).await?,
        catalogue,
    });
    backend.offers.lock().insert(facility, Arc::clone(&offer));
    Ok((offer, last_event))
}

impl Offers {
    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<FacilityId, Arc<Offer>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
