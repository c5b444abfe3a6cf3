//! What crosses the wire about booking.

use super::{AppointmentStatus, VisitMode};
use crate::civil::LocalMinute;
use crate::ids::{AppointmentId, ChartId, ClaimId, LocationId, ProviderId, ResourceId, VisitTypeId};
use crate::time::Instant;
use serde::{Deserialize, Serialize};

/// A visit type to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitTypeChoice {
    /// Its id.
    pub id: VisitTypeId,
    /// Its name.
    pub name: String,
    /// Its length in minutes.
    pub minutes: u32,
    /// How patient and provider meet.
    pub mode: VisitMode,
    /// Who offers it.
    pub providers: Vec<ProviderId>,
    /// Where it is offered.
    pub locations: Vec<LocationId>,
}

/// A provider to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderChoice {
    /// Its id.
    pub id: ProviderId,
    /// Name with title.
    pub name: String,
    /// What they do.
    pub specialty: String,
}

/// A place to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocationChoice {
    /// Its id.
    pub id: LocationId,
    /// Its name.
    pub name: String,
    /// Its address, one line.
    pub address: Option<String>,
    /// Its IANA zone.
    pub zone: String,
}

/// What can be booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingOptions {
    /// Visit types in use, by name.
    pub visit_types: Vec<VisitTypeChoice>,
    /// Providers in use, by name.
    pub providers: Vec<ProviderChoice>,
    /// Places, by name.
    pub locations: Vec<LocationChoice>,
}

/// Asks for the free times of a week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindSlotsRequest {
    /// What is to be booked.
    pub visit_type: VisitTypeId,
    /// With whom; nothing: anybody.
    #[serde(default)]
    pub provider: Option<ProviderId>,
    /// Where; nothing: anywhere.
    #[serde(default)]
    pub location: Option<LocationId>,
    /// First local day, as in `2027-03-14`; nothing: today.
    #[serde(default)]
    pub from: Option<String>,
    /// The appointment that is to be moved: its own time counts as free.
    #[serde(default)]
    pub moving: Option<AppointmentId>,
}

/// A free time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotChoice {
    /// When the visit begins.
    pub start: Instant,
    /// When it ends.
    pub end: Instant,
    /// What the clocks of the place show at its beginning.
    pub local: LocalMinute,
    /// With whom: several, where anybody will do.
    pub providers: Vec<ProviderId>,
    /// Where.
    pub location: LocationId,
}

/// A local day and its free times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaySlots {
    /// The day, at its midnight.
    pub day: LocalMinute,
    /// Free times, earliest first.
    pub slots: Vec<SlotChoice>,
}

/// The free times of a week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotsPage {
    /// Seven days.
    pub days: Vec<DaySlots>,
    /// The first day with a free time from the asked week on, if that week has none.
    pub next_free: Option<LocalMinute>,
    /// First day that can be asked for: today.
    pub first_day: LocalMinute,
    /// Last day that can be booked.
    pub last_day: LocalMinute,
    /// The resources whose events change this page.
    pub resources: Vec<ResourceId>,
    /// The last event this page already knows.
    pub last_event: i64,
}

/// Asks to keep a time for a few minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldSlotRequest {
    /// What is to be booked.
    pub visit_type: VisitTypeId,
    /// With whom; nothing: anybody who is free.
    #[serde(default)]
    pub provider: Option<ProviderId>,
    /// Where.
    pub location: LocationId,
    /// When the visit begins.
    pub start: Instant,
    /// The appointment that is to be moved.
    #[serde(default)]
    pub moving: Option<AppointmentId>,
}

/// Names a hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldRequest {
    /// Which.
    pub hold: ClaimId,
}

/// A visit, in the words of the page: what, with whom, where, when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// What.
    pub visit_type: String,
    /// Its id, to book the same again.
    pub visit_type_id: VisitTypeId,
    /// How patient and provider meet.
    pub mode: VisitMode,
    /// With whom.
    pub provider: String,
    /// Where.
    pub location: String,
    /// The address, one line.
    pub address: Option<String>,
    /// The place's IANA zone.
    pub zone: String,
    /// When it begins.
    pub start: Instant,
    /// When it ends.
    pub end: Instant,
    /// What the place's clocks show at its beginning.
    pub local: LocalMinute,
    /// What they show at its end.
    pub local_end: LocalMinute,
}

