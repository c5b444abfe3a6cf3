//! What crosses the wire about the security settings.

use super::Census;
use crate::account::contract::Freshness;
use crate::account::security::{FactorKind, FactorPolicy, SecuritySettings};
use serde::{Deserialize, Serialize};

/// What the page begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityPage {
    /// What holds now.
    pub settings: SecuritySettings,
    /// Names what was read; a change says what it is based on.
    pub version: String,
    /// Kinds that can be set up now: the others have no channel.
    pub reachable: Vec<FactorKind>,
    /// Who has set up what.
    pub census: Census,
    /// Whether the reader has proven just now who they are, and if not, what it takes.
    pub freshness: Freshness,
}

/// The decisions for one audience, as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedAudience {
    /// Whether a second factor is asked for.
    pub policy: FactorPolicy,
    /// Which kinds are accepted.
    #[serde(default)]
    pub factors: Vec<FactorKind>,
    /// Sign-ins without the factor that is required.
    #[serde(default)]
    pub grace: String,
    /// Longest pause, in minutes.
    #[serde(default)]
    pub idle_minutes: String,
    /// Longest life of a session, in hours.
    #[serde(default)]
    pub absolute_hours: String,
}

/// Where codes go by text message, and how many, as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedTexts {
    /// Codes of countries, with commas or spaces between them; empty for the clinic's own.
    #[serde(default)]
    pub countries: String,
    /// Most within a day.
    pub most_per_day: String,
}

/// Asks for a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveSecurityRequest {
    /// What it is based on.
    pub version: String,
    /// For patients and proxies.
    pub patients: TypedAudience,
    /// For colleagues.
    pub staff: TypedAudience,
    /// Codes by text message.
    pub text_messages: TypedTexts,
    /// Whether passwords need letters of both cases, a digit and another sign.
    #[serde(default)]
    pub is_complex: bool,
    /// From which age patients decide themselves, as typed.
    #[serde(default)]
    pub hand_over_age: String,
    /// Whether the reader has seen whom it concerns.
    #[serde(default)]
    pub is_confirmed: bool,
}

/// The settings were changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedSecurity {
    /// Names what holds now.
    pub version: String,
}
