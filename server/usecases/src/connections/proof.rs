//! Proofs of systems: a short-lived JWT signed with the client's own key (RFC 7523, SMART Backend Services). Signatures are
//! checked by `ring`, which TLS uses already; the algorithms are the two that SMART requires.

use jsonwebtoken::crypto::{CryptoProvider, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet};
use jsonwebtoken::signature::{self, Verifier};
use jsonwebtoken::{Algorithm, DecodingKey, DecodingKeyKind, Validation};
use ring::signature::{
    ECDSA_P384_SHA384_FIXED, RSA_PKCS1_2048_8192_SHA384, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::Deserialize;
use std::sync::Once;

/// How far ahead a proof may end, in seconds.
const LONGEST_S: i64 = 300;
/// How far clocks may be apart, in seconds.
const LEEWAY_S: i64 = 30;
/// Longest proof, in bytes.
const LONGEST: usize = 8_000;
/// Longest id of a proof, in bytes.
const LONGEST_ID: usize = 200;
/// Most keys of a client.
const MOST_KEYS: usize = 10;
/// Fewest bits of an RSA key's modulus, in base64url's letters: 2,048 bits.
const FEWEST_LETTERS: usize = 342;

/// What a proof says.
#[derive(Clone, Debug, Deserialize)]
pub struct Claims {
    /// Who made it: the client.
    pub iss: String,
    /// Who it is about: the same.
    pub sub: String,
    /// For whom it was made.
    aud: Audience,
    /// When it ends.
    pub exp: i64,
    /// Before when it is no proof.
    #[serde(default)]
    nbf: Option<i64>,
    /// Its id: none is taken twice.
    pub jti: String,
}

/// One address or several.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Some(Vec<String>),
}

/// Who a proof says it is by, before anything of it is believed.
#[must_use]
pub fn claimed(token: &str) -> Option<String> {
    if token.len() > LONGEST {
        return None;
    }
    let claims = jsonwebtoken::dangerous::insecure_decode::<Claims>(token).ok()?.claims;
    (claims.iss == claims.sub).then_some(claims.sub)
}

/// What a proof says, if it was made with one of the keys, for this address, and holds now.
#[must_use]
pub fn check(token: &str, keys: &str, audience: &str, now: i64) -> Option<Claims> {
    install();
    let header = jsonwebtoken::decode_header(token).ok()?;
    let set: JwkSet = serde_json::from_str(keys).ok()?;
    let kid = header.kid.as_deref()?;
    let key = set.keys.iter().find(|key| key.common.key_id.as_deref() == Some(kid))?;
    let algorithm = algorithm_of(key)?;
    if header.alg != algorithm {
        return None;
    }
    let mut validation = Validation::new(algorithm);
    // Times and audience are looked at below: with the portal's clock, and strictly typed.
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let key = DecodingKey::from_jwk(key).ok()?;
    let claims = jsonwebtoken::decode::<Claims>(token, &key, &validation).ok()?.claims;
    let is_for_us = match &claims.aud {
        Audience::One(one) => one == audience,
        Audience::Some(all) => all.iter().any(|one| one == audience),
    };
    let is_timely = claims.exp > now - LEEWAY_S
        && claims.exp <= now + LONGEST_S + LEEWAY_S
        && claims.nbf.is_none_or(|from| from <= now + LEEWAY_S);
    let is_named = !claims.jti.is_empty() && claims.jti.len() <= LONGEST_ID;
    (is_for_us && is_timely && is_named && claims.iss == claims.sub).then_some(claims)
}

/// Until when a proof has to be remembered.
#[must_use]
pub const fn remembered_until(claims: &Claims) -> i64 {
    claims.exp + LEEWAY_S
}

/// Whether a text is a list of keys that proofs can be checked with, and holds no secret: why not, as a message of a field.
///
/// # Errors
/// The name of the message.
pub fn check_keys(text: &str) -> Result<(), &'static str> {
    let json: serde_json::Value = serde_json::from_str(text).map_err(|_| "keys_json")?;
    let members = json.get("keys").and_then(serde_json::Value::as_array).ok_or("keys_json")?;
    // A private key that was pasted here by mistake must not stay.
    if members.iter().any(|key| ["d", "p", "q", "k"].iter().any(|secret| key.get(secret).is_some())) {
        return Err("keys_private");
    }
    let set: JwkSet = serde_json::from_str(text).map_err(|_| "keys_json")?;
    if set.keys.is_empty() || set.keys.len() > MOST_KEYS {
        return Err("keys_count");
    }
    let mut ids: Vec<&str> = set.keys.iter().filter_map(|key| key.common.key_id.as_deref()).collect();
    if ids.len() != set.keys.len() {
        return Err("keys_id");
    }
    ids.sort_unstable();
    ids.dedup();
    if ids.len() != set.keys.len() {
        return Err("keys_id");
    }
    let is_usable = |key: &Jwk| algorithm_of(key).is_some() && DecodingKey::from_jwk(key).is_ok();
    if set.keys.iter().all(is_usable) { Ok(()) } else { Err("keys_kind") }
}

/// The one algorithm that goes with a key.
fn algorithm_of(key: &Jwk) -> Option<Algorithm> {
    match &key.algorithm {
        AlgorithmParameters::RSA(parts) if parts.n.len() >= FEWEST_LETTERS => Some(Algorithm::RS384),
        AlgorithmParameters::EllipticCurve(parts) if parts.curve == EllipticCurve::P384 => {
            Some(Algorithm::ES384)
        }
        _ => None,
    }
}

/// A key with its algorithm.
struct Checker {
    algorithm: Algorithm,
    key: DecodingKey,
}

impl Verifier<Vec<u8>> for Checker {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        let checked = match (self.algorithm, self.key.kind()) {
            (Algorithm::RS384, DecodingKeyKind::RsaModulusExponent { n, e }) => {
                RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA384, message, signature)
            }
            (Algorithm::ES384, DecodingKeyKind::SecretOrDer(point)) => {
                UnparsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, point).verify(message, signature)
            }
            _ => return Err(signature::Error::new()),
        };
        checked.map_err(|_| signature::Error::new())
    }
}

impl JwtVerifier for Checker {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

/// Proofs are only ever checked here; nothing is signed.
static RING: CryptoProvider = CryptoProvider {
    signer_factory: |_, _| Err(Error::from(ErrorKind::UnsupportedAlgorithm)),
    verifier_factory: |algorithm, key| match algorithm {
        Algorithm::RS384 | Algorithm::ES384 => {
            Ok(Box::new(Checker { algorithm: *algorithm, key: key.clone() }))
        }
        _ => Err(Error::from(ErrorKind::UnsupportedAlgorithm)),
    },
    key_utils: KeyUtils::new_unimplemented(),
};

fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Another one that was installed before would do as well.
        let _ = RING.install_default();
    });
}
