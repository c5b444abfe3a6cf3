//! What crosses the wire about charts of one person that become one.

use super::policy::Doubt;
use crate::account::contract::Freshness;
use crate::civil::LocalMinute;
use crate::ids::{ChartId, MergeId, ProposalId};
use serde::{Deserialize, Serialize};

/// Two charts, to be looked at side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompareRequest {
    /// One of them.
    pub one: ChartId,
    /// The other.
    pub other: ChartId,
}

/// A chart as far as needed to tell whether it is the same person's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartSide {
    /// The chart.
    pub chart: ChartId,
    /// Name.
    pub name: String,
    /// Date of birth.
    pub born: String,
    /// Record number.
    pub number: String,
    /// Sex, as FHIR words it.
    pub gender: String,
    /// Language.
    pub language: String,
    /// E-mail address.
    pub email: String,
    /// Telephone number.
    pub phone: String,
    /// Postal address.
    pub address: String,
    /// Whether the patient died.
    pub is_deceased: bool,
    /// Entries of the record.
    pub entries: u64,
    /// Appointments, past ones too.
    pub appointments: u64,
    /// Accounts that read it as their own.
    pub own_accounts: u64,
    /// Accounts that act for the patient.
    pub proxies: u64,
    /// Invitations that hold.
    pub invitations: u64,
}

/// Both, and what merging them would mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// The one that was named first.
    pub one: ChartSide,
    /// The other.
    pub other: ChartSide,
    /// Whether appointments or holds of both lie at the same time; then they are not merged.
    pub is_overlapping: bool,
    /// What it takes before they are merged.
    pub freshness: Freshness,
}

/// Merges two charts of one person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeRequest {
    /// The chart that stays.
    pub survivor: ChartId,
    /// The chart that is hidden from then on.
    pub merged: ChartId,
    /// Why, in the colleague's words.
    #[serde(default)]
    pub reason: String,
    /// Whether the colleague has seen what the two differ in, and that two accounts would read one chart.
    #[serde(default)]
    pub is_confirmed: bool,
}

impl std::fmt::Debug for MergeRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MergeRequest({} into {})", self.merged, self.survivor)
    }
}

/// Names a merge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoMergeRequest {
    /// Which.
    pub merge: MergeId,
}

/// A merge in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeLine {
    /// Its id.
    pub id: MergeId,
    /// Name and record number of the chart that stayed.
    pub survivor: String,
    /// Name and record number of the chart that was hidden.
    pub merged: String,
    /// When, on the clinic's clocks.
    pub at: LocalMinute,
    /// Who; nobody where another system said so.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When it was undone, if it was.
    pub undone: Option<LocalMinute>,
}

/// The latest merges.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merges {
    /// The latest first.
    pub lines: Vec<MergeLine>,
    /// What other systems say and a colleague decides, the latest first.
    #[serde(default)]
    pub proposals: Vec<ProposalLine>,
}

/// Two charts that another system calls one person's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalLine {
    /// Its id.
    pub id: ProposalId,
    /// The chart that would stay.
    pub survivor: ChartId,
    /// The chart that would be hidden.
    pub merged: ChartId,
    /// Name and record number of the one that would stay.
    pub survivor_name: String,
    /// Name and record number of the other.
    pub merged_name: String,
    /// Why they were not merged.
    pub doubt: Doubt,
    /// When it was said, on the clinic's clocks.
    pub at: LocalMinute,
}

/// Says that two charts are not one person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclineRequest {
    /// Which proposal.
    pub proposal: ProposalId,
}
