//! An account's sessions: listed for their owner, ended one by one or all at once, renewed when somebody proves who they are.

use super::{NewSession, Passwords, WAIT, WRONG, device, store, throttle_of_account};
use crate::keys::{random, sha256};
use crate::{Backend, UseCaseError, audit, live, uninterrupted};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::account::contract::{EndSessionRequest, SessionClock, SessionView, Sessions, StepUpRequest};
use domain::account::security::SecuritySettings;
use domain::account::throttle::delay_s;
use domain::actor::Actor;
use domain::ids::AccountId;
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
        let ended =
            store::delete_sessions_of(&tx, actor.facility, actor.account, Some(&actor.session)).await?;
        let event = audit::Event::of(&actor, now, "account.end_other_sessions", &ended.to_string());
        audit::record(&tx, &backend.keys, &event).await?;
        live::record_sessions(&tx, actor.facility, actor.account, now).await?;
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
    Ok(SessionClock {
        idle_s: limits.idle_s,
        left_s: limits.absolute_s - backend.clock.now().seconds_since(row.created),
    })
}

/// The person proves anew who they are, with the password: the session gets another token.
///
/// # Errors
/// [`WRONG`], [`WAIT`] after too many failures.
pub async fn step_up(
    backend: &Backend,
    passwords: &Passwords,
    actor: &Actor,
    request: StepUpRequest,
) -> Result<NewSession, UseCaseError> {
    let (backend, passwords, actor) = (backend.clone(), passwords.clone(), actor.clone());
    uninterrupted(async move {
        let username = prove_password(&backend, &passwords, &actor, request.password).await?;
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        let token = renew(&tx, &actor, now).await?;
        let event = audit::Event::of(&actor, now, "account.step_up", "password");
        audit::record(&tx, &backend.keys, &event).await?;
        tx.commit().await?;
        Ok(NewSession { token, device: device::name(&backend.keys, actor.facility, &username) })
    })
    .await
}

/// Checks the actor's own password, counting the try first; answers with the name to sign in with.
pub(super) async fn prove_password(
    backend: &Backend,
    passwords: &Passwords,
    actor: &Actor,
    password: String,
) -> Result<String, UseCaseError> {
    let now = backend.clock.now();
    let key = throttle_of_account(backend, actor);
    let tx = backend.db.begin().await?;
    if !store::reserve_attempt(&tx, actor.facility, &key, now, delay_s).await? {
        tx.rollback().await?;
        return Err(WAIT.into());
    }
    tx.commit().await?;
    let found = store::find_password(backend.db.reader(), actor.facility, actor.account).await?;
    let (hash, username) = found.ok_or(UseCaseError::SignedOut)?;
    if !passwords.verify(&backend.keys, password, Some(hash)).await? {
        let event = audit::Event::of(actor, now, "account.prove_password", "").with_outcome(WRONG.rule);
        audit::record_alone(backend, &event).await?;
        return Err(WRONG.into());
    }
    store::clear_attempts(backend.db.writer(), actor.facility, &key).await?;
    Ok(username)
}

/// Gives the actor's session another token; the old one opens nothing any more.
pub(super) async fn renew(tx: &crate::db::Tx, actor: &Actor, now: Instant) -> Result<String, UseCaseError> {
    let token: [u8; 32] = random();
    let renewed =
        store::renew_session(tx, actor.facility, &actor.session, (&sha256(&token), actor.assurance), now)
            .await?;
    if renewed { Ok(URL_SAFE_NO_PAD.encode(token)) } else { Err(UseCaseError::SignedOut) }
}

/// Ends every session of an account: it was disabled, or its secrets were changed by somebody else.
///
/// # Errors
/// When the database fails.
pub async fn end_all_sessions(
    tx: &crate::db::Tx,
    facility: domain::ids::FacilityId,
    account: AccountId,
    now: Instant,
) -> Result<(), UseCaseError> {
    store::delete_sessions_of(tx, facility, account, None).await?;
    live::record_sessions(tx, facility, account, now).await
}
