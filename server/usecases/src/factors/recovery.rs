//! Recovery codes: ten, for when every second factor is lost; shown once, good once each, stored as password hashes.
//!
//! A code is a digit that says which of the ten it is, and sixteen letters of Base32 without look-alikes (80 bits): only
//! one hash is computed for each try.

use super::{require_fresh, store};
use crate::account::Passwords;
use crate::keys::random;
use crate::notices::{self, Notice};
use crate::{Backend, UseCaseError, audit, uninterrupted};
use domain::account::factor::{FactorAdded, RECOVERY_CODES};
use domain::actor::Actor;

/// Crockford's Base32: no I, L, O, U.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters of a code.
pub const LENGTH: usize = 16;
/// Letters that stand together.
pub const GROUP: usize = 4;

/// New codes with their hashes; computed before any transaction begins, because it takes a while.
pub struct Codes {
    shown: Vec<String>,
    hashes: Vec<String>,
}

/// Codes for whoever sets up the first factor; nothing for others.
pub async fn prepare_first(
    backend: &Backend,
    passwords: &Passwords,
    actor: &Actor,
) -> Result<Option<Codes>, UseCaseError> {
    let rows = store::list(backend.db.reader(), actor.facility, actor.account).await?;
    if rows.iter().any(|row| row.proven_s.is_some()) {
        return Ok(None);
    }
    prepare(backend, passwords).await.map(Some)
}

async fn prepare(backend: &Backend, passwords: &Passwords) -> Result<Codes, UseCaseError> {
    let (mut shown, mut hashes) = (Vec::new(), Vec::new());
    for number in 0..RECOVERY_CODES {
        let letters = letters();
        hashes.push(passwords.hash(&backend.keys, letters.clone()).await?);
        shown.push(written(number, &letters));
    }
    Ok(Codes { shown, hashes })
}

/// Writes new codes; those before are good no longer. Answers with what is shown, once.
pub async fn write(tx: &crate::db::Tx, actor: &Actor, codes: Codes) -> Result<Vec<String>, UseCaseError> {
    store::replace_recovery(tx, actor, &codes.hashes).await?;
    Ok(codes.shown)
}

/// Ten new codes instead of those before.
///
/// # Errors
/// A step-up is needed; `NotFound` without any second factor.
pub async fn renew_recovery_codes(
    backend: &Backend,
    passwords: &Passwords,
    actor: &Actor,
) -> Result<FactorAdded, UseCaseError> {
    require_fresh(backend, actor).await?;
    let rows = store::list(backend.db.reader(), actor.facility, actor.account).await?;
    if rows.iter().all(|row| row.proven_s.is_none()) {
        return Err(UseCaseError::NotFound);
    }
    let codes = prepare(backend, passwords).await?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        let recovery_codes = write(&tx, &actor, codes).await?;
        let event = audit::Event::of(&actor, now, "account.renew_recovery_codes", "");
        audit::record(&tx, &backend.keys, &event).await?;
        notices::tell(&tx, &actor, Notice::RecoveryCodesRenewed, now).await?;
        tx.commit().await?;
        Ok(FactorAdded { recovery_codes })
    })
    .await
}

/// The letters of a new code.
#[must_use]
pub fn letters() -> String {
    let bytes: [u8; LENGTH] = random();
    bytes
        .iter()
        .filter_map(|byte| LETTERS.get(usize::from(byte % 32)))
        .map(|letter| char::from(*letter))
        .collect()
}

/// A code as it is shown: which of the ten it is, then its letters in groups.
#[must_use]
pub fn written(number: usize, letters: &str) -> String {
    let mut text = number.to_string();
    for (at, letter) in letters.chars().enumerate() {
        if at % GROUP == 0 {
            text.push('-');
        }
        text.push(letter);
    }
    text
}

/// What somebody typed: which code, and its letters. Look-alikes are read as what they were meant to be.
pub fn read(text: &str) -> Option<(i16, String)> {
    let plain: String = text
        .chars()
        .filter(|sign| !matches!(sign, ' ' | '-' | '–' | '\u{a0}'))
        .map(|sign| match sign.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    let number = plain.chars().next()?.to_digit(10)?;
    let letters = plain.get(1..)?;
    let is_one = letters.len() == LENGTH && letters.bytes().all(|letter| LETTERS.contains(&letter));
    is_one.then(|| (i16::try_from(number).unwrap_or_default(), letters.to_owned()))
}
