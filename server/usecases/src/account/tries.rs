//! Counting of tries: before a secret is looked at, and what ends the counting.

use super::store::{self, Reserved};
use super::{Origin, device};
use crate::db::Tx;
use crate::keys::Purpose;
use crate::{Backend, UseCaseError, factors};
use domain::account::throttle::Bounds;
use domain::ids::{AccountId, FacilityId};
use domain::refusal::{NextStep, Refusal, RefusalKind};
use domain::time::{DAY, Instant};

/// Wrong name or password; the same answer for both.
pub const WRONG: Refusal =
    Refusal { rule: "account.wrong_credentials", kind: RefusalKind::Rule, next: NextStep::CorrectFields };
/// Too many failures; the answer says only that waiting helps.
pub const WAIT: Refusal =
    Refusal { rule: "account.too_many_attempts", kind: RefusalKind::Throttled, next: NextStep::TryLater };
/// So many wrong passwords in a row that none is looked at any more, whether the name exists or not: a new password, or the
/// clinic, helps.
pub const STOPPED: Refusal =
    Refusal { rule: "account.stopped", kind: RefusalKind::Throttled, next: NextStep::CallUs };

/// How long wrong secrets in a row stay counted without a further one, in seconds; a few of them.
const KEPT_S: i64 = 365 * DAY;
const SLIPS_S: i64 = 30 * DAY;
/// How often an account that signs in has a network's failures forgotten, in seconds.
const CLEARS_EVERY_S: i64 = 3_600;

/// Counts an attempt for each key before the secret is looked at (SECURITY.md 2.2), or refuses it without counting.
pub(super) async fn reserve(
    backend: &Backend,
    origin: &Origin,
    keys: &[([u8; 32], Bounds)],
    now: Instant,
) -> Result<(), UseCaseError> {
    let tx = backend.db.begin().await?;
    for (key, bounds) in keys {
        let refusal = match store::reserve_attempt(&tx, origin.facility, key, *bounds, now).await? {
            Reserved::Counted => continue,
            Reserved::Waits => WAIT,
            Reserved::Stopped => STOPPED,
        };
        tx.rollback().await?;
        return Err(refusal.into());
    }
    Ok(tx.commit().await?)
}

/// What failures are counted for: the address, then the name. A browser that has signed in with this name before is counted
/// with all that have, so that no stranger's failures keep its owner out, and many of them guess no more than one.
pub(super) fn throttle_keys(backend: &Backend, origin: &Origin, username: &str) -> Vec<([u8; 32], Bounds)> {
    let is_known = origin
        .known_device
        .as_ref()
        .is_some_and(|device| device::is_known(&backend.keys, origin.facility, username, device));
    if is_known {
        return vec![(throttle_of_known(backend, origin.facility, username), Bounds::SECRET)];
    }
    vec![
        (throttle_key(backend, origin, b"address", network_of(&origin.address).as_bytes()), Bounds::SHARED),
        (throttle_of_name(backend, origin.facility, username), Bounds::SECRET),
    ]
}

/// One of the attempts that were counted was right: the secret's are forgotten. Those of a network are too, but for one account
/// once an hour: nobody guesses others' secrets without end by signing in with the own between.
pub(super) async fn settle(
    tx: &Tx,
    backend: &Backend,
    origin: &Origin,
    keys: &[([u8; 32], Bounds)],
    account: AccountId,
    now: Instant,
) -> Result<(), UseCaseError> {
    for (key, bounds) in keys {
        let is_cleared = bounds.most.is_some() || {
            let turn =
                throttle_key(backend, origin, b"clears", &[key.as_slice(), account.0.as_bytes()].concat());
            let once = Bounds::paced(|_| CLEARS_EVERY_S);
            store::reserve_attempt(tx, origin.facility, &turn, once, now).await? == Reserved::Counted
        };
        if is_cleared {
            store::clear_attempts(tx, origin.facility, key).await?;
        } else {
            store::refund_attempt(tx, origin.facility, key, now).await?;
        }
    }
    Ok(())
}

/// What one household or attacker holds: an IPv4 address, or the first half of an IPv6 address.
#[must_use]
pub fn network_of(address: &str) -> String {
    match address.parse::<std::net::Ipv6Addr>() {
        Ok(address) => address.segments().iter().take(4).map(|part| format!("{part:x}:")).collect(),
        Err(_) => address.to_owned(),
    }
}

pub(super) fn throttle_key(backend: &Backend, origin: &Origin, kind: &[u8], value: &[u8]) -> [u8; 32] {
    backend.keys.mac(Purpose::Throttle, &[origin.facility.0.as_bytes(), kind, value])
}

/// What wrong passwords of a name are counted for in browsers that have signed in with it.
fn throttle_of_known(backend: &Backend, facility: FacilityId, username: &str) -> [u8; 32] {
    backend.keys.mac(Purpose::Throttle, &[facility.0.as_bytes(), b"known", username.as_bytes()])
}

/// The same in browsers that have not.
fn throttle_of_name(backend: &Backend, facility: FacilityId, username: &str) -> [u8; 32] {
    backend.keys.mac(Purpose::Throttle, &[facility.0.as_bytes(), b"name", username.as_bytes()])
}

/// What failures to prove the own password are counted for: whoever holds a session guesses no faster than a stranger.
pub(super) fn throttle_of_account(backend: &Backend, facility: FacilityId, account: AccountId) -> [u8; 32] {
    backend.keys.mac(Purpose::Throttle, &[facility.0.as_bytes(), b"own", account.0.as_bytes()])
}

/// Wrong passwords of an account count no longer: it has another, or the clinic has seen who it belongs to.
pub(crate) async fn forgive_passwords(
    tx: &Tx,
    backend: &Backend,
    (facility, account): (FacilityId, AccountId),
    username: &str,
) -> Result<(), UseCaseError> {
    for key in [
        throttle_of_name(backend, facility, username),
        throttle_of_known(backend, facility, username),
        throttle_of_account(backend, facility, account),
    ] {
        store::clear_attempts(tx, facility, &key).await?;
    }
    Ok(())
}

/// Nothing that was typed wrong for an account counts any longer: the clinic has seen who it belongs to.
pub(crate) async fn forgive(
    tx: &Tx,
    backend: &Backend,
    (facility, account): (FacilityId, AccountId),
) -> Result<(), UseCaseError> {
    if let Some((_, username)) = store::find_password(tx, facility, account).await? {
        forgive_passwords(tx, backend, (facility, account), &username).await?;
    }
    factors::clear(tx, backend, facility, account).await
}

/// Forgets what was counted for networks after a day, slips of the hand after a month, more wrong secrets in a row after a year.
///
/// # Errors
/// When the database fails.
pub async fn forget_old_attempts(backend: &Backend, facility: FacilityId) -> Result<(), UseCaseError> {
    let ago = |seconds: i64| backend.clock.now().plus_seconds(-seconds);
    let before = store::Forgotten { shared: ago(DAY), slips: ago(SLIPS_S), rows: ago(KEPT_S) };
    store::delete_old_attempts(backend.db.writer(), facility, &before).await
}
