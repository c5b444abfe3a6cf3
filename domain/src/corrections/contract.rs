//! What crosses the wire about corrections.

use super::{State, Step};
use crate::civil::LocalMinute;
use crate::ids::{CorrectionId, EntryId};
use serde::{Deserialize, Serialize};

/// Requests on a page of the clinic's.
pub const PER_PAGE: u64 = 50;

/// What a request is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The entry.
    pub entry: EntryId,
    /// Its name.
    pub title: String,
    /// Its clinical date as recorded.
    pub date: String,
    /// What it is, and with that where it is shown.
    pub kind: SubjectKind,
}

words! {
    /// Kinds of what can be asked about.
    SubjectKind {
        /// An entry with a page of its own.
        Entry = "entry",
        /// A result.
        Result = "result",
        /// Something measured at a visit.
        Measurement = "measurement",
    }
}

/// A request in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionLine {
    /// Its id.
    pub id: CorrectionId,
    /// The name of the entry as it was when it was asked; nothing for a colleague who may not see the entry.
    pub title: Option<String>,
    /// How far it is.
    pub state: State,
    /// When it was asked.
    pub asked: LocalMinute,
    /// When somebody last did something.
    pub changed: LocalMinute,
    /// By when the clinic answers, while it is open.
    pub due: Option<LocalMinute>,
    /// Whether that has passed.
    pub is_late: bool,
    /// The patient and the record number, for colleagues.
    pub patient: Option<(String, Option<String>)>,
}

/// What somebody wrote or did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionMessage {
    /// When.
    pub at: LocalMinute,
    /// Who.
    pub by: String,
    /// Whether it was the clinic.
    pub is_clinics: bool,
    /// What was done.
    pub step: Step,
    /// The words; none where the step goes without.
    pub words: String,
}

/// One request with everything that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionPage {
    /// The request.
    pub line: CorrectionLine,
    /// Names what was read; a step says what it is based on.
    pub version: i64,
    /// The entry, while the reader may see it.
    pub subject: Option<Subject>,
    /// Oldest first.
    pub messages: Vec<CorrectionMessage>,
    /// What the reader can do now.
    pub steps: Vec<Step>,
}

/// Asks for the entry that a request would be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectRequest {
    /// Which.
    pub entry: EntryId,
}

/// Asks for an entry to be corrected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskCorrectionRequest {
    /// Which.
    pub entry: EntryId,
    /// What is wrong, and what would be right.
    #[serde(default)]
    pub words: String,
}

/// Asks for one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadCorrectionRequest {
    /// Which.
    pub id: CorrectionId,
}

/// Does something about a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepRequest {
    /// Which.
    pub id: CorrectionId,
    /// Its version when it was read.
    pub version: i64,
    /// What is done.
    pub step: Step,
    /// The words.
    #[serde(default)]
    pub words: String,
}

/// Asks for a page of the clinic's requests.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListCorrectionsRequest {
    /// Those that are settled, instead of those that wait.
    #[serde(default)]
    pub is_settled: bool,
    /// The page, from 0.
    #[serde(default)]
    pub page: u64,
}

/// A page of requests: those that wait, the most urgent first; those that are settled, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionList {
    /// The requests.
    pub lines: Vec<CorrectionLine>,
    /// How many the clinic has to answer.
    pub waiting: u64,
    /// Whether there is another page.
    pub has_more: bool,
}
