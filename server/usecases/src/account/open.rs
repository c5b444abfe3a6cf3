//! Opening a session: the token, the chart it shows at first, and whether a second factor has to be set up before anything else.

use super::{NewSession, Origin, device, sign_in_event, store};
use crate::db::Tx;
use crate::keys::{random, sha256};
use crate::opening::CLOSED;
use crate::{Backend, UseCaseError, audit, facility};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::account::security::{Audience, FactorPolicy};
use domain::actor::{Assurance, Relation};
use domain::ids::{AccountId, FacilityId};
use domain::time::Instant;

/// What the clinic has decided for an account.
///
/// # Errors
/// [`CLOSED`] for whoever is no colleague while the portal is closed.
pub async fn audience_of(
    backend: &Backend,
    facility: FacilityId,
    account: AccountId,
) -> Result<Audience, UseCaseError> {
    let roles = store::list_roles(backend.db.reader(), facility, account).await?;
    let facility = facility::find(backend, facility).await?;
    let is_colleague = !roles.roles.is_empty();
    if !(facility.is_enabled || is_colleague) {
        return Err(CLOSED.into());
    }
    Ok(facility.security.of(is_colleague).clone())
}

/// Opens a session for an account that has proven who it is; `how` goes into the audit log.
pub async fn open_session(
    tx: &Tx,
    backend: &Backend,
    origin: &Origin,
    (account, username): (AccountId, &str),
    (assurance, how): (Assurance, &str),
    audience: &Audience,
    now: Instant,
) -> Result<NewSession, UseCaseError> {
    let token: [u8; 32] = random();
    let grants = store::list_grants(tx, origin.facility, account, now).await?;
    let chart = grants.iter().find(|grant| grant.relation == Relation::Own).or(grants.first());
    let owes = audience.policy == FactorPolicy::Required && assurance < Assurance::TwoFactor;
    let must_enrol =
        owes && store::use_grace(tx, origin.facility, account).await? > i32::from(audience.grace);
    let session = store::NewSessionRow {
        facility: origin.facility,
        token_hash: sha256(&token),
        account,
        chart: chart.map(|grant| grant.chart),
        assurance,
        device: origin.device.clone(),
        address: origin.address.clone(),
        must_enrol,
        now,
        ends: now.plus_seconds(audience.limits().absolute_s),
    };
    if let Some(held) = origin.held_session.as_ref().and_then(|held| URL_SAFE_NO_PAD.decode(held).ok()) {
        store::delete_session(tx, origin.facility, &sha256(&held)).await?;
    }
    store::insert_session(tx, &session).await?;
    store::delete_stale_sessions(tx, origin.facility, now).await?;
    let mut event = sign_in_event(origin, Some(account), now);
    how.clone_into(&mut event.subject);
    audit::record(tx, &backend.keys, &event).await?;
    let is_known = origin
        .known_device
        .as_ref()
        .is_some_and(|known| device::is_known(&backend.keys, origin.facility, username, known));
    // Only colleagues' are looked through for alerts.
    if !is_known && !store::list_roles(tx, origin.facility, account).await?.roles.is_empty() {
        let event =
            audit::Event { action: "account.new_device".to_owned(), subject: origin.device.clone(), ..event };
        audit::record(tx, &backend.keys, &event).await?;
    }
    let device = device::name(&backend.keys, origin.facility, username);
    Ok(NewSession { account, token: URL_SAFE_NO_PAD.encode(token), device })
}
