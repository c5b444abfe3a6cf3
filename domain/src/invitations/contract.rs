//! What crosses the wire about activating an invitation.

use super::Kind;
use crate::contact::ContactKind;
use serde::{Deserialize, Serialize};

/// Where an invited person stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Link or code, and date of birth.
    Check,
    /// A way to be reached.
    Contact,
    /// The code that was sent there.
    ContactCode,
    /// Name to sign in with, and password.
    Account,
}

impl Step {
    /// The stored name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Contact => "contact",
            Self::ContactCode => "contact_code",
            Self::Account => "account",
        }
    }

    /// The step of a stored name; the first for an unknown one.
    #[must_use]
    pub fn parse(name: &str) -> Self {
        let all = [Self::Contact, Self::ContactCode, Self::Account];
        all.into_iter().find(|step| step.name() == name).unwrap_or(Self::Check)
    }
}

/// What the page of an invited person shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivationView {
    /// Where the person stands.
    pub step: Step,
    /// Whether this browser has followed a link.
    pub has_link: bool,
    /// Whether a date of birth is asked for.
    pub needs_birth_date: bool,
    /// What is offered, once link or code and date of birth were right.
    pub kind: Option<Kind>,
    /// Whose chart, or the colleague's name; empty before.
    pub name: String,
    /// By which ways a code can be sent.
    pub ways: Vec<ContactKind>,
    /// Where a code went, as its owner recognises it.
    pub sent_to: String,
    /// A name to sign in with.
    pub username: String,
}

/// Code, if no link was followed, and date of birth.
#[derive(Clone, Serialize, Deserialize)]
pub struct CheckRequest {
    /// The access code, as typed.
    #[serde(default)]
    pub code: String,
    /// Day of birth, as typed.
    #[serde(default)]
    pub day: String,
    /// Month of birth, as typed.
    #[serde(default)]
    pub month: String,
    /// Year of birth, as typed.
    #[serde(default)]
    pub year: String,
}

impl std::fmt::Debug for CheckRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CheckRequest")
    }
}

/// Asks for a code to an address.
#[derive(Clone, Serialize, Deserialize)]
pub struct ProveContactRequest {
    /// What kind of address.
    pub kind: ContactKind,
    /// The address, as typed.
    pub address: String,
}

impl std::fmt::Debug for ProveContactRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ProveContactRequest")
    }
}

/// The code that came.
#[derive(Clone, Serialize, Deserialize)]
pub struct ContactCodeRequest {
    /// The code, as typed.
    pub code: String,
}

impl std::fmt::Debug for ContactCodeRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ContactCodeRequest")
    }
}

/// Name to sign in with, and password.
#[derive(Clone, Serialize, Deserialize)]
pub struct ActivateRequest {
    /// The name to sign in with.
    pub username: String,
    /// The password.
    pub password: String,
}

impl std::fmt::Debug for ActivateRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ActivateRequest")
    }
}
