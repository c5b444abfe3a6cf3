//! What crosses the wire about requests, between the clinic's screens and the server.

use super::national_id::Country;
use super::tier::Tier;
use crate::account::contract::Freshness;
use crate::civil::LocalMinute;
use crate::contact::ContactKind;
use crate::ids::{ChartId, InvitationId, RegistrationId};
use crate::invitations::LeftOut;
use serde::{Deserialize, Serialize};

/// Requests on a page of the list.
pub const PER_PAGE: u64 = 50;
/// Charts that are laid beside a request.
pub const MOST_COMPARED: usize = 5;
/// Requests with one national ID that led nowhere before colleagues are told.
pub const ALARMING: u64 = 3;

words! {
    /// What became of a request.
    State {
        /// Nobody has looked yet.
        Received = "received",
        /// It waits for a person.
        Waiting = "waiting",
        /// The applicant was asked for more.
        Asked = "asked",
        /// There is an invitation.
        Approved = "approved",
        /// There is none.
        Rejected = "rejected",
    }
}

impl State {
    /// Whether a colleague can still decide.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Asked)
    }
}

words! {
    /// What an applicant is asked for.
    Wish {
        /// The full name as in official papers.
        Name = "name",
        /// The national identity number.
        NationalId = "national_id",
        /// To come by with an identity card.
        Visit = "visit",
    }
}

words! {
    /// Why there is no invitation.
    Reason {
        /// No chart is theirs.
        NotAPatient = "not_a_patient",
        /// What was said does not suffice.
        NotEnough = "not_enough",
        /// There is an account already.
        HasAccount = "has_account",
        /// Another request of the same person is looked at.
        Repeated = "repeated",
        /// It seems to be somebody else.
        Suspicious = "suspicious",
    }
}

words! {
    /// How one detail agrees.
    Match {
        /// The same.
        Same = "same",
        /// Nearly: a slip, another spelling, day and month exchanged.
        Close = "close",
        /// Another one.
        Different = "different",
        /// One side does not know it.
        Unknown = "unknown",
    }
}

/// Asks for requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListRequest {
    /// In which state; those that are open without one.
    #[serde(default)]
    pub state: Option<State>,
    /// Pages before this one.
    #[serde(default)]
    pub page: u64,
}

/// A request in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestLine {
    /// Its id.
    pub id: RegistrationId,
    /// How it stands.
    pub state: State,
    /// The name that was given.
    pub name: String,
    /// The date of birth that was given.
    pub born: String,
    /// How sure it is.
    pub tier: Tier,
    /// When it came, on the clinic's clocks.
    pub came: LocalMinute,
    /// How long ago that is, in hours.
    pub age_hours: u32,
    /// Whether its national ID has come too often without leading anywhere.
    pub is_alarming: bool,
}

/// A page of requests: the oldest first of those that are open, else the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestList {
    /// The page.
    pub lines: Vec<RequestLine>,
    /// How many there are in each state.
    pub counts: Vec<(State, u64)>,
    /// Whether there are more.
    pub has_more: bool,
}

/// Names a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestNamed {
    /// Which.
    pub request: RegistrationId,
}

/// A chart beside a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// The chart.
    pub chart: ChartId,
    /// Its name.
    pub name: String,
    /// Its date of birth.
    pub born: String,
    /// Its record number.
    pub number: String,
    /// Its e-mail address, as its owner recognises it.
    pub email: String,
    /// Its telephone number, as its owner recognises it.
    pub phone: String,
    /// How sure it is.
    pub tier: Tier,
    /// How the names agree.
    pub is_name: Match,
    /// How the dates of birth agree.
    pub is_birth_date: Match,
    /// How the national IDs agree.
    pub is_national_id: Match,
    /// How the e-mail addresses agree.
    pub is_email: Match,
    /// How the telephone numbers agree.
    pub is_phone: Match,
    /// Why this patient cannot be invited.
    pub left_out: Option<LeftOut>,
}

/// Something that became of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryLine {
    /// When, on the clinic's clocks.
    pub at: LocalMinute,
    /// How it stood then.
    pub state: State,
    /// A word that says why.
    pub detail: String,
    /// Who, if a person.
    pub by: String,
}

/// A request with the charts that may be meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestDetail {
    /// The request.
    pub line: RequestLine,
    /// What a decision is based on.
    pub version: i32,
    /// The country of the national ID.
    pub country: Country,
    /// The end of the national ID; empty where none was given.
    pub national_id: String,
    /// The e-mail address.
    pub email: String,
    /// The telephone number.
    pub phone: String,
    /// Which of the two was proven.
    pub proven: ContactKind,
    /// The charts, the likeliest first.
    pub charts: Vec<Compared>,
    /// What became of it, the latest first.
    pub history: Vec<HistoryLine>,
    /// The invitation it led to.
    pub invitation: Option<InvitationId>,
    /// Whether the reader has proven just now who they are, and if not, what it takes.
    pub freshness: Freshness,
}

/// Lays the chart with a record number beside a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompareRequest {
    /// Which.
    pub request: RegistrationId,
    /// The record number, as typed.
    #[serde(default)]
    pub number: String,
}

/// Links a request to a chart: the chart's patient is invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRequest {
    /// Which.
    pub request: RegistrationId,
    /// What was looked at.
    pub version: i32,
    /// The chart.
    pub chart: ChartId,
    /// Whether the invitation goes to the address the applicant has proven instead of the chart's.
    #[serde(default)]
    pub to_applicant: bool,
}

/// Rejects a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectRequest {
    /// Which.
    pub request: RegistrationId,
    /// What was looked at.
    pub version: i32,
    /// Why.
    pub reason: Reason,
}

/// Asks the applicant for more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskRequest {
    /// Which.
    pub request: RegistrationId,
    /// What was looked at.
    pub version: i32,
    /// For what.
    pub wish: Wish,
}
