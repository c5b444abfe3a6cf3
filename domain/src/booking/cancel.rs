//! Until when a patient may cancel or move an appointment.
//!
//! Nothing else is asked when a patient cancels: not the visit type, not the hours, not who they are seeing.

use super::{AppointmentStatus, BookingRefusal};
use crate::time::Instant;

/// The notice period in minutes: the visit type's own, else the facility's.
#[must_use]
pub const fn notice_minutes(visit_type: Option<u32>, facility: u32) -> u32 {
    match visit_type {
        Some(minutes) => minutes,
        None => facility,
    }
}

/// The last instant at which a patient may cancel or move an appointment that begins at `start`.
#[must_use]
pub const fn changeable_until(start: Instant, notice_minutes: u32) -> Instant {
    start.plus_minutes(-(notice_minutes as i64))
}

/// Whether the patient may cancel or move the appointment at `now`. Exactly `notice_minutes` before the start is
/// allowed, one second later is not. The clinic's own people are not bound by it.
///
/// # Errors
/// [`BookingRefusal::AlreadyCancelled`]; [`BookingRefusal::VisitClosed`] if the patient has arrived, did not come or
/// was seen; [`BookingRefusal::CallUs`] inside the notice period.
pub fn check_change(
    status: AppointmentStatus,
    start: Instant,
    notice_minutes: u32,
    now: Instant,
) -> Result<(), BookingRefusal> {
    match status {
        AppointmentStatus::Booked => {}
        AppointmentStatus::Cancelled => return Err(BookingRefusal::AlreadyCancelled),
        AppointmentStatus::Arrived | AppointmentStatus::NoShow | AppointmentStatus::Fulfilled => {
            return Err(BookingRefusal::VisitClosed);
        }
    }
    let until = changeable_until(start, notice_minutes);
    if now <= until { Ok(()) } else { Err(BookingRefusal::CallUs { notice_minutes, until }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::DAY;

    const START: Instant = Instant(1_804_500_000);

    /// BOOKING case 32.
    #[test]
    fn exactly_twenty_four_hours_before_is_allowed_and_a_second_later_is_not() {
        let at = |seconds_before: i64| {
            check_change(AppointmentStatus::Booked, START, 1440, START.plus_seconds(-seconds_before))
        };
        assert_eq!(at(DAY), Ok(()));
        let until = START.plus_seconds(-DAY);
        assert_eq!(at(DAY - 1), Err(BookingRefusal::CallUs { notice_minutes: 1440, until }));
    }

    #[test]
    fn the_visit_types_notice_overrides_the_facilitys() {
        assert_eq!(notice_minutes(Some(60), 1440), 60);
        assert_eq!(notice_minutes(Some(0), 1440), 0);
        assert_eq!(notice_minutes(None, 1440), 1440);
    }

    #[test]
    fn without_notice_an_appointment_can_be_cancelled_until_it_begins() {
        let at = |now| check_change(AppointmentStatus::Booked, START, 0, now);
        assert_eq!(at(START), Ok(()));
        assert_eq!(
            at(START.plus_seconds(1)),
            Err(BookingRefusal::CallUs { notice_minutes: 0, until: START })
        );
    }

    #[test]
    fn only_a_booked_appointment_can_be_changed() {
        let with = |status| check_change(status, START, 0, Instant(0));
        assert_eq!(with(AppointmentStatus::Cancelled), Err(BookingRefusal::AlreadyCancelled));
        for status in [AppointmentStatus::Arrived, AppointmentStatus::NoShow, AppointmentStatus::Fulfilled] {
            assert_eq!(with(status), Err(BookingRefusal::VisitClosed));
        }
    }
}
