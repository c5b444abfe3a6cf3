//! Accounts: signing in and out, and loading the actor of a request.

mod change_password;
mod create;
pub(crate) mod device;
pub(crate) mod guessable;
mod language;
pub(crate) mod leaked;
mod open;
mod passkey;
pub(crate) mod password;
mod reset;
mod second_step;
mod sessions;
mod sign_in;
mod step_up;
mod store;
mod tries;

pub use change_password::change_password;
pub use language::{find_language, set_language};
pub use leaked::is_leaked;
pub use passkey::{
    begin_passkey_sign_in, begin_passkey_step_up, begin_second_passkey, finish_passkey_sign_in,
    offers_passkeys, step_up_with_passkey,
};
pub use password::{Passwords, Strength};
pub use reset::{answer_resets, finish_reset, forget_old_resets, read_reset, request_reset};
pub use second_step::{finish_sign_in, read_second_step, send_second_code};
pub use sessions::{end_all_sessions, end_other_sessions, end_session, list_sessions, read_clock, stay};
pub use sign_in::{PendingSignIn, SignedIn, sign_in};
pub use step_up::{read_step_up, send_step_up_code, step_up};
pub use tries::{STOPPED, WAIT, WRONG, forget_old_attempts, network_of};

pub(crate) use open::audience_of;
pub(crate) use sessions::ways_in_changed;
pub(crate) use store::{list_administrators, list_roles, lock_account, replace_roles};
pub(crate) use tries::forgive;

use crate::db::Tx;
use crate::facility::Facility;
use crate::keys::sha256;
use crate::plain::plain;
use crate::{Backend, UseCaseError, audit, family, uninterrupted};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::account::contract::{ChartChoice, Me};
use domain::account::security::SecuritySettings;
use domain::actor::{Actor, Assurance, Relation};
use domain::ids::{AccountId, ChartId, FacilityId, GrantId, ProviderId};
use domain::permission::{Role, Scope};
use domain::refusal::Refusal;
use domain::time::Instant;
use uuid::Uuid;

pub(crate) use create::{NewPerson, check_credentials, insert_person, reserve_request, reserve_visitor};
pub(crate) use open::open_session;
pub(crate) use reset::{EVENT as RESET_EVENT, compose as compose_reset, end_resets};

/// Failed tries, for those who count them for their own secrets.
pub(crate) mod attempts {
    pub use super::store::{
        Reserved, clear_attempts as clear, refund_attempt as refund, reserve_attempt as reserve, wait_turn,
        waits,
    };
}

/// Longest name to sign in with, in characters.
const NAME_CHARS: usize = 254;
/// How often a session's last use is written down, in seconds.
const TOUCH_EVERY_S: i64 = 30;
/// Where a request came from.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The facility of the host.
    pub facility: FacilityId,
    /// Network address.
    pub address: String,
    /// Short description of the browser, for the list of devices.
    pub device: String,
    /// What an earlier sign-in left in this browser, as it was sent.
    pub known_device: Option<String>,
    /// The session cookie the browser holds already, as it was sent.
    pub held_session: Option<String>,
}

/// A fresh session: its token goes into the cookie and is stored nowhere.
pub struct NewSession {
    /// Whose it is.
    pub account: AccountId,
    /// The cookie's value.
    pub token: String,
    /// What this browser is known by from now on.
    pub device: String,
}

/// Whether a request counts as somebody using the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// A page or an action: the session stays awake.
    Active,
    /// A stream in the background: the session may fall asleep.
    Background,
}

/// Loads the actor of a session token and notes the use; `None` when the token opens nothing (any more).
///
/// # Errors
/// When the database fails.
pub async fn load_actor(
    backend: &Backend,
    origin: &Origin,
    (security, is_open): (&SecuritySettings, bool),
    token: &str,
    usage: Use,
) -> Result<Option<Actor>, UseCaseError> {
    let Ok(token) = URL_SAFE_NO_PAD.decode(token) else { return Ok(None) };
    let now = backend.clock.now();
    let db = backend.db.reader();
    let hash = sha256(&token);
    let Some(session) = store::find_session(db, origin.facility, &hash).await? else { return Ok(None) };
    let roles = list_roles(db, origin.facility, session.account).await?;
    let is_colleague = !roles.roles.is_empty();
    let limits = security.of(is_colleague).limits();
    // A closed portal knows colleagues only, and those only as colleagues.
    if !(is_open || is_colleague) {
        return Ok(None);
    }
    if session.is_disabled || !limits.holds(session.created, session.last_seen, now) {
        return Ok(None);
    }
    if usage == Use::Active && now.seconds_since(session.last_seen) >= TOUCH_EVERY_S {
        store::touch_session(backend.db.writer(), origin.facility, &hash, now).await?;
    }
    let mut grants = store::list_grants(db, origin.facility, session.account, now).await?;
    grants.retain(|_| is_open);
    Ok(Some(Actor {
        facility: origin.facility,
        account: session.account,
        roles: roles.roles,
        provider: roles.provider,
        // A chart whose grant has ended stays the one that is shown: nobody is moved to another person's without choosing it.
        chart: session.chart.filter(|_| is_open).or_else(|| grants.first().map(|grant| grant.chart)),
        grants,
        assurance: session.assurance,
        proven: session.proven,
        must_enrol: session.must_enrol,
        session: hash,
        address: origin.address.clone(),
    }))
}

