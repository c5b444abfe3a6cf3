//! What crosses the wire about second factors.

use super::security::{FactorKind, FactorPolicy};
use crate::contact::ContactKind;
use crate::ids::{ChallengeId, FactorId};
use crate::time::Instant;
use serde::{Deserialize, Serialize};

/// Most second factors of one account.
pub const MOST_FACTORS: usize = 10;
/// Longest name of a factor, in characters.
pub const LABEL_CHARS: usize = 60;
/// How many recovery codes there are.
pub const RECOVERY_CODES: usize = 10;

/// A second factor of the reader's account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorView {
    /// Its id.
    pub id: FactorId,
    /// What it is.
    pub kind: FactorKind,
    /// Its owner's name for it; for codes, the masked address.
    pub label: String,
    /// When it was set up.
    pub created: Instant,
    /// When it was used last.
    pub used: Option<Instant>,
    /// For passkeys: whether it is kept in an account of its maker and comes along to other devices.
    #[serde(default)]
    pub is_synced: bool,
    /// Whether it is accepted no longer: somebody else may have a copy.
    #[serde(default)]
    pub is_blocked: bool,
}

/// The second factors of the reader's account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factors {
    /// Those that are set up and proven.
    pub factors: Vec<FactorView>,
    /// Kinds that can be added.
    pub offered: Vec<FactorKind>,
    /// Whether one is needed.
    pub policy: FactorPolicy,
    /// Recovery codes that were not used yet.
    pub codes_left: usize,
    /// The server's clock.
    pub now: Instant,
}

/// An authenticator app about to be set up.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TotpSetup {
    /// The factor; it counts once a code of it was typed.
    pub factor: FactorId,
    /// The secret in Base32, to type where no camera is.
    pub secret: String,
    /// The same as an address (Key URI Format).
    pub uri: String,
    /// The address as a QR code: modules of a square, as the data of an SVG path.
    pub qr_path: String,
    /// Modules on a side, with the quiet zone.
    pub qr_size: usize,
}

impl std::fmt::Debug for TotpSetup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TotpSetup({})", self.factor)
    }
}

/// Shows that the app makes the right codes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ConfirmTotpRequest {
    /// The factor.
    pub factor: FactorId,
    /// A code of the app.
    pub code: String,
    /// A name for it.
    #[serde(default)]
    pub label: String,
}

/// Asks for a code to an address, to show that it is the reader's.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AddContactRequest {
    /// What kind of address.
    pub kind: ContactKind,
    /// The address, as typed.
    pub address: String,
}

/// A code is on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeSent {
    /// Which code.
    pub challenge: ChallengeId,
    /// Where it went, masked.
    pub to: String,
}

/// Brings the code back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ConfirmContactRequest {
    /// Which code.
    pub challenge: ChallengeId,
    /// What was typed.
    pub code: String,
}

/// A factor was added.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorAdded {
    /// Recovery codes, with the first factor only: shown once.
    pub recovery_codes: Vec<String>,
}

impl std::fmt::Debug for FactorAdded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FactorAdded({} codes)", self.recovery_codes.len())
    }
}

/// Names a factor.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct FactorRequest {
    /// Which.
    pub factor: FactorId,
}

/// Asks for a code to the address of a factor.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SecondCodeRequest {
    /// Which factor.
    pub factor: FactorId,
    /// Where to go afterwards: a path of this portal.
    #[serde(default)]
    pub next: Option<String>,
}

/// A factor that a sign-in can go on with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorChoice {
    /// Its id.
    pub id: FactorId,
    /// What it is.
    pub kind: FactorKind,
    /// Its name, or the masked address.
    pub label: String,
}

/// How a sign-in can go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondStep {
    /// The strongest first.
    pub factors: Vec<FactorChoice>,
    /// Whether a recovery code would do.
    pub has_recovery: bool,
}

/// Brings the second factor.
#[derive(Clone, Serialize, Deserialize)]
pub struct SecondFactorRequest {
    /// Which factor; nothing for a recovery code.
    #[serde(default)]
    pub factor: Option<FactorId>,
    /// Which code was sent, if one was.
    #[serde(default)]
    pub challenge: Option<ChallengeId>,
    /// What was typed.
    pub code: String,
    /// Where to go afterwards: a path of this portal.
    #[serde(default)]
    pub next: Option<String>,
}

impl std::fmt::Debug for SecondFactorRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecondFactorRequest")
    }
}

/// What became of a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignInStep {
    /// Signed in.
    Done,
    /// The second factor is asked for.
    SecondFactor,
}
