//! Answers to forms posted without JavaScript wait here for one page; the browser holds only a token.

mod store;

use crate::keys::{random, sha256};
use crate::{Backend, UseCaseError};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::ids::FacilityId;

/// Keeps `body` for `seconds`; returns the token that takes it.
///
/// # Errors
/// When the database fails.
pub async fn keep(
    backend: &Backend,
    facility: FacilityId,
    body: &str,
    seconds: i64,
) -> Result<String, UseCaseError> {
    let token: [u8; 24] = random();
    let now = backend.clock.now();
    store::delete_expired(backend.db.writer(), facility, now).await?;
    store::insert(backend.db.writer(), facility, sha256(&token), body, now.plus_seconds(seconds)).await?;
    Ok(URL_SAFE_NO_PAD.encode(token))
}

/// Takes what a token keeps; it is gone afterwards.
///
/// # Errors
/// When the database fails.
pub async fn take(
    backend: &Backend,
    facility: FacilityId,
    token: &str,
) -> Result<Option<String>, UseCaseError> {
    let Ok(token) = URL_SAFE_NO_PAD.decode(token) else { return Ok(None) };
    store::delete_returning(backend.db.writer(), facility, sha256(&token), backend.clock.now()).await
}
