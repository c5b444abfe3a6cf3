//! What crosses the wire about passkeys. What an authenticator is asked and answers is JSON of the standard (WebAuthn,
//! `toJSON`), which only the browser and the server's library read.

use crate::ids::{ChallengeId, FactorId};
use serde::{Deserialize, Serialize};

/// What the browser's authenticator is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyQuestion {
    /// Which question; good once.
    pub challenge: ChallengeId,
    /// The options, as JSON.
    pub options: String,
}

/// Brings the answer to a question.
#[derive(Clone, Serialize, Deserialize)]
pub struct PasskeyAnswer {
    /// Which question.
    pub challenge: ChallengeId,
    /// The credential, as JSON.
    pub credential: String,
}

impl std::fmt::Debug for PasskeyAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PasskeyAnswer({})", self.challenge)
    }
}

/// Brings a new passkey.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ConfirmPasskeyRequest {
    /// The answer to the question.
    pub answer: PasskeyAnswer,
    /// A name for it.
    #[serde(default)]
    pub label: String,
}

/// Signs in with a passkey alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PasskeySignInRequest {
    /// The answer to the question.
    pub answer: PasskeyAnswer,
    /// Where to go afterwards: a path of this portal.
    #[serde(default)]
    pub next: Option<String>,
}

/// Gives a factor another name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RenameFactorRequest {
    /// Which.
    pub factor: FactorId,
    /// The name from now on.
    pub label: String,
}
