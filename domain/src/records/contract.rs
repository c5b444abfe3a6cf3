//! What crosses the wire about records.

use super::view::{Fact, Person};
use crate::ids::EntryId;
use crate::results::contract::Test;
use crate::search::Snippet;
use serde::{Deserialize, Serialize};

/// Entries on a page of a section that grows with every visit.
pub const PER_PAGE: u64 = 50;

/// A page of the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// Conditions.
    Diagnoses,
    /// Medication requests and statements.
    Medications,
    /// Allergies and intolerances.
    Allergies,
    /// Immunizations.
    Vaccinations,
    /// Encounters.
    Visits,
    /// Procedures.
    Procedures,
    /// Notes, letters and other documents.
    Documents,
    /// Care plans and goals.
    Plans,
}

impl Section {
    /// Every section, in the order of the menu.
    pub const ALL: [Self; 8] = [
        Self::Visits,
        Self::Documents,
        Self::Medications,
        Self::Diagnoses,
        Self::Allergies,
        Self::Vaccinations,
        Self::Procedures,
        Self::Plans,
    ];

    /// The word in the address and in the log.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Diagnoses => "diagnoses",
            Self::Medications => "medications",
            Self::Allergies => "allergies",
            Self::Vaccinations => "vaccinations",
            Self::Visits => "visits",
            Self::Procedures => "procedures",
            Self::Documents => "documents",
            Self::Plans => "plans",
        }
    }

    /// The section of a word in the address.
    #[must_use]
    pub fn parse(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.slug() == slug)
    }

    /// Whether entries that still hold are told apart from those that are over; the others are one list in pages.
    #[must_use]
    pub const fn has_past(self) -> bool {
        matches!(self, Self::Diagnoses | Self::Medications | Self::Allergies | Self::Plans)
    }
}

/// Asks for one section of the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadSectionRequest {
    /// Which.
    pub section: Section,
    /// Where the earlier page ended; empty for the first.
    #[serde(default)]
    pub after: String,
    /// `current`, `past`, or nothing for both.
    #[serde(default)]
    pub state: String,
    /// The first day of what is shown; empty for no bound.
    #[serde(default)]
    pub from: String,
    /// The last day of what is shown; empty for no bound.
    #[serde(default)]
    pub until: String,
}

/// One line of the record, in plain words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordEntry {
    /// Its id.
    pub id: EntryId,
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
    /// Whether its sender keeps it from the patient, who is never sent it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_kept_back: bool,
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
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}

/// Asks for a page of the whole record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineRequest {
    /// Words that its page holds, each of them.
    #[serde(default)]
    pub words: String,
    /// A section's word in the address, `results`, or nothing for everything.
    #[serde(default)]
    pub kind: String,
    /// Where the earlier page ended; empty for the first.
    #[serde(default)]
    pub after: String,
    /// The first day of what is shown; empty for no bound.
    #[serde(default)]
    pub from: String,
    /// The last day of what is shown; empty for no bound.
    #[serde(default)]
    pub until: String,
}

/// A line of the whole record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineLine {
    /// The section it belongs to; nothing for a result.
    pub section: Option<Section>,
    /// The line.
    pub entry: RecordEntry,
    /// Where the words were found, if not in the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snippet: Option<Snippet>,
}

/// The whole record, newest first by clinical date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline {
    /// The lines.
    pub lines: Vec<TimelineLine>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}

/// What [`TimelineRequest::kind`] calls results.
pub const RESULTS_KIND: &str = "results";

/// Asks for one entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadEntryRequest {
    /// Which.
    pub id: EntryId,
}

/// A file of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryFile {
    /// Its place among the entry's files, from 0.
    pub index: usize,
    /// Its title.
    pub title: Option<String>,
    /// What kind of file it is: `pdf`, `image`, `text`, or `other`.
    pub kind: FileKind,
    /// Its size in bytes; 0 where it is elsewhere.
    pub bytes: u64,
    /// The text itself, where it is one.
    pub text: Option<String>,
    /// Whether it can be downloaded.
    pub is_held: bool,
}

words! {
    /// What kind of file something is, by what its bytes say.
    FileKind {
        /// A PDF.
        Pdf = "pdf",
        /// A picture.
        Image = "image",
        /// Plain text.
        Text = "text",
        /// Something else.
        Other = "other",
    }
}

/// Something measured at a visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasuredLine {
    /// What was measured.
    pub title: String,
    /// The values: one, or one for each part with its name.
    pub values: Vec<(Option<String>, crate::results::value::Value)>,
    /// Whether its sender keeps it from the patient, who is never sent it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_kept_back: bool,
}

/// A released result that belongs to a visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultLink {
    /// Its id.
    pub id: EntryId,
    /// Its name.
    pub title: String,
    /// The clinical date as recorded.
    pub date: String,
}

/// What belongs to a visit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitParts {
    /// Entries by their section.
    pub entries: Vec<LatestEntry>,
    /// What was measured.
    pub measured: Vec<MeasuredLine>,
    /// Released results; none for a reader who may not see results.
    pub results: Vec<ResultLink>,
}

/// One entry with all that is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryPage {
    /// The section it belongs to.
    pub section: Section,
    /// The line of the list.
    pub entry: RecordEntry,
    /// What its code means, in plain words in the reader's language, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explained: Option<String>,
    /// When it ended, as recorded.
    pub end: Option<String>,
    /// When it was written down, as recorded.
    pub recorded: Option<String>,
    /// What else is known.
    pub facts: Vec<Fact>,
    /// Who had a part in it.
    pub people: Vec<Person>,
    /// Remarks.
    pub notes: Vec<String>,
    /// Its files.
    pub files: Vec<EntryFile>,
    /// The visit it belongs to.
    pub visit: Option<RecordEntry>,
    /// What belongs to it, where it is a visit.
    pub parts: Option<VisitParts>,
    /// Who sent it, when it came, and when it changed, in a sentence in the reader's language.
    pub source: String,
}

/// Weight, blood pressure and the like, each with its course.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measurements {
    /// The newest value of each, the latest first.
    pub tests: Vec<Test>,
}
