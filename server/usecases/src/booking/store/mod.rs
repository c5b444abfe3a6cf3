//! Queries of booking: the catalogue, hours and busy time, claims, appointments.

mod appointment;
mod catalogue;
mod claim;
mod ended;
mod hours;
mod idempotency;

pub use appointment::{
    AppointmentRow, NewAppointment, cancel, count_upcoming, find_appointment, find_cancel_notice,
    find_facility_notice, find_own_grant, has_been_seen, has_chart, insert_appointment, is_merged, list_day,
    list_past, list_starting, list_upcoming, list_upcoming_of, move_appointment, update_note,
};
pub use catalogue::{Catalogue, LocationRow, ProviderRow, read_catalogue, read_position};
pub use claim::{
    BusyClaim, ClaimRow, count_units, delete_claim, delete_expired_claims, find_claim, insert_claim,
    insert_units, list_busy, list_chart_busy, list_claims_of, list_holds, lock_resources, raise_version,
    turn_into_appointment, update_expiry,
};
pub use ended::{delete_claims_before, end_hold, forget_ended_holds, list_ended_holds};
pub use hours::{list_exceptions, list_weekly};
pub use idempotency::{find_idempotency, insert_idempotency};
