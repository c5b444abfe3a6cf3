//! What crosses the wire about family access.

use super::{EndReason, Relationship};
use crate::account::contract::Freshness;
use crate::civil::LocalMinute;
use crate::ids::{AccountId, ChartId, GrantId, InvitationId};
use crate::permission::Scope;
use crate::staff::contract::ResetAllowed;
use serde::{Deserialize, Serialize};

/// Who gave access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GivenBy {
    /// The patient.
    Patient,
    /// The clinic.
    Clinic,
}

/// Somebody who may act for a chart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proxy {
    /// The grant.
    pub grant: GrantId,
    /// The person's name.
    pub name: String,
    /// What they are to the patient, if it was said.
    pub relationship: Option<Relationship>,
    /// What they may see and do.
    pub scopes: Vec<Scope>,
    /// Since when, on the clinic's clocks.
    pub since: LocalMinute,
    /// The last day on which it holds.
    pub until: Option<LocalMinute>,
    /// Who gave it.
    pub given_by: GivenBy,
    /// Whether it ends when the patient comes of age.
    pub is_for_minor: bool,
    /// Names what was read; a change says what it is based on.
    pub version: String,
}

/// Somebody who was invited and has not come yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitee {
    /// The invitation.
    pub invitation: InvitationId,
    /// The person's name.
    pub name: String,
    /// Where it went, as its owner recognises it; empty when it was handed over.
    pub to: String,
    /// What they are to the patient, if it was said.
    pub relationship: Option<Relationship>,
    /// What is offered.
    pub scopes: Vec<Scope>,
    /// The last day on which the access would hold.
    pub until: Option<LocalMinute>,
    /// Until when the invitation can be used.
    pub expires: LocalMinute,
    /// Whether it can be sent again now.
    pub may_resend: bool,
    /// Whether too many wrong dates have locked it.
    pub is_locked: bool,
}

/// Access that has ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    /// The person's name.
    pub name: String,
    /// Since when it had held.
    pub since: LocalMinute,
    /// When it ended.
    pub ended: LocalMinute,
    /// Why, if that is known.
    pub reason: Option<EndReason>,
}

/// Who may act for a chart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Circle {
    /// Those who may now.
    pub people: Vec<Proxy>,
    /// Those who were invited.
    pub invited: Vec<Invitee>,
    /// What has ended, the latest first.
    pub past: Vec<Past>,
    /// Whether invitations can be sent by e-mail.
    pub can_send: bool,
}

/// A chart the reader may act for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Helped {
    /// The grant.
    pub grant: GrantId,
    /// The patient's name.
    pub name: String,
    /// What the reader may see and do.
    pub scopes: Vec<Scope>,
    /// Since when.
    pub since: LocalMinute,
    /// The last day on which it holds.
    pub until: Option<LocalMinute>,
    /// Whether it ends when the patient comes of age.
    pub is_for_minor: bool,
}

/// The page of a patient, and of those who help.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilyPage {
    /// Who may act for the reader's own chart; nothing where the chart that is shown is not their own.
    pub circle: Option<Circle>,
    /// Whether the reader has a chart of their own, shown or not.
    pub has_own_chart: bool,
    /// Whose chart is shown, if it is somebody else's.
    pub shown: Option<String>,
    /// For whom the reader may act.
    pub helped: Vec<Helped>,
    /// Whether the reader has proven just now who they are, and if not, what it takes.
    pub freshness: Freshness,
}

/// Invites somebody to help.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteProxyRequest {
    /// The person's name.
    pub name: String,
    /// Where the invitation goes.
    pub email: String,
    /// What they are to the patient.
    #[serde(default)]
    pub relationship: String,
    /// What they may see and do.
    #[serde(default)]
    pub scopes: Vec<Scope>,
    /// The last day on which it holds; empty for no end.
    #[serde(default)]
    pub until: String,
}

impl std::fmt::Debug for InviteProxyRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InviteProxyRequest")
    }
}

/// Changes what somebody may.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeProxyRequest {
    /// Which grant.
    pub grant: GrantId,
    /// What the change is based on.
    pub version: String,
    /// What they may see and do from now on.
    #[serde(default)]
    pub scopes: Vec<Scope>,
    /// The last day on which it holds; empty for no end.
    #[serde(default)]
    pub until: String,
}

/// Names a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantRequest {
    /// Which.
    pub grant: GrantId,
}

/// Names a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartRequest {
    /// Which.
    pub chart: ChartId,
}

/// The clinic's page about one chart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessPage {
    /// The chart.
    pub chart: ChartId,
    /// The patient's name.
    pub name: String,
    /// Date of birth, as far as it is known.
    pub born: String,
    /// Record number.
    pub number: String,
    /// The day on which a patient who is not of age will decide themselves.
    pub hand_over: Option<LocalMinute>,
    /// The accounts in which the patient signs in themselves; more than one after two charts became one.
    pub owners: Vec<Owner>,
    /// Who may act for the chart.
    pub circle: Circle,
    /// Whether the reader has proven just now who they are, and if not, what it takes.
    pub freshness: Freshness,
}

/// An account of the patient's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// The account.
    pub account: AccountId,
    /// The name to sign in with.
    pub username: String,
}

/// The clinic lets somebody in who has lost every second factor: the patient, or who acts for the patient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetInRequest {
    /// The patient's chart.
    pub chart: ChartId,
    /// The grant of who acts for the patient; nothing for the patient.
    #[serde(default)]
    pub grant: Option<GrantId>,
    /// Which of the patient's accounts, where there are several.
    #[serde(default)]
    pub account: Option<AccountId>,
    /// Why, and how the person was recognised; it stands in the access log.
    pub reason: String,
}

/// Somebody can get in again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonLetIn {
    /// The code to tell in person; nothing where the password alone signs in.
    pub code: Option<ResetAllowed>,
}

/// The clinic gives somebody access to a chart.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteForRequest {
    /// Whose chart.
    pub chart: ChartId,
    /// The person's name.
    pub name: String,
    /// Where the invitation goes; not asked for when it is handed over.
    #[serde(default)]
    pub email: String,
    /// What they are to the patient.
    #[serde(default)]
    pub relationship: String,
    /// What they may see and do.
    #[serde(default)]
    pub scopes: Vec<Scope>,
    /// The last day on which it holds; empty for no end.
    #[serde(default)]
    pub until: String,
    /// Whether it is handed over instead of being sent.
    #[serde(default)]
    pub by_hand: bool,
}

impl std::fmt::Debug for InviteForRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InviteForRequest")
    }
}

/// The clinic ends somebody's access.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndAccessRequest {
    /// Whose chart.
    pub chart: ChartId,
    /// Which grant.
    pub grant: GrantId,
    /// Why: one of [`EndReason::OF_THE_CLINIC`].
    #[serde(default)]
    pub reason: String,
}
