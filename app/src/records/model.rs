//! What the record's words become on the page: names and icons of sections, states in plain words.

use crate::texts::t;
use crate::ui::{Icon, Tone};
use domain::records::contract::Section;
use i18n::{Key, k};

/// The section's name.
#[must_use]
pub const fn name(section: Section) -> Key {
    match section {
        Section::Diagnoses => k::RECORDS_DIAGNOSES,
        Section::Medications => k::RECORDS_MEDICATIONS,
        Section::Allergies => k::RECORDS_ALLERGIES,
        Section::Vaccinations => k::RECORDS_VACCINATIONS,
    }
}

/// What is in it, in one line.
#[must_use]
pub const fn about(section: Section) -> Key {
    match section {
        Section::Diagnoses => k::RECORDS_DIAGNOSES_ABOUT,
        Section::Medications => k::RECORDS_MEDICATIONS_ABOUT,
        Section::Allergies => k::RECORDS_ALLERGIES_ABOUT,
        Section::Vaccinations => k::RECORDS_VACCINATIONS_ABOUT,
    }
}

/// Its icon.
#[must_use]
pub const fn icon(section: Section) -> Icon {
    match section {
        Section::Diagnoses => Icon::Diagnoses,
        Section::Medications => Icon::Medications,
        Section::Allergies => Icon::Allergies,
        Section::Vaccinations => Icon::Vaccinations,
    }
}

/// FHIR's status word in the reader's words, and what kind of news it is.
#[must_use]
pub fn state(section: Section, status: &str) -> (&'static str, Tone) {
    let (key, tone) = match (section, status) {
        (Section::Vaccinations, "completed") => (k::RECORDS_STATUS_GIVEN, Tone::Success),
        (Section::Vaccinations, "not-done") => (k::RECORDS_STATUS_NOT_GIVEN, Tone::Neutral),
        (Section::Medications, "active") => (k::RECORDS_STATUS_TAKING, Tone::Primary),
        (Section::Allergies, "active") => (k::RECORDS_STATUS_ACTIVE, Tone::Warning),
        (_, "active") => (k::RECORDS_STATUS_ACTIVE, Tone::Primary),
        (_, "recurrence" | "relapse") => (k::RECORDS_STATUS_BACK, Tone::Warning),
        (_, "remission") => (k::RECORDS_STATUS_REMISSION, Tone::Success),
        (_, "resolved") => (k::RECORDS_STATUS_RESOLVED, Tone::Neutral),
        (_, "inactive") => (k::RECORDS_STATUS_INACTIVE, Tone::Neutral),
        (_, "on-hold") => (k::RECORDS_STATUS_ON_HOLD, Tone::Warning),
        (_, "draft") => (k::RECORDS_STATUS_PLANNED, Tone::Neutral),
        (_, "completed") => (k::RECORDS_STATUS_FINISHED, Tone::Neutral),
        (_, "stopped" | "cancelled") => (k::RECORDS_STATUS_STOPPED, Tone::Neutral),
        _ => (k::RECORDS_STATUS_UNKNOWN, Tone::Neutral),
    };
    (t(key), tone)
}
