//! Coming in without the second factors, once: a colleague has seen the person and told them a code. It is typed after the
//! password, at the second step; only then the factors are gone, and others have to be set up before anything else.

mod store;

use super::store as factors;
use crate::db::Tx;
use crate::keys::{Keys, Purpose, random};
use crate::notices::{self, Notice};
use crate::{Backend, UseCaseError};
use domain::ids::{AccountId, FacilityId};
use domain::time::{Instant, MINUTE};
use subtle::ConstantTimeEq as _;

/// What proved it, for the audit log.
pub const IN_PERSON: &str = "in_person_code";
/// How long a code is good, in minutes.
pub const MINUTES: u16 = 15;
/// Crockford's Base32: no I, L, O, U.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters of a code: 40 bits, of which five tries guess nothing.
const LENGTH: usize = 8;
/// Tries of one code.
const TRIES: i32 = 5;

/// Allows a reset, in the transaction of its event; answers with the code to tell. An earlier code is good no longer.
pub async fn allow(
    tx: &Tx,
    keys: &Keys,
    (facility, account): (FacilityId, AccountId),
    by: AccountId,
    now: Instant,
) -> Result<String, UseCaseError> {
    let bytes: [u8; LENGTH] = random();
    let code: String = bytes
        .iter()
        .filter_map(|byte| LETTERS.get(usize::from(byte % 32)))
        .map(|letter| char::from(*letter))
        .collect();
    let expires = now.plus_seconds(i64::from(MINUTES) * MINUTE);
    store::replace(tx, (facility, account), &mac(keys, facility, account, &code), by, (now, expires)).await?;
    let (head, tail) = code.split_at(LENGTH / 2);
    Ok(format!("{head}-{tail}"))
}

/// The letters of a code, if it looks like one of these.
pub fn read(text: &str) -> Option<String> {
    let plain: String = text
        .chars()
        .filter(|sign| !matches!(sign, ' ' | '-' | '–' | '\u{a0}'))
        .map(|sign| match sign.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    let is_code = plain.len() == LENGTH && plain.bytes().all(|byte| LETTERS.contains(&byte));
    is_code.then_some(plain)
}

/// Whether a code is waited for.
pub async fn is_open(
    backend: &Backend,
    facility: FacilityId,
    account: AccountId,
) -> Result<bool, UseCaseError> {
    let row = store::find(backend.db.reader(), facility, account).await?;
    Ok(row.is_some_and(|row| row.tries < TRIES && backend.clock.now() < row.expires_s))
}

/// Whether `code` is the one that was told; the try is counted before it is looked at. It is used up by [`apply`].
pub async fn is_right(
    backend: &Backend,
    facility: FacilityId,
    account: AccountId,
    code: &str,
) -> Result<bool, UseCaseError> {
    let now = backend.clock.now();
    let row = store::count_try(backend.db.writer(), facility, account, TRIES, now).await?;
    let expected = mac(&backend.keys, facility, account, code);
    Ok(row.is_some_and(|row| row.code_mac.ct_eq(&expected).into()))
}

/// Takes every factor and recovery code of the account away, in the transaction that opens the new session. Says whether the code had not been used before.
pub async fn apply(
    tx: &Tx,
    facility: FacilityId,
    account: AccountId,
    now: Instant,
) -> Result<bool, UseCaseError> {
    if !store::delete(tx, facility, account).await? {
        return Ok(false);
    }
    factors::delete_all(tx, facility, account).await?;
    factors::delete_recovery(tx, facility, account).await?;
    notices::tell_account(tx, (facility, account), Notice::FactorsReset, now).await?;
    Ok(true)
}

fn mac(keys: &Keys, facility: FacilityId, account: AccountId, code: &str) -> [u8; 32] {
    let parts: [&[u8]; 4] = [b"in person", facility.0.as_bytes(), account.0.as_bytes(), code.as_bytes()];
    keys.mac(Purpose::Code, &parts)
}
