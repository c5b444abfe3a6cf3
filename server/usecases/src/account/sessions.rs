//! An account's sessions: listed for their owner, ended one by one or all at once, renewed when somebody proves who they are.

use super::reset::end_resets;
use super::{NewSession, device, store};
use crate::db::Tx;
use crate::keys::{random, sha256};
use crate::{Backend, UseCaseError, audit, codes, factors, live, uninterrupted};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::account::contract::{EndSessionRequest, SessionClock, SessionView, Sessions};
use domain::account::security::SecuritySettings;
use domain::actor::{Actor, Assurance};
use domain::ids::{AccountId, FacilityId};
use domain::time::Instant;

/// Bytes of a session's hash that name it to its owner: enough to tell any two apart, useless as a key.
const NAME_BYTES: usize = 16;

/// The name of a session in its owner's list.
fn name_of(token_hash: &[u8]) -> String {
    token_hash.iter().take(NAME_BYTES).map(|byte| format!("{byte:02x}")).collect()
}

/// Sessions of the account that still hold, the latest used first.
///
/// # Errors
/// When the database fails.
pub async fn list_sessions(
    backend: &Backend,
    actor: &Actor,
    security: &SecuritySettings,
) -> Result<Sessions, UseCaseError> {
    let now = backend.clock.now();
    let limits = security.of(actor.is_staff()).limits();
    let rows = store::list_sessions(backend.db.reader(), actor.facility, actor.account).await?;
    let holding = rows.into_iter().filter(|row| limits.holds(row.created, row.last_seen, now));
    let sessions = holding.map(|row| SessionView {
        id: name_of(&row.token_hash),
        is_current: row.token_hash == actor.session,
        device: row.device,
        address: row.address,
        created: row.created,
        last_seen: row.last_seen,
    });
    Ok(Sessions { sessions: sessions.collect(), now })
}

/// Ends one of the account's other sessions.
///
/// # Errors
/// `NotFound` for a session that is not the account's, or has ended.
pub async fn end_session(
    backend: &Backend,
    actor: &Actor,
    request: EndSessionRequest,
) -> Result<(), UseCaseError> {
    let rows = store::list_sessions(backend.db.reader(), actor.facility, actor.account).await?;
    let found = rows.into_iter().map(|row| row.token_hash).find(|hash| name_of(hash) == request.id);
    let hash = found.ok_or(UseCaseError::NotFound)?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        store::delete_session(&tx, actor.facility, &hash).await?;
        let event = audit::Event::of(&actor, now, "account.end_session", &name_of(&hash));
        audit::record(&tx, &backend.keys, &event).await?;
        live::record_sessions(&tx, actor.facility, actor.account, now).await?;
        tx.commit().await?;
        backend.live.wake();
        Ok(())
    })
    .await
}

/// Ends all of the account's sessions but this one.
///
/// # Errors
/// When the database fails.
pub async fn end_other_sessions(backend: &Backend, actor: &Actor) -> Result<u64, UseCaseError> {
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        let ended = end_others(&tx, &actor, now).await?;
        let event = audit::Event::of(&actor, now, "account.end_other_sessions", &ended.to_string());
        audit::record(&tx, &backend.keys, &event).await?;
        tx.commit().await?;
        backend.live.wake();
        Ok(ended)
    })
    .await
}

/// When the session ends by itself, for the page that warns of it.
///
/// # Errors
/// `SignedOut` when it has ended.
pub async fn read_clock(
    backend: &Backend,
    actor: &Actor,
    security: &SecuritySettings,
) -> Result<SessionClock, UseCaseError> {
    let limits = security.of(actor.is_staff()).limits();
    let row = store::find_session(backend.db.reader(), actor.facility, &actor.session).await?;
    let row = row.ok_or(UseCaseError::SignedOut)?;
    let now = backend.clock.now();
    Ok(SessionClock {
        idle_s: limits.idle_s - now.seconds_since(row.last_seen),
        left_s: limits.absolute_s - now.seconds_since(row.created),
    })
}

/// Keeps the session awake: its person is there, though no page was asked for.
///
/// # Errors
/// `SignedOut` when it has ended.
pub async fn stay(
    backend: &Backend,
    actor: &Actor,
    security: &SecuritySettings,
) -> Result<SessionClock, UseCaseError> {
    let now = backend.clock.now();
    store::touch_session(backend.db.writer(), actor.facility, &actor.session, now).await?;
    read_clock(backend, actor, security).await
}

/// Gives the actor's session another token; the old one opens nothing any more. Codes that were sent stay bound to it.
pub(super) async fn renew(
    tx: &Tx,
    actor: &Actor,
    assurance: Assurance,
    now: Instant,
) -> Result<String, UseCaseError> {
    let token: [u8; 32] = random();
    let hash = sha256(&token);
    if !store::renew_session(tx, actor.facility, &actor.session, (&hash, assurance), now).await? {
        return Err(UseCaseError::SignedOut);
    }
    codes::rebind(tx, actor.facility, (&actor.session, &hash)).await?;
    factors::passkey::rebind(tx, actor.facility, (&actor.session, &hash)).await?;
    Ok(URL_SAFE_NO_PAD.encode(token))
}

/// Ends every other session of the actor's account, and every sign-in that waits for its second step: the ways in have
/// changed. Waiting sign-ins first: one that is finishing now is waited for, and its session ends with the others.
pub(super) async fn end_others(tx: &Tx, actor: &Actor, now: Instant) -> Result<u64, UseCaseError> {
    store::delete_pending_of(tx, actor.facility, actor.account).await?;
    let ended = store::delete_sessions_of(tx, actor.facility, actor.account, Some(&actor.session)).await?;
    live::record_sessions(tx, actor.facility, actor.account, now).await?;
    Ok(ended)
}

/// What follows from another way in: other sessions end, this one gets another token, which is answered.
///
/// # Errors
/// `SignedOut` when it has ended meanwhile.
pub(crate) async fn ways_in_changed(
    tx: &Tx,
    backend: &Backend,
    actor: &Actor,
    assurance: Assurance,
    now: Instant,
) -> Result<NewSession, UseCaseError> {
    end_others(tx, actor, now).await?;
    end_resets(tx, actor.facility, actor.account, now).await?;
    let token = renew(tx, actor, assurance, now).await?;
    let found = store::find_password(tx, actor.facility, actor.account).await?;
    let (_, username) = found.ok_or(UseCaseError::SignedOut)?;
    let device = device::name(&backend.keys, actor.facility, &username);
    Ok(NewSession { account: actor.account, token, device })
}

/// Ends every session of an account, and links to choose a new password: it was disabled, or its secrets were changed by somebody else.
///
/// # Errors
/// When the database fails.
pub async fn end_all_sessions(
    tx: &Tx,
    facility: FacilityId,
    account: AccountId,
    now: Instant,
) -> Result<(), UseCaseError> {
    end_resets(tx, facility, account, now).await?;
    store::delete_pending_of(tx, facility, account).await?;
    store::delete_sessions_of(tx, facility, account, None).await?;
    live::record_sessions(tx, facility, account, now).await
}
