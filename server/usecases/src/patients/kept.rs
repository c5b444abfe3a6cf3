//! A search that was posted without scripts: kept for the one page that answers it, because names stand in no address.

use super::{find_patients, may_search, too_short};
use crate::facility::Facility;
use crate::patients::Wanted;
use crate::plain::plain;
use crate::{Backend, UseCaseError, flash, invitations};
use domain::actor::Actor;
use domain::ids::AccountId;
use domain::patients::contract::{KeptSearchRequest, LONGEST, SearchRequest, Searched};
use serde::{Deserialize, Serialize};

/// How long a search waits for its page, in seconds.
const KEPT_S: i64 = 120;

/// What is kept: what was typed, and for whom.
#[derive(Serialize, Deserialize)]
struct Kept {
    account: AccountId,
    words: String,
}

/// Keeps a search, encrypted; returns the token that takes it once.
///
/// # Errors
/// As [`find_patients`]; when the database fails.
pub async fn keep(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    request: SearchRequest,
) -> Result<String, UseCaseError> {
    may_search(backend, actor).await?;
    let today = invitations::today(facility, backend.clock.now());
    Wanted::of_line(&request.words, today).ok_or_else(too_short)?;
    let kept = Kept { account: actor.account, words: plain(&request.words, LONGEST) };
    flash::keep(backend, facility.id, &serde_json::to_string(&kept)?, KEPT_S).await
}

/// A kept search with its answer. One that is over, or another colleague's, is none.
///
/// # Errors
/// As [`find_patients`].
pub async fn read_search(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    request: KeptSearchRequest,
) -> Result<Searched, UseCaseError> {
    may_search(backend, actor).await?;
    if request.kept.is_empty() {
        return Ok(Searched::default());
    }
    let taken = flash::take(backend, facility.id, &request.kept).await?;
    let kept = taken.and_then(|body| serde_json::from_str::<Kept>(&body).ok());
    let Some(kept) = kept.filter(|kept| kept.account == actor.account) else {
        return Ok(Searched::default());
    };
    let wanted = SearchRequest { words: kept.words.clone() };
    let found = find_patients(backend, actor, facility, wanted).await?;
    Ok(Searched { typed: kept.words, found: Some(found) })
}
