//! Calendar files (RFC 5545): the only place that names chrono.

use chrono::{DateTime, Utc};
use domain::booking::AppointmentStatus;
use domain::booking::contract::AppointmentView;
use domain::time::Instant;
use icalendar::{Calendar, Component as _, Event, EventLike as _, EventStatus};

/// What the entry is called: nothing that says why somebody sees a doctor.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    /// Title, such as “Appointment”.
    pub title: &'a str,
    /// The clinic's name.
    pub clinic: &'a str,
    /// The clinic's host: the second half of the entry's lasting name.
    pub host: &'a str,
}

/// The calendar file of one appointment. The entry's UID never changes; its SEQUENCE grows with each change, so that
/// calendars replace what they have.
#[must_use]
pub fn calendar_file(appointment: &AppointmentView, sequence: i32, words: Words<'_>, now: Instant) -> String {
    let visit = &appointment.visit;
    let place = visit
        .address
        .as_ref()
        .map_or_else(|| visit.location.clone(), |address| format!("{}, {address}", visit.location));
    let mut event = Event::new();
    event
        .uid(&format!("{}@{}", appointment.id, words.host))
        .sequence(u32::try_from(sequence).unwrap_or(0))
        .timestamp(utc(now))
        .starts(utc(visit.start))
        .ends(utc(visit.end))
        .summary(&format!("{} · {}", words.title, words.clinic))
        .location(&place);
    let is_cancelled = appointment.status == AppointmentStatus::Cancelled;
    event.status(if is_cancelled { EventStatus::Cancelled } else { EventStatus::Confirmed });
    let mut calendar = Calendar::new();
    calendar.append_property(("METHOD", if is_cancelled { "CANCEL" } else { "PUBLISH" }));
    calendar.push(event.done());
    calendar.to_string()
}

fn utc(at: Instant) -> DateTime<Utc> {
    DateTime::from_timestamp(at.0, 0).unwrap_or(DateTime::UNIX_EPOCH)
}
