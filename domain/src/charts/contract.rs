//! What crosses the wire about adding charts.

use crate::ids::ChartId;
use crate::registration::national_id::Country;
use serde::{Deserialize, Serialize};

/// Sexes as FHIR words them.
pub const GENDERS: [&str; 4] = ["female", "male", "other", "unknown"];

/// Adds a chart; everything as typed.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AddChartRequest {
    /// Given names.
    pub given: String,
    /// Family names.
    pub family: String,
    /// Day of birth.
    pub day: String,
    /// Month of birth.
    pub month: String,
    /// Year of birth.
    pub year: String,
    /// Sex, as FHIR words it.
    #[serde(default)]
    pub gender: String,
    /// E-mail address.
    #[serde(default)]
    pub email: String,
    /// Telephone number.
    #[serde(default)]
    pub phone: String,
    /// Language, such as `es`.
    #[serde(default)]
    pub language: String,
    /// Record number.
    #[serde(default)]
    pub number: String,
    /// Country of the national identity number.
    #[serde(default)]
    pub country: Country,
    /// The national identity number.
    #[serde(default)]
    pub national_id: String,
    /// Whether it is somebody else than those who are alike.
    #[serde(default)]
    pub is_other: bool,
}

impl std::fmt::Debug for AddChartRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AddChartRequest")
    }
}

/// A chart that may be the same person's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlikeChart {
    /// Name.
    pub name: String,
    /// Date of birth.
    pub born: String,
    /// Record number.
    pub number: String,
}

/// What became of adding: the chart, or those that are alike and nothing added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartAdded {
    /// The chart that was added.
    pub chart: Option<ChartId>,
    /// Those that may be the same person's.
    pub alike: Vec<AlikeChart>,
}
