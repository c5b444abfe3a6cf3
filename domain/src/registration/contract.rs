//! What crosses the wire about registering by oneself.

use super::national_id::Country;
use super::settings::Detail;
use crate::contact::ContactKind;
use serde::{Deserialize, Serialize};

/// How long an applicant may take, in seconds.
pub const HOLDS_S: i64 = 3_600;

/// Where an applicant stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The clinic takes no applications this way.
    #[default]
    Closed,
    /// Who one is.
    Details,
    /// The code that was sent.
    Code,
}

/// What an applicant says, as typed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BeginRequest {
    /// Full name.
    pub name: String,
    /// Day of birth.
    pub day: String,
    /// Month of birth.
    pub month: String,
    /// Year of birth.
    pub year: String,
    /// Country of the national identity number.
    pub country: Country,
    /// The number.
    pub national_id: String,
    /// E-mail address.
    pub email: String,
    /// Telephone number.
    pub phone: String,
}

impl std::fmt::Debug for BeginRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BeginRequest")
    }
}

/// The code that came.
#[derive(Clone, Serialize, Deserialize)]
pub struct ConfirmRequest {
    /// The code, as typed.
    pub code: String,
}

impl std::fmt::Debug for ConfirmRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ConfirmRequest")
    }
}

/// What the page of an applicant shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterView {
    /// Where the applicant stands.
    pub step: Step,
    /// What has to be said.
    pub required: Vec<Detail>,
    /// By which ways a code can be sent.
    pub ways: Vec<ContactKind>,
    /// Where a code went, as its owner recognises it.
    pub sent_to: String,
    /// What this browser has said already.
    pub typed: BeginRequest,
}
