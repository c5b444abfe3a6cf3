//! Questions to authenticators: stored on the server, bound to whoever was asked, good once, gone after five minutes.

use super::{REFUSED, store};
use crate::{Backend, UseCaseError};
use domain::ids::{AccountId, ChallengeId, FacilityId};
use domain::time::MINUTE;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// How long an answer is waited for, in seconds.
const HOLDS_S: i64 = 5 * MINUTE;

/// What a question is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A new passkey.
    Enrol,
    /// The second step of a sign-in.
    Second,
    /// Signing in with nothing else.
    SignIn,
    /// A session's proof anew.
    StepUp,
}

impl About {
    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Enrol => "enrol",
            Self::Second => "second",
            Self::SignIn => "sign_in",
            Self::StepUp => "step_up",
        }
    }
}

/// Whom a question was put to.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Where.
    pub facility: FacilityId,
    /// For what.
    pub about: About,
    /// The session's hash, or the pending sign-in's; for anybody, the name of their network.
    pub binding: &'a [u8],
    /// Whose passkey is expected, if that is known.
    pub account: Option<AccountId>,
}

/// Keeps what the answer will be checked against.
pub async fn put(
    backend: &Backend,
    asked: &Asked<'_>,
    state: &impl Serialize,
) -> Result<ChallengeId, UseCaseError> {
    let id = ChallengeId(Uuid::new_v4());
    let state = serde_json::to_string(state).map_err(UseCaseError::internal)?;
    let expires = backend.clock.now().plus_seconds(HOLDS_S);
    store::insert_question(backend.db.writer(), id, asked, state, expires).await?;
    Ok(id)
}

/// Takes a question away and gives back what its answer is checked against: of two answers one finds it, whether it is
/// right or not.
///
/// # Errors
/// [`REFUSED`] for a question that was put to somebody else, for something else, answered, or too long ago.
pub async fn take<T: DeserializeOwned>(
    backend: &Backend,
    asked: &Asked<'_>,
    id: ChallengeId,
) -> Result<T, UseCaseError> {
    let now = backend.clock.now();
    let state = store::take_question(backend.db.writer(), id, asked, now).await?.ok_or(REFUSED)?;
    serde_json::from_str(&state).map_err(UseCaseError::internal)
}

/// Forgets questions that nobody answered in time.
///
/// # Errors
/// When the database fails.
pub async fn forget_unanswered(backend: &Backend, facility: FacilityId) -> Result<(), UseCaseError> {
    store::delete_expired_questions(backend.db.writer(), facility, backend.clock.now()).await
}
