//! The calendar file: one facility's places, providers, visit types and hours, as JSON that people write.

use super::Problem;
use domain::booking::{PatientsRule, VisitMode};
use jiff::civil::Weekday;
use serde::{Deserialize, Serialize};

/// Days ahead that can be booked where a visit type does not say.
const HORIZON_DAYS: u32 = 60;

/// The whole file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarFile {
    /// Key of the facility.
    pub facility: String,
    /// Places.
    #[serde(default)]
    pub locations: Vec<LocationEntry>,
    /// Clinicians whose time can be booked.
    #[serde(default)]
    pub providers: Vec<ProviderEntry>,
    /// What can be booked.
    #[serde(default)]
    pub visit_types: Vec<VisitTypeEntry>,
    /// When providers work, every week.
    #[serde(default)]
    pub weekly: Vec<WeeklyEntry>,
    /// What differs from the weekly hours.
    #[serde(default)]
    pub exceptions: Vec<ExceptionEntry>,
}

/// A place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocationEntry {
    /// Stable word.
    pub key: String,
    /// Name that patients read.
    pub name: String,
    /// IANA time zone.
    pub zone: String,
    /// Postal address, one line; nothing: as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// A clinician.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderEntry {
    /// Stable word.
    pub key: String,
    /// Name that patients read.
    pub name: String,
    /// What they do.
    #[serde(default)]
    pub specialty: String,
    /// Whether new visits can be booked; nothing: as it is, and for a new one yes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
}

/// Something that can be booked. Units and meanings are those of `domain::booking::visit_type::VisitTypeRules`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitTypeEntry {
    /// Stable word.
    pub key: String,
    /// Name that patients read.
    pub name: String,
    /// Length of the visit.
    pub minutes: u32,
    /// Kept free before.
    #[serde(default)]
    pub buffer_before: u32,
    /// Kept free after.
    #[serde(default)]
    pub buffer_after: u32,
    /// Least time between booking and start.
    #[serde(default)]
    pub min_notice_minutes: u32,
    /// Local days ahead that can be booked.
    #[serde(default = "horizon_days")]
    pub horizon_days: u32,
    /// Step between starts; nothing: the visit's length.
    #[serde(default)]
    pub grid_minutes: Option<u32>,
    /// How patient and provider meet.
    #[serde(default = "in_person")]
    pub mode: VisitMode,
    /// Notice for cancelling; nothing: as the facility says.
    #[serde(default)]
    pub cancel_notice_minutes: Option<u32>,
    /// Most appointments ahead per patient; nothing: any number.
    #[serde(default)]
    pub max_upcoming_per_patient: Option<u32>,
    /// Which patients may book it.
    #[serde(default = "any_patient")]
    pub patients: PatientsRule,
    /// Whether new visits can be booked; nothing: as it is, and for a new one yes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
}

/// A window of every week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeeklyEntry {
    /// Key of the provider.
    pub provider: String,
    /// Key of the place.
    pub location: String,
    /// Keys of visit types; nothing: all of them.
    #[serde(default)]
    pub visit_types: Option<Vec<String>>,
    /// Local day of the week.
    pub weekday: WeekdayWord,
    /// Local time, as in `09:00`.
    pub from: String,
    /// Local time, not included; at most `24:00`.
    pub to: String,
    /// First local day, as in `2027-03-14`.
    #[serde(default)]
    pub valid_from: Option<String>,
    /// Last local day, included.
    #[serde(default)]
    pub valid_to: Option<String>,
}

/// A span that differs from the weekly hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExceptionEntry {
    /// Key of the provider; nothing: everybody at the place.
    #[serde(default)]
    pub provider: Option<String>,
    /// Key of the place; nothing: everywhere.
    #[serde(default)]
    pub location: Option<String>,
    /// Closed, or open besides the weekly hours.
    pub kind: KindWord,
    /// Keys of visit types, for open ones; nothing: all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit_types: Option<Vec<String>>,
    /// Local date and time, as in `2027-03-01T10:00`.
    pub from: String,
    /// Local date and time, not included; the time may be `24:00`.
    pub to: String,
    /// Why, for the clinic's eyes.
    #[serde(default)]
    pub note: Option<String>,
}

/// A day of the week in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the days speak for themselves")]
pub enum WeekdayWord {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// What an exception does, in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KindWord {
    /// Adds hours.
    Open,
    /// Takes them away, whatever adds them.
    Closed,
}

impl From<WeekdayWord> for Weekday {
    fn from(word: WeekdayWord) -> Self {
        match word {
            WeekdayWord::Monday => Self::Monday,
            WeekdayWord::Tuesday => Self::Tuesday,
            WeekdayWord::Wednesday => Self::Wednesday,
            WeekdayWord::Thursday => Self::Thursday,
            WeekdayWord::Friday => Self::Friday,
            WeekdayWord::Saturday => Self::Saturday,
            WeekdayWord::Sunday => Self::Sunday,
        }
    }
}

impl From<Weekday> for WeekdayWord {
    fn from(weekday: Weekday) -> Self {
        match weekday {
            Weekday::Monday => Self::Monday,
            Weekday::Tuesday => Self::Tuesday,
            Weekday::Wednesday => Self::Wednesday,
            Weekday::Thursday => Self::Thursday,
            Weekday::Friday => Self::Friday,
            Weekday::Saturday => Self::Saturday,
            Weekday::Sunday => Self::Sunday,
        }
    }
}

const fn horizon_days() -> u32 {
    HORIZON_DAYS
}

const fn in_person() -> VisitMode {
    VisitMode::InPerson
}

const fn any_patient() -> PatientsRule {
    PatientsRule::Any
}

impl CalendarFile {
    /// Reads the file's text; values are not compared with anything yet.
    ///
    /// # Errors
    /// The first place that is not JSON or not of the format, with its path.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut json = serde_json::Deserializer::from_str(text);
        let file = serde_path_to_error::deserialize(&mut json).map_err(|error| {
            let reason = error.inner().to_string();
            Problem::new(path_of(&error.path().to_string(), &reason), "format", reason)
        })?;
        json.end().map_err(|error| Problem::new(String::new(), "format", error.to_string()))?;
        Ok(file)
    }
}

/// The path to a field: serde names a missing one only in its sentence.
fn path_of(path: &str, reason: &str) -> String {
    let path = path.trim_end_matches('?').trim_matches('.');
    let about_a_field = ["missing field `", "unknown field `", "duplicate field `"];
    let named = about_a_field.iter().find_map(|start| reason.strip_prefix(start)?.split('`').next());
    match named {
        Some(field) if path.is_empty() => field.to_owned(),
        Some(field) if path != field && !path.ends_with(&format!(".{field}")) => format!("{path}.{field}"),
        _ => path.to_owned(),
    }
}
