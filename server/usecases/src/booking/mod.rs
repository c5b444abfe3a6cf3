//! Booking: free times, holds, appointments, moving and cancelling. The database itself keeps two bookings off one time.

mod appointments;
mod book;
mod change;
mod claims;
mod day;
mod facts;
mod holds;
mod nearest;
mod offer;
mod operator;
mod purge;
mod search;
mod store;

pub(crate) use appointments::list_upcoming_of;
pub use appointments::{calendar_facts, list_appointments, read_appointment};
pub use book::{BookDirectly, book_directly, confirm_hold};
pub use change::{cancel_appointment, cancel_directly};
pub use day::read_day;
pub use holds::{extend_hold, hold_slot, read_hold, release_hold};
pub use nearest::{nearest_free, nearest_to_hold};
pub use offer::Offers;
pub use operator::{
    BookingKeys, Named, PlainAppointment, find_appointment_at, name_booked_keys, name_keys, patient_actor,
    read_plain,
};
pub use purge::{forget_past_claims, free_ended_holds};
pub use search::{OfferedSlot, SlotQuery, booking_options, find_provider, find_slots, list_slots};
pub(crate) use store::{list_exceptions, list_weekly, lock_resources};

use crate::db::Tx;
use crate::{Backend, UseCaseError, live};
use domain::booking::BookingRefusal;
use domain::ids::{FacilityId, ResourceId};
use domain::time::Instant;

impl From<BookingRefusal> for UseCaseError {
    fn from(refusal: BookingRefusal) -> Self {
        Self::Refused(refusal.into())
    }
}

/// What happened to a stretch of a resource's time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Change {
    pub resource: ResourceId,
    pub kind: &'static str,
    pub from: Instant,
    pub to: Instant,
}

/// Raises the resource's version and leaves the event for open pages, in the transaction of its cause.
pub(crate) async fn announce(
    tx: &Tx,
    facility: FacilityId,
    change: Change,
    now: Instant,
) -> Result<(), UseCaseError> {
    let version = store::raise_version(tx, facility, change.resource).await?;
    let event = live::NewEvent {
        facility,
        topic: live::SLOTS,
        resource: Some(change.resource),
        version,
        kind: change.kind,
        from: change.from,
        to: change.to,
    };
    live::record(tx, &event, now).await
}

/// Commits, and wakes those who tell open pages.
pub(crate) async fn commit(backend: &Backend, tx: Tx) -> Result<(), UseCaseError> {
    tx.commit().await?;
    backend.live.wake();
    Ok(())
}
