//! What crosses the wire about downloads.

use super::{Kind, Part, Problem, State};
use crate::account::contract::Freshness;
use crate::civil::LocalMinute;
use crate::ids::DownloadId;
use serde::{Deserialize, Serialize};

/// Asks for a file to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskDownloadRequest {
    /// Of which kind.
    pub kind: Kind,
    /// Names of the parts.
    #[serde(default)]
    pub parts: Vec<String>,
    /// Not before this day; empty for no limit.
    #[serde(default)]
    pub from: String,
    /// Not after this day; empty for no limit.
    #[serde(default)]
    pub to: String,
}

/// Takes a download away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveDownloadRequest {
    /// Which.
    pub id: DownloadId,
}

/// A download in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DownloadLine {
    /// Its id.
    pub id: DownloadId,
    /// The kind of file.
    pub kind: Kind,
    /// How far it is.
    pub state: State,
    /// The parts.
    pub parts: Vec<Part>,
    /// Not before this day.
    pub from: Option<String>,
    /// Not after this day.
    pub to: Option<String>,
    /// When it was asked for.
    pub asked: LocalMinute,
    /// Until when it can be fetched.
    pub until: Option<LocalMinute>,
    /// Steps that are done, and all of them.
    pub steps: (u32, u32),
    /// The size of the file.
    pub bytes: u64,
    /// Why it could not be made.
    pub problem: Option<Problem>,
}

impl DownloadLine {
    /// Whether something is still to come of it.
    #[must_use]
    pub const fn is_under_way(&self) -> bool {
        matches!(self.state, State::Waiting | State::Working)
    }
}

/// The reader's downloads of the record that is shown, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Downloads {
    /// Each.
    pub lines: Vec<DownloadLine>,
    /// The parts that can be asked for.
    pub parts: Vec<Part>,
    /// What has to be proven before a file is asked for or fetched.
    pub freshness: Freshness,
}

/// Asks for a file with the records of all patients.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskExportRequest {
    /// What it is for.
    pub reason: String,
}

/// Such a file in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportLine {
    /// Its id.
    pub id: DownloadId,
    /// How far it is.
    pub state: State,
    /// Who asked for it.
    pub asked_by: String,
    /// Whether that is the reader, who alone can fetch it.
    pub is_own: bool,
    /// What it is for.
    pub reason: String,
    /// When it was asked for.
    pub asked: LocalMinute,
    /// Until when it can be fetched.
    pub until: Option<LocalMinute>,
    /// Types of resource that are written, and all of them.
    pub steps: (u32, u32),
    /// The size of the file.
    pub bytes: u64,
    /// Why it could not be made.
    pub problem: Option<Problem>,
}

impl ExportLine {
    /// Whether something is still to come of it.
    #[must_use]
    pub const fn is_under_way(&self) -> bool {
        matches!(self.state, State::Waiting | State::Working)
    }
}

/// Files with the records of all patients, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exports {
    /// Each.
    pub lines: Vec<ExportLine>,
    /// How many patients there are.
    pub patients: u64,
    /// What has to be proven before a file is asked for or fetched.
    pub freshness: Freshness,
}
