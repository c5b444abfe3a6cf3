//! What crosses the wire about the clinic's calendar. Forms send what was typed, so that each field can be answered.
//!
//! A row's `version` is a short hash of all that the reader saw of it; a change names it, and is refused when the row
//! has another one by then.

use crate::booking::{PatientsRule, VisitMode};
use serde::{Deserialize, Serialize};

/// A place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocationLine {
    /// Stable word.
    pub key: String,
    /// What the reader has seen.
    pub version: String,
    /// Name that patients read.
    pub name: String,
    /// IANA time zone.
    pub zone: String,
    /// Postal address, one line.
    pub address: String,
}

/// A clinician.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderLine {
    /// Stable word.
    pub key: String,
    /// What the reader has seen.
    pub version: String,
    /// Name that patients read.
    pub name: String,
    /// What they do.
    pub specialty: String,
    /// Whether new visits can be booked.
    pub is_active: bool,
}

/// Something that can be booked; units and meanings are those of `booking::visit_type::VisitTypeRules`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitTypeLine {
    /// Stable word.
    pub key: String,
    /// What the reader has seen.
    pub version: String,
    /// Name that patients read.
    pub name: String,
    /// Length of the visit.
    pub minutes: u32,
    /// Kept free before.
    pub buffer_before: u32,
    /// Kept free after.
    pub buffer_after: u32,
    /// Least time between booking and start.
    pub min_notice_minutes: u32,
    /// Local days ahead that can be booked.
    pub horizon_days: u32,
    /// Step between starts; nothing: the visit's length.
    pub grid_minutes: Option<u32>,
    /// How patient and provider meet.
    pub mode: VisitMode,
    /// Notice for cancelling; nothing: as the facility says.
    pub cancel_notice_minutes: Option<u32>,
    /// Most appointments ahead per patient; nothing: any number.
    pub max_upcoming_per_patient: Option<u32>,
    /// Which patients may book it.
    pub patients: PatientsRule,
    /// Whether new visits can be booked.
    pub is_active: bool,
}

/// A window of every week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursLine {
    /// What the reader has seen, which also tells the rows of a provider apart.
    pub version: String,
    /// Key of the provider.
    pub provider: String,
    /// Key of the place.
    pub location: String,
    /// Keys of visit types; nothing: all of them.
    pub visit_types: Option<Vec<String>>,
    /// Local day of the week, 0 for Monday.
    pub weekday: u8,
    /// Local time, as in `09:00`.
    pub from: String,
    /// Local time, not included; at most `24:00`.
    pub to: String,
    /// First local day.
    pub valid_from: Option<String>,
    /// Last local day, included.
    pub valid_to: Option<String>,
}

/// A span that differs from the weekly hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExceptionLine {
    /// What the reader has seen, which also tells the rows apart.
    pub version: String,
    /// Key of the provider; nothing: everybody.
    pub provider: Option<String>,
    /// Key of the place; nothing: everywhere.
    pub location: Option<String>,
    /// Whether it adds hours; else it takes them away.
    pub is_open: bool,
    /// Keys of visit types, for added hours; nothing: all of them.
    pub visit_types: Option<Vec<String>>,
    /// Local date and time, as in `2027-03-01T10:00`.
    pub from: String,
    /// Local date and time, not included.
    pub to: String,
    /// Why, for the clinic's eyes.
    pub note: String,
}

/// The whole calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarPage {
    /// The facility's zone, which a new place starts with.
    pub zone: String,
    /// The local day that is today, as in `2027-03-14`.
    pub today: String,
    /// Places, by name.
    pub locations: Vec<LocationLine>,
    /// Providers: those in use first, by name.
    pub providers: Vec<ProviderLine>,
    /// Visit types: those in use first, by name.
    pub visit_types: Vec<VisitTypeLine>,
    /// Weekly hours, by provider, weekday and time.
    pub weekly: Vec<HoursLine>,
    /// Exceptions, the earliest first.
    pub exceptions: Vec<ExceptionLine>,
}

/// Writes a place; a new one has no key yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveLocationRequest {
    /// Its key; empty for a new one.
    #[serde(default)]
    pub key: String,
    /// The version that was changed.
    #[serde(default)]
    pub version: String,
    /// Name that patients read.
    pub name: String,
    /// IANA time zone.
    pub zone: String,
    /// Postal address, one line.
    #[serde(default)]
    pub address: String,
}

