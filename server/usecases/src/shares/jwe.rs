//! A file of a link, encrypted with its key: JWE in its compact form (RFC 7516), `dir` and `A256GCM`, as SMART Health Links has it.

use crate::UseCaseError;
use crate::keys::random;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

/// What says how it is encrypted, and what it is.
const HEADER: &str = r#"{"alg":"dir","enc":"A256GCM","cty":"application/fhir+json"}"#;

/// The file, which only the key opens.
///
/// # Errors
/// Only for files of many gigabytes.
pub fn encrypted(key: &[u8; 32], plain: String) -> Result<String, UseCaseError> {
    let failed = |_| UseCaseError::internal("a file could not be encrypted");
    let header = URL_SAFE_NO_PAD.encode(HEADER);
    // The key is random for each link, and a link is opened a hundred times at most: no nonce comes twice.
    let nonce: [u8; NONCE_LEN] = random();
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).map_err(failed)?);
    let mut text = plain.into_bytes();
    let tag = key
        .seal_in_place_separate_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(header.as_bytes()),
            &mut text,
        )
        .map_err(failed)?;
    let [nonce, text, tag] = [&nonce[..], &text, tag.as_ref()].map(|part| URL_SAFE_NO_PAD.encode(part));
    // Between the first two dots: no key is sent along.
    Ok(format!("{header}..{nonce}.{text}.{tag}"))
}