/// A time that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldSlot {
    /// The hold.
    pub hold: ClaimId,
    /// What is held.
    pub visit: Visit,
    /// Until when.
    pub expires: Instant,
    /// Seconds left, by the server's clock.
    pub seconds_left: i64,
    /// The appointment that is to be moved here.
    pub moving: Option<AppointmentId>,
}

/// Asks to book what is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmHoldRequest {
    /// The hold.
    pub hold: ClaimId,
    /// The form's own key: sent twice, it books once.
    pub key: String,
    /// What the patient wants to say.
    #[serde(default)]
    pub note: String,
    /// The appointment that is to be moved.
    #[serde(default)]
    pub moving: Option<AppointmentId>,
}

/// Names an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentRequest {
    /// Which.
    pub appointment: AppointmentId,
}

/// Asks to cancel an appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancelRequest {
    /// Which.
    pub appointment: AppointmentId,
    /// Why, in the patient's words.
    #[serde(default)]
    pub reason: String,
}

/// An appointment as its patient sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentView {
    /// Its id.
    pub id: AppointmentId,
    /// What, with whom, where, when.
    pub visit: Visit,
    /// Where it stands.
    pub status: AppointmentStatus,
    /// Whether its time is over, whatever has become of it: nobody may have noted that yet.
    pub is_over: bool,
    /// Whether the patient can still cancel it here.
    pub is_changeable: bool,
    /// Whether the patient can also move it here: not if its kind of visit is no longer offered.
    pub is_movable: bool,
    /// Until when, on the place's clocks.
    pub changeable_until: LocalMinute,
    /// What the patient wrote.
    pub note: String,
}

/// A patient's appointments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointments {
    /// The day it is at the clinic, at its midnight.
    pub today: LocalMinute,
    /// Still to come, the next first.
    pub upcoming: Vec<AppointmentView>,
    /// Over or cancelled, the latest first.
    pub past: Vec<AppointmentView>,
}

/// Asks for a provider's day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayRequest {
    /// Whose; nothing: the own, or the first.
    #[serde(default)]
    pub provider: Option<ProviderId>,
    /// Local day; nothing: today.
    #[serde(default)]
    pub day: Option<String>,
}

/// One appointment on a provider's day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayEntry {
    /// Its id.
    pub id: AppointmentId,
    /// The patient's chart.
    pub chart: ChartId,
    /// The patient's name.
    pub patient: String,
    /// The patient's birth date.
    pub birth_date: Option<String>,
    /// What, where, when.
    pub visit: Visit,
    /// Where it stands.
    pub status: AppointmentStatus,
    /// What the patient wrote.
    pub note: String,
}

/// A stretch of a day in which a provider works at a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkingTime {
    /// The place.
    pub location: String,
    /// When it begins.
    pub start: Instant,
    /// When it ends.
    pub end: Instant,
    /// What the place's clocks show at its beginning.
    pub local: LocalMinute,
    /// What they show at its end.
    pub local_end: LocalMinute,
}

/// A provider's day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayPage {
    /// Whose day it is; nothing where the clinic has no provider yet.
    pub provider: Option<ProviderChoice>,
    /// Whose day can be seen.
    pub providers: Vec<ProviderChoice>,
    /// The day, at its midnight.
    pub day: LocalMinute,
    /// The day that is today.
    pub today: LocalMinute,
    /// When the page was made; its clock goes on from here.
    pub now: Instant,
    /// Minutes east of UTC on the clock of the day's place, now.
    pub offset_minutes: i16,
    /// When the provider works, earliest first.
    pub working: Vec<WorkingTime>,
    /// Appointments of the day, earliest first.
    pub entries: Vec<DayEntry>,
    /// The last event this page already knows.
    pub last_event: i64,
}
