//! What crosses the wire about records.

use serde::{Deserialize, Serialize};

/// A page of the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// Conditions.
    Diagnoses,
    /// Medication requests.
    Medications,
    /// Allergies and intolerances.
    Allergies,
    /// Immunizations.
    Vaccinations,
}

impl Section {
    /// Every section, in the order of the menu.
    pub const ALL: [Self; 4] = [Self::Diagnoses, Self::Medications, Self::Allergies, Self::Vaccinations];

    /// The word in the address and in the log.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Diagnoses => "diagnoses",
            Self::Medications => "medications",
            Self::Allergies => "allergies",
            Self::Vaccinations => "vaccinations",
        }
    }

    /// The section of a word in the address.
    #[must_use]
    pub fn parse(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.slug() == slug)
    }
}

/// Asks for one section of the record.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ReadSectionRequest {
    /// Which.
    pub section: Section,
}

/// One line of the record, in plain words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordEntry {
    /// Its id.
    pub id: String,
    /// The words of the code.
    pub title: String,
    /// FHIR's status word, such as `active` or `resolved`.
    pub status: String,
    /// The clinical date as recorded: a year, a month, a day, or empty where none is.
    pub date: String,
    /// Dosage, reaction, dose number: what the entry adds to its title.
    pub details: Vec<String>,
    /// Who recorded it, if the data says.
    pub recorded_by: Option<String>,
    /// The code, for those who look for it.
    pub code: Option<String>,
}

/// One line of the record and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LatestEntry {
    /// The section it belongs to.
    pub section: Section,
    /// The line.
    pub entry: RecordEntry,
}

/// A section, newest first by clinical date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionPage {
    /// Entries that still hold.
    pub current: Vec<RecordEntry>,
    /// Entries that are over.
    pub past: Vec<RecordEntry>,
}
