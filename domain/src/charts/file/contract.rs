//! What crosses the wire about charts from a file.

use super::{Column, DateOrder, RowProblem, RowState};
use crate::account::contract::Freshness;
use crate::charts::contract::AlikeChart;
use serde::{Deserialize, Serialize};

/// A file that was chosen.
#[derive(Clone, Serialize, Deserialize)]
pub struct ReadFileRequest {
    /// What it says.
    pub text: String,
}

/// A file, and what its columns are to mean.
#[derive(Clone, Serialize, Deserialize)]
pub struct CheckFileRequest {
    /// What it says.
    pub text: String,
    /// Words of [`Column`], from left to right, between commas.
    pub columns: String,
    /// In which order dates are written.
    pub dates: DateOrder,
}

/// The same, and which rows are to be taken now.
#[derive(Clone, Serialize, Deserialize)]
pub struct ImportFileRequest {
    /// What it says.
    pub text: String,
    /// Words of [`Column`], from left to right, between commas.
    pub columns: String,
    /// In which order dates are written.
    pub dates: DateOrder,
    /// Rows before those that are taken now.
    pub from: usize,
    /// Whether those are taken too who may be the same person as somebody there.
    #[serde(default)]
    pub with_alike: bool,
}

macro_rules! silent {
    ($($name:ident),+) => {$(
        /// Nothing: it holds patients.
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    )+};
}
silent!(ReadFileRequest, CheckFileRequest, ImportFileRequest);

/// What stands in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRead {
    /// The first row.
    pub headings: Vec<String>,
    /// What each column seems to hold.
    pub columns: Vec<Column>,
    /// The first rows below.
    pub sample: Vec<Vec<String>>,
    /// How many rows there are below the headings.
    pub rows: usize,
    /// The order in which its dates can all be read, if there is only one.
    pub dates: Option<DateOrder>,
    /// What it takes before charts are added.
    pub freshness: Freshness,
}

/// What becomes of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowResult {
    /// The row's place in the file, counted from the headings, which are row 1.
    pub row: usize,
    /// The name in it.
    pub name: String,
    /// The record number in it.
    pub number: String,
    /// What becomes of it.
    pub state: RowState,
    /// What is wrong with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<RowProblem>,
    /// Who may be the same person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alike: Vec<AlikeChart>,
}

/// What would become of each row, or became of those that were taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileChecked {
    /// From the first to the last.
    pub results: Vec<RowResult>,
    /// How many rows there are in all.
    pub rows: usize,
}
