//! What crosses the wire about inviting, between the clinic's screens and the server.

use super::settings::InvitationSettings;
use super::{Kind, LeftOut, State};
use crate::civil::LocalMinute;
use crate::contact::ContactKind;
use crate::ids::{BatchId, ChartId, InvitationId};
use serde::{Deserialize, Serialize};

/// Most patients that a search answers with.
pub const MOST_FOUND: u64 = 50;
/// Invitations on a page of the list.
pub const PER_PAGE: u64 = 50;

/// Looks for patients by name, date of birth, or both.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FindPatientsRequest {
    /// Words of the name, each from its beginning; also a record number.
    #[serde(default)]
    pub name: String,
    /// The date of birth as `1980-01-31`.
    #[serde(default)]
    pub born: String,
}

impl std::fmt::Debug for FindPatientsRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FindPatientsRequest")
    }
}

/// A patient, as far as needed to tell them from others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientLine {
    /// The chart.
    pub chart: ChartId,
    /// Name.
    pub name: String,
    /// Date of birth, as far as it is known.
    pub born: String,
    /// Record number.
    pub number: String,
    /// By which channel an invitation would go.
    pub channel: Option<ContactKind>,
    /// Where to, as its owner recognises it.
    pub to: String,
    /// Why the patient cannot be invited.
    pub left_out: Option<LeftOut>,
}

/// Patients that were found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientsFound {
    /// At most [`MOST_FOUND`].
    pub patients: Vec<PatientLine>,
    /// Whether there are more.
    pub has_more: bool,
}

/// Invites patients.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct InviteRequest {
    /// Whom.
    #[serde(default)]
    pub charts: Vec<ChartId>,
    /// Whether it is handed over instead of being sent.
    #[serde(default)]
    pub by_hand: bool,
}

/// What became of inviting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invited {
    /// How many were invited.
    pub invited: usize,
    /// The only one, if there was one.
    pub only: Option<InvitationId>,
    /// Who was not, and why.
    pub left_out: Vec<LeftOut>,
    /// How many could not be invited for another reason, which is in the log.
    #[serde(default)]
    pub failed: usize,
}

/// Asks for invitations.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ListRequest {
    /// In which state; all without one.
    #[serde(default)]
    pub state: Option<State>,
    /// Pages before this one.
    #[serde(default)]
    pub page: u64,
}

/// An invitation in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationLine {
    /// Its id.
    pub id: InvitationId,
    /// What is offered.
    pub kind: Kind,
    /// To whom.
    pub name: String,
    /// How it stands.
    pub state: State,
    /// Since when, on the clinic's clocks.
    pub since: LocalMinute,
    /// Until when it holds.
    pub expires: LocalMinute,
    /// By which channel it went; none if it was handed over.
    pub channel: Option<ContactKind>,
    /// Where to, as its owner recognises it.
    pub to: String,
    /// Whether too many wrong dates have locked it.
    pub is_locked: bool,
    /// Whether it can be sent again now.
    pub may_resend: bool,
    /// Whether it can still be used.
    pub is_live: bool,
}

/// A page of invitations, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationList {
    /// The page.
    pub lines: Vec<InvitationLine>,
    /// How many there are in each state.
    pub counts: Vec<(State, u64)>,
    /// Whether there are older ones.
    pub has_more: bool,
}

/// Notes that a patient does not want the portal, or does again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptOutRequest {
    /// Whose chart.
    pub chart: ChartId,
    /// Whether the portal is not wanted.
    #[serde(default)]
    pub is_out: bool,
}

/// Names an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationRequest {
    /// Which.
    pub invitation: InvitationId,
}

/// Something that became of an invitation.
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

/// An invitation and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationDetail {
    /// The invitation.
    pub line: InvitationLine,
    /// What became of it, the latest first.
    pub history: Vec<HistoryLine>,
}

/// What is printed or read out, in the invited person's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperView {
    /// BCP 47 tag of the language.
    pub lang: String,
    /// Whose account it will be.
    pub name: String,
    /// One line.
    pub title: String,
    /// What to do.
    pub paragraphs: Vec<String>,
    /// The link as a picture for cameras: the data of an SVG path.
    pub qr_path: String,
    /// Units of its side.
    pub qr_size: usize,
    /// The access code.
    pub code: String,
    /// What stands below.
    pub after: Vec<String>,
}

/// Who of all patients is meant; what is empty does not matter.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Criteria {
    /// At least so old.
    #[serde(default)]
    pub age_from: String,
    /// At most so old.
    #[serde(default)]
    pub age_to: String,
    /// Language of the chart, such as `es`.
    #[serde(default)]
    pub language: String,
    /// Last visit on this day or later.
    #[serde(default)]
    pub visit_from: String,
    /// Last visit on this day or earlier.
    #[serde(default)]
    pub visit_to: String,
    /// Key of a visit type they had.
    #[serde(default)]
    pub visit_type: String,
    /// Key of a provider they were with.
    #[serde(default)]
    pub provider: String,
    /// Key of a place they came to.
    #[serde(default)]
    pub location: String,
}

/// What inviting many would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// How many patients are meant.
    pub meant: usize,
    /// How many would be invited.
    pub invited: usize,
    /// How many would not be, for each reason.
    pub left_out: Vec<(LeftOut, usize)>,
    /// How many hours it takes.
    pub hours: usize,
}

/// A choice of a list: what is sent, what is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
}

/// How inviting many goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchLine {
    /// Its id.
    pub id: BatchId,
    /// `running`, `paused`, `done`.
    pub state: String,
    /// When it began, on the clinic's clocks.
    pub created: LocalMinute,
    /// Who began it.
    pub by: String,
    /// How many were invited so far.
    pub invited: u64,
    /// How many were left out so far.
    pub left_out: u64,
    /// How many wait.
    pub waiting: u64,
}

/// What the page of inviting many shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchPage {
    /// Those begun, the latest first.
    pub batches: Vec<BatchLine>,
    /// The clinic's decisions.
    pub settings: InvitationSettings,
    /// Whether the reader may change them.
    pub may_decide: bool,
    /// Visit types to choose from.
    pub visit_types: Vec<Named>,
    /// Providers to choose from.
    pub providers: Vec<Named>,
    /// Places to choose from.
    pub locations: Vec<Named>,
}

/// Names a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchRequest {
    /// Which.
    pub batch: BatchId,
}

/// Changes what a clinic has decided, as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideRequest {
    /// How many days an invitation holds.
    pub days: String,
    /// How many of many go out in an hour.
    pub per_hour: String,
    /// From when, as `08:00`.
    pub from: String,
    /// Until when, as `20:00`.
    pub to: String,
}
