//! Answers to forms posted without JavaScript wait here for one page; the browser holds only a token.

mod store;

use crate::keys::{Purpose, random, sha256};
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
    // What was typed may be anything: it is stored encrypted.
    let hash = sha256(&token);
    let sealed = backend.keys.seal(Purpose::Flash, &[facility.0.as_bytes(), &hash], body.as_bytes())?;
    let sealed = URL_SAFE_NO_PAD.encode(sealed);
    store::insert(backend.db.writer(), facility, hash, &sealed, now.plus_seconds(seconds)).await?;
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
    let hash = sha256(&token);
    let now = backend.clock.now();
    let kept = store::delete_returning(backend.db.writer(), facility, hash.clone(), now).await?;
    let Some(sealed) = kept.and_then(|kept| URL_SAFE_NO_PAD.decode(kept).ok()) else { return Ok(None) };
    let body = backend.keys.open(Purpose::Flash, &[facility.0.as_bytes(), &hash], &sealed)?;
    Ok(String::from_utf8(body).ok())
}
