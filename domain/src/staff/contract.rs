//! What crosses the wire about colleagues.

use crate::account::contract::Freshness;
use crate::civil::LocalMinute;
use crate::ids::{AccountId, ProviderId};
use crate::permission::Role;
use serde::{Deserialize, Serialize};

/// Longest reason, in characters.
pub const REASON_CHARS: usize = 200;

/// A colleague.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    /// The account.
    pub id: AccountId,
    /// The person's name.
    pub name: String,
    /// The name to sign in with.
    pub username: String,
    /// The roles.
    pub roles: Vec<Role>,
    /// The bookable clinician this person is, if any.
    pub provider: Option<ProviderId>,
    /// Whether the account opens nothing.
    pub is_disabled: bool,
    /// When the person signed in last, on the clinic's clock.
    pub last_sign_in: Option<LocalMinute>,
    /// Whether a second factor is set up.
    pub has_factor: bool,
    /// Whether this is the reader.
    pub is_own: bool,
    /// Names what was read; a change says what it is based on.
    pub version: String,
}

/// A bookable clinician.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clinician {
    /// The provider.
    pub id: ProviderId,
    /// The name.
    pub name: String,
}

/// The page of the colleagues.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffPage {
    /// Those who can sign in first, then by name.
    pub people: Vec<Colleague>,
    /// Clinicians that a colleague can be.
    pub clinicians: Vec<Clinician>,
    /// Whether the reader has proven just now who they are, and if not, what it takes.
    pub freshness: Freshness,
}

/// Asks for a change of roles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveRolesRequest {
    /// Whose.
    pub account: AccountId,
    /// What it is based on.
    pub version: String,
    /// The roles from now on.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// The clinician this person is; empty for none.
    #[serde(default)]
    pub provider: String,
}

/// Longest name of a colleague, in characters.
pub const NAME_CHARS: usize = 120;

/// Invites a colleague.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteColleagueRequest {
    /// The person's name.
    pub name: String,
    /// Where the invitation goes.
    pub email: String,
    /// The roles of the account.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// The clinician this person is; empty for none.
    #[serde(default)]
    pub provider: String,
}

impl std::fmt::Debug for InviteColleagueRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InviteColleagueRequest")
    }
}

/// Names a colleague as it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColleagueRequest {
    /// Who.
    pub account: AccountId,
    /// What it is based on.
    pub version: String,
}

/// Allows somebody to come in without their second factors, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResetFactorsRequest {
    /// Who.
    pub account: AccountId,
    /// Why; it stands in the access log.
    pub reason: String,
}

/// The code to tell in person: shown once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResetAllowed {
    /// The code.
    pub code: String,
    /// How long it is good, in minutes.
    pub minutes: u16,
}

impl std::fmt::Debug for ResetAllowed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ResetAllowed")
    }
}
