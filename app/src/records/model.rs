//! What the record's words become on the page: names and icons of sections, states in plain words, dates as far as known.

use crate::texts::t;
use crate::ui::{Icon, Tone};
use domain::civil::LocalMinute;
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

/// A FHIR date as far as it is known: a year, a month of a year, or a day.
#[must_use]
pub fn day(date: &str) -> Option<String> {
    let number = |range: std::ops::Range<usize>| date.get(range).and_then(|part| part.parse::<u8>().ok());
    let year = date.get(0..4).and_then(|year| year.parse::<i16>().ok())?;
    let at = |month, day| LocalMinute { year, month, day, hour: 0, minute: 0, offset_minutes: 0 };
    let lookup = t;
    Some(match (number(5..7), number(8..10)) {
        (Some(month), Some(day)) => i18n::numeric_date(&lookup, at(month, day)),
        (Some(month), None) => i18n::month_year(&lookup, at(month, 1)),
        _ => year.to_string(),
    })
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_told_as_far_as_it_is_known() {
        assert_eq!(day("2021-03-14T09:00:00Z").as_deref(), Some("14 March 2021"));
        assert_eq!(day("2021-03").as_deref(), Some("March 2021"));
        assert_eq!(day("2021").as_deref(), Some("2021"));
        assert_eq!(day(""), None);
    }
}