/// The person behind a connected app, with the rights they have now for one chart, and as no colleague; nobody once the
/// account is disabled or the portal closed.
///
/// # Errors
/// When the database fails.
pub(crate) async fn actor_behind(
    backend: &Backend,
    facility: &Facility,
    (account, chart): (AccountId, ChartId),
    (token_hash, address): (Vec<u8>, &str),
) -> Result<Option<Actor>, UseCaseError> {
    if !facility.is_enabled {
        return Ok(None);
    }
    let actor = person(backend, facility.id, (account, chart)).await?;
    Ok(actor.map(|actor| Actor { session: token_hash, address: address.to_owned(), ..actor }))
}

/// The actor that an account is about a chart while nobody is at the browser: for work that was asked for there. Nothing where the
/// account can no longer sign in or has no grant to the chart.
///
/// # Errors
/// When the database fails.
pub(crate) async fn absent_actor(
    backend: &Backend,
    facility: FacilityId,
    (account, chart): (AccountId, ChartId),
) -> Result<Option<Actor>, UseCaseError> {
    Ok(person(backend, facility, (account, chart)).await?.filter(|actor| !actor.grants.is_empty()))
}

/// A colleague while nobody is at the browser, with the roles of now; nobody once the account can no longer sign in.
///
/// # Errors
/// When the database fails.
pub(crate) async fn absent_colleague(
    backend: &Backend,
    facility: FacilityId,
    account: AccountId,
) -> Result<Option<Actor>, UseCaseError> {
    let db = backend.db.reader();
    if !store::is_enabled(db, facility, account).await? {
        return Ok(None);
    }
    let found = list_roles(db, facility, account).await?;
    Ok(Some(Actor { roles: found.roles, provider: found.provider, ..absent(facility, account) }))
}

/// An account without a session, and without any right.
fn absent(facility: FacilityId, account: AccountId) -> Actor {
    Actor {
        facility,
        account,
        roles: Vec::new(),
        provider: None,
        grants: Vec::new(),
        chart: None,
        assurance: Assurance::Password,
        // Never fresh: what asks for a proof is not done without a session.
        proven: Instant(0),
        must_enrol: false,
        session: Vec::new(),
        address: String::new(),
    }
}

/// An account about a chart without a session: with its rights as they are now, and without any role.
async fn person(
    backend: &Backend,
    facility: FacilityId,
    (account, chart): (AccountId, ChartId),
) -> Result<Option<Actor>, UseCaseError> {
    let (db, now) = (backend.db.reader(), backend.clock.now());
    if !store::is_enabled(db, facility, account).await? {
        return Ok(None);
    }
    let mut grants = store::list_grants(db, facility, account, now).await?;
    grants.retain(|grant| grant.chart == chart);
    Ok(Some(Actor { grants, chart: Some(chart), ..absent(facility, account) }))
}

