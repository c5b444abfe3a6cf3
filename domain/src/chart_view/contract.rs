//! What crosses the wire about a colleague's look at a record.

use super::policy::Purpose;
use crate::account::contract::Freshness;
use crate::civil::LocalMinute;
use crate::ids::{ChartId, ChartViewId, EntryId};
use crate::records::contract::{EntryPage, Measurements, Section, SectionPage};
use crate::results::contract::{ResultLine, ResultPage};
use serde::{Deserialize, Serialize};

/// Longest reason, in characters.
pub const LONGEST_REASON: usize = 500;
/// Openings on a page of the administrators'.
pub const OPENINGS_PER_PAGE: u64 = 50;

/// Names a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartRequest {
    /// Which.
    pub chart: ChartId,
}

/// Opens a record for a purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenRecordRequest {
    /// Whose.
    pub chart: ChartId,
    /// HL7's code of the purpose.
    #[serde(default)]
    pub purpose: String,
    /// Why, in words.
    #[serde(default)]
    pub reason: String,
}

/// Opens a record in an emergency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakGlassRequest {
    /// Whose.
    pub chart: ChartId,
    /// Why, in words.
    #[serde(default)]
    pub reason: String,
}

/// An appointment as the head of a record names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadVisit {
    /// When it begins, on the place's clock.
    pub start: LocalMinute,
    /// What it is.
    pub visit_type: String,
    /// With whom.
    pub provider: String,
    /// Where.
    pub location: String,
}

words! {
    /// What a colleague can do about a record.
    Door {
        /// It is open.
        Open = "open",
        /// A purpose can be stated, or the glass be broken.
        Ask = "ask",
        /// The glass can be broken, and nothing else.
        Glass = "glass",
        /// The role opens no record.
        Closed = "closed",
        /// It is the colleague's own, or of somebody they act for.
        Own = "own",
        /// Its entries are in another chart.
        Merged = "merged",
    }
}

/// Why a record is open, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenFor {
    /// For what.
    pub purpose: Purpose,
    /// Until when, on the clinic's clock.
    pub until: LocalMinute,
    /// Whether restricted and sensitive entries are held back.
    pub is_ordinary: bool,
}

/// Who a patient is, and what of the record can be seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartHead {
    /// The chart.
    pub chart: ChartId,
    /// The patient's name.
    pub name: String,
    /// The date of birth, as far as it is known.
    pub born: Option<String>,
    /// The age in whole years, where the date of birth is known to the day.
    pub age: Option<u32>,
    /// The record number.
    pub number: Option<String>,
    /// The code of the language the patient wants.
    pub language: Option<String>,
    /// Whether the patient has died.
    pub is_deceased: bool,
    /// Whether the system that sends it has closed the record.
    #[serde(default)]
    pub is_inactive: bool,
    /// The chart that holds its entries now.
    pub merged_into: Option<ChartId>,
    /// What can be done.
    pub door: Door,
    /// For what it is open.
    pub open: Option<OpenFor>,
    /// Appointments to come, the next first.
    pub visits: Vec<HeadVisit>,
    /// Whether the reader has proven just now who they are, and if not, what it takes to break the glass.
    pub freshness: Freshness,
}

/// Asks for a section of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartSectionRequest {
    /// Whose.
    pub chart: ChartId,
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

/// A section, and how much of it is held back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartSection {
    /// What is shown.
    pub page: SectionPage,
    /// How many entries this reader does not see.
    pub held_back: u64,
}

/// Names an entry or a result of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartEntryRequest {
    /// Whose.
    pub chart: ChartId,
    /// Which.
    pub id: EntryId,
}

/// Asks for the results of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartResultsRequest {
    /// Whose.
    pub chart: ChartId,
    /// Words that the name of the report or of one of its tests holds.
    #[serde(default)]
    pub words: String,
    /// Where the earlier page ended; empty for the first.
    #[serde(default)]
    pub after: String,
}

words! {
    /// Whether the patient sees a result.
    Standing {
        /// Not yet.
        Held = "held",
        /// Yes.
        Released = "released",
        /// No: a clinician or a rule holds it back.
        Blocked = "blocked",
    }
}

/// A result as the clinic sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartResultLine {
    /// The line.
    pub line: ResultLine,
    /// Whether the patient sees it.
    pub standing: Standing,
}

/// A page of results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartResults {
    /// The results, newest first.
    pub results: Vec<ChartResultLine>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
    /// How many this reader does not see.
    pub held_back: u64,
}

/// One result as the clinic sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartResult {
    /// The result.
    pub page: ResultPage,
    /// Whether the patient sees it.
    pub standing: Standing,
}

/// Measurements, and how many are held back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartMeasurements {
    /// What is shown.
    pub measurements: Measurements,
    /// How many values this reader does not see.
    pub held_back: u64,
}

/// One entry as the clinic sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartEntry {
    /// The entry.
    pub page: EntryPage,
}

/// Asks for a page of openings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListOpeningsRequest {
    /// The page, from 0.
    #[serde(default)]
    pub page: u64,
}

/// A record that a colleague has opened, as administrators see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningLine {
    /// Its id.
    pub id: ChartViewId,
    /// The colleague.
    pub who: String,
    /// The patient.
    pub patient: String,
    /// The patient's record number.
    pub number: Option<String>,
    /// For what.
    pub purpose: Purpose,
    /// Why, in words; nothing where care opened it.
    pub reason: Option<String>,
    /// Since when, on the clinic's clock.
    pub opened: LocalMinute,
    /// Until when at most.
    pub ends: LocalMinute,
    /// Whether it can still be used.
    pub is_open: bool,
}

/// A page of openings, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Openings {
    /// The openings.
    pub openings: Vec<OpeningLine>,
    /// Whether there is another page.
    pub has_more: bool,
}

/// Ends an opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndOpeningRequest {
    /// Which.
    pub opening: ChartViewId,
}