/// Writes a provider; a new one has no key yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveProviderRequest {
    /// Its key; empty for a new one.
    #[serde(default)]
    pub key: String,
    /// The version that was changed.
    #[serde(default)]
    pub version: String,
    /// Name that patients read.
    pub name: String,
    /// What they do.
    #[serde(default)]
    pub specialty: String,
    /// Whether new visits can be booked.
    #[serde(default)]
    pub is_active: bool,
}

/// Writes a visit type; a new one has no key yet. Numbers are as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveVisitTypeRequest {
    /// Its key; empty for a new one.
    #[serde(default)]
    pub key: String,
    /// The version that was changed.
    #[serde(default)]
    pub version: String,
    /// Name that patients read.
    pub name: String,
    /// Length of the visit in minutes.
    pub minutes: String,
    /// Minutes kept free before; empty for none.
    #[serde(default)]
    pub buffer_before: String,
    /// Minutes kept free after; empty for none.
    #[serde(default)]
    pub buffer_after: String,
    /// Minutes between booking and start; empty for none.
    #[serde(default)]
    pub min_notice_minutes: String,
    /// Local days ahead that can be booked.
    pub horizon_days: String,
    /// Minutes from one start to the next; empty for the visit's length.
    #[serde(default)]
    pub grid_minutes: String,
    /// How patient and provider meet, in the word of the calendar file.
    pub mode: String,
    /// Minutes of notice for cancelling; empty for what the facility says.
    #[serde(default)]
    pub cancel_notice_minutes: String,
    /// Most appointments ahead per patient; empty for any number.
    #[serde(default)]
    pub max_upcoming_per_patient: String,
    /// Which patients may book it, in the word of the calendar file.
    pub patients: String,
    /// Whether new visits can be booked.
    #[serde(default)]
    pub is_active: bool,
}

/// Writes weekly hours: the same window on each of the chosen days.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveHoursRequest {
    /// The row that they replace; empty for new ones.
    #[serde(default)]
    pub version: String,
    /// Key of the provider.
    pub provider: String,
    /// Key of the place.
    #[serde(default)]
    pub location: String,
    /// Days of the week, 0 for Monday.
    #[serde(default)]
    pub weekdays: Vec<u8>,
    /// Keys of visit types; none: all of them.
    #[serde(default)]
    pub visit_types: Vec<String>,
    /// Local time, as in `09:00`.
    pub from: String,
    /// Local time, not included; `24:00` or `00:00` for midnight.
    pub to: String,
    /// First local day; empty: since ever.
    #[serde(default)]
    pub valid_from: String,
    /// Last local day; empty: until further notice.
    #[serde(default)]
    pub valid_to: String,
}

/// Takes a window of the week away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveHoursRequest {
    /// Key of the provider.
    pub provider: String,
    /// The row.
    pub version: String,
}

/// Writes an exception.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveExceptionRequest {
    /// The row that it replaces; empty for a new one.
    #[serde(default)]
    pub version: String,
    /// Key of the provider; empty: everybody.
    #[serde(default)]
    pub provider: String,
    /// Key of the place; empty: everywhere.
    #[serde(default)]
    pub location: String,
    /// Whether it adds hours, `open`, or takes them away, `closed`.
    pub kind: String,
    /// Keys of visit types, for added hours; none: all of them.
    #[serde(default)]
    pub visit_types: Vec<String>,
    /// First local day.
    pub from_day: String,
    /// Local time; empty: from its beginning.
    #[serde(default)]
    pub from_time: String,
    /// Last local day; empty: the first.
    #[serde(default)]
    pub to_day: String,
    /// Local time, not included; empty: to its end.
    #[serde(default)]
    pub to_time: String,
    /// Why, for the clinic's eyes.
    #[serde(default)]
    pub note: String,
}

/// Takes an exception away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveExceptionRequest {
    /// The row.
    pub version: String,
}

/// What a change did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// Key of the row that was written, for places, providers and visit types; else of the provider; may be empty.
    pub key: String,
    /// Booked appointments ahead that fitted the calendar until now and no longer do. They stay.
    pub outside: u32,
}