/// Ends the actor's session.
///
/// # Errors
/// When the database fails.
pub async fn sign_out(backend: &Backend, actor: &Actor) -> Result<(), UseCaseError> {
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let tx = backend.db.begin().await?;
        store::delete_session(&tx, actor.facility, &actor.session).await?;
        let event = audit::Event::of(&actor, backend.clock.now(), "account.sign_out", "");
        audit::record(&tx, &backend.keys, &event).await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// Shows another of the account's charts from now on.
///
/// # Errors
/// The policy's refusal for a chart without a grant.
pub async fn switch_chart(backend: &Backend, actor: &Actor, chart: ChartId) -> Result<(), UseCaseError> {
    if !actor.grants.iter().any(|grant| grant.chart == chart) {
        return Err(
            audit::denied(backend, actor, "account.switch_chart", Refusal::NOT_PERMITTED.into()).await
        );
    }
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let tx = backend.db.begin().await?;
        store::update_session_chart(&tx, actor.facility, &actor.session, chart).await?;
        let mut event = audit::Event::of(&actor, backend.clock.now(), "account.switch_chart", "");
        event.chart = Some(chart);
        audit::record(&tx, &backend.keys, &event).await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// Shows a chart in the actor's session, which has shown none so far.
pub(crate) async fn show_chart(tx: &Tx, actor: &Actor, chart: ChartId) -> Result<(), UseCaseError> {
    store::update_session_chart(tx, actor.facility, &actor.session, chart).await
}

/// Who is signed in, for the frame of every page.
///
/// # Errors
/// When the database fails.
pub async fn me(backend: &Backend, actor: &Actor, security: &SecuritySettings) -> Result<Me, UseCaseError> {
    let db = backend.db.reader();
    let name =
        store::find_display_name(db, actor.facility, actor.account).await?.ok_or(UseCaseError::SignedOut)?;
    let ids: Vec<ChartId> = actor.grants.iter().map(|grant| grant.chart).collect();
    let names = store::list_chart_names(db, actor.facility, &ids).await?;
    let charts: Vec<ChartChoice> = actor
        .grants
        .iter()
        .filter_map(|grant| {
            let name = names.iter().find(|(chart, _)| *chart == grant.chart)?.1.clone();
            Some(ChartChoice { chart: grant.chart, name, relation: grant.relation })
        })
        .collect();
    let chart = charts.iter().find(|choice| Some(choice.chart) == actor.chart).cloned();
    let clock = read_clock(backend, actor, security).await?;
    Ok(Me { name, roles: actor.roles.clone(), chart, charts, clock, must_enrol: actor.must_enrol })
}

/// A new account, made on the command line or by the demo.
#[derive(Clone)]
pub struct NewAccount {
    /// Where.
    pub facility: FacilityId,
    /// The name to sign in with.
    pub username: String,
    /// The person's name.
    pub display_name: String,
    /// The password in the clear.
    pub password: String,
    /// Staff roles.
    pub roles: Vec<Role>,
    /// The bookable clinician the account is.
    pub provider: Option<ProviderId>,
    /// Charts it may act for.
    pub charts: Vec<(ChartId, Relation, Vec<Scope>)>,
}

/// Makes an account; an existing one of that name gets the new password, roles and grants, and wrong tries of before no longer
/// count. Another password ends what was begun with the old one.
///
/// # Errors
/// A password that is too weak, as a field error; database faults.
pub async fn upsert(
    backend: &Backend,
    passwords: &Passwords,
    new: NewAccount,
) -> Result<AccountId, UseCaseError> {
    let (backend, passwords) = (backend.clone(), passwords.clone());
    uninterrupted(async move {
        let username = normalise_username(&new.username);
        let around = password::around(&backend, new.facility).await?;
        password::check(&new.password, &username, &around)?;
        let known = store::find_credentials(backend.db.reader(), new.facility, &username).await?;
        let known = known.map(|known| known.password_hash);
        let is_new = !passwords.verify(&backend.keys, new.password.clone(), known).await?;
        let hash = passwords.hash(&backend.keys, new.password.clone()).await?;
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        let id = store::upsert_account(&tx, &new, &username, &hash, now).await?;
        replace_roles(&tx, new.facility, id, &new.roles, new.provider).await?;
        forgive(&tx, &backend, (new.facility, id)).await?;
        if is_new {
            end_all_sessions(&tx, new.facility, id, now).await?;
        }
        for (chart, relation, scopes) in &new.charts {
            let grant = GrantId(Uuid::new_v5(&id.0, chart.0.as_bytes()));
            let is_minor = family::is_minor(&tx, new.facility, *chart, now).await?;
            let given = store::GivenGrant { id: grant, relation: *relation, scopes, is_for_minor: is_minor };
            store::upsert_grant(&tx, new.facility, (id, *chart), &given, now).await?;
        }
        audit::record(
            &tx,
            &backend.keys,
            &operator_event(new.facility, now, "account.create", &id.to_string()),
        )
        .await?;
        tx.commit().await?;
        Ok(id)
    })
    .await
}

/// Whether somebody can administer the facility.
///
/// # Errors
/// When the database fails.
pub async fn has_administrator(backend: &Backend, facility: FacilityId) -> Result<bool, UseCaseError> {
    store::has_role(backend.db.reader(), facility, Role::Administrator).await
}

/// An event whose actor is the operator on the command line.
#[must_use]
pub fn operator_event(facility: FacilityId, at: Instant, action: &str, subject: &str) -> audit::Event {
    audit::Event {
        facility,
        at,
        account: None,
        chart: None,
        action: action.to_owned(),
        outcome: "done".to_owned(),
        subject: subject.to_owned(),
        address: "operator".to_owned(),
        session: String::new(),
    }
}

fn sign_in_event(origin: &Origin, account: Option<AccountId>, at: Instant) -> audit::Event {
    let mut event = operator_event(origin.facility, at, "account.sign_in", "");
    event.account = account;
    event.address.clone_from(&origin.address);
    event
}

fn normalise_username(text: &str) -> String {
    plain(text, NAME_CHARS).to_lowercase()
}
