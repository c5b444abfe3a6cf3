//! What crosses the wire about finding a patient.

use crate::ids::ChartId;
use serde::{Deserialize, Serialize};

/// Most patients that a search answers with.
pub const MOST_FOUND: u64 = 20;
/// Fewest letters or digits that are searched for.
pub const LEAST: usize = 2;
/// Longest text that is searched for, in characters.
pub const LONGEST: usize = 100;

/// Looks for patients.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SearchRequest {
    /// Words of the name, each from its beginning; a whole record number; or a date of birth.
    #[serde(default)]
    pub words: String,
}

impl std::fmt::Debug for SearchRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SearchRequest")
    }
}

/// Asks for a search that was posted without scripts.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct KeptSearchRequest {
    /// The token it is kept by; empty for none.
    #[serde(default)]
    pub kept: String,
}

/// A patient, as far as needed to tell them from others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientFound {
    /// The chart.
    pub chart: ChartId,
    /// Name.
    pub name: String,
    /// Date of birth, as far as it is known.
    pub born: Option<String>,
    /// Record number.
    pub number: Option<String>,
    /// Whether the system that sends it has closed the record.
    #[serde(default)]
    pub is_inactive: bool,
}

/// Patients that were found, by name.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PatientsFound {
    /// At most [`MOST_FOUND`].
    pub patients: Vec<PatientFound>,
    /// Whether there are more.
    pub has_more: bool,
}

/// What the page shows at first.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Searched {
    /// What was typed.
    pub typed: String,
    /// Who was found, if anybody was searched for.
    pub found: Option<PatientsFound>,
}

impl std::fmt::Debug for Searched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Searched")
    }
}
