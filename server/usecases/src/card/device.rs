//! Which card a browser keeps: a mark in a cookie, made with a key, that says whose account turned it on and for which record, and
//! tells nobody else anything.

use crate::keys::{Keys, Purpose};
use crate::{Backend, UseCaseError, audit, records};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::actor::Actor;
use domain::card::contract::{KeepCardRequest, Kept};
use domain::ids::{AccountId, ChartId, FacilityId};
use domain::permission::Action;
use domain::policy;

/// Bytes of the half that names the account, and of the one that names the record.
const HALF: usize = 16;

/// Keeps the card of the shown chart in this browser: the mark; nothing where it is kept no longer, which everybody may who is
/// signed in.
///
/// # Errors
/// The policy's refusal.
pub async fn keep(
    backend: &Backend,
    actor: &Actor,
    request: KeepCardRequest,
) -> Result<Option<String>, UseCaseError> {
    let now = backend.clock.now();
    if !request.is_kept {
        audit::record_alone(backend, &audit::Event::of(actor, now, "card.forget", "")).await?;
        return Ok(None);
    }
    let reader = records::may_read(backend, actor, "card.keep").await?;
    audit::record_alone(backend, &audit::Event::of(actor, now, "card.keep", "")).await?;
    let place = (actor.facility, actor.account);
    let mark = [account_half(&backend.keys, place), chart_half(&backend.keys, place, reader.chart)].concat();
    Ok(Some(URL_SAFE_NO_PAD.encode(mark)))
}

/// Whether a mark was made for this account.
#[must_use]
pub fn is_of(keys: &Keys, place: (FacilityId, AccountId), held: &str) -> bool {
    halves(held).is_some_and(|(account, _)| account == account_half(keys, place))
}

/// Which card a browser with this mark keeps, as far as it may still be kept.
pub(super) fn kept(backend: &Backend, actor: &Actor, held: &str) -> Kept {
    let place = (actor.facility, actor.account);
    let Some((account, chart)) = halves(held) else { return Kept::Nothing };
    if account != account_half(&backend.keys, place) {
        return Kept::Nothing;
    }
    let is_of = |id: ChartId| chart == chart_half(&backend.keys, place, id);
    if actor.chart.is_some_and(is_of) {
        return Kept::This;
    }
    let now = backend.clock.now();
    let may_still_read = |id: ChartId| {
        let shown = Actor { chart: Some(id), ..actor.clone() };
        policy::for_chart(&shown, Action::ReadRecords, now).is_ok()
    };
    let other = actor.grants.iter().map(|grant| grant.chart).find(|id| is_of(*id));
    if other.is_some_and(may_still_read) { Kept::Another } else { Kept::Nothing }
}

fn halves(held: &str) -> Option<(Vec<u8>, Vec<u8>)> {
    let bytes = URL_SAFE_NO_PAD.decode(held).ok()?;
    let (account, chart) = bytes.split_at_checked(HALF)?;
    (chart.len() == HALF).then(|| (account.to_vec(), chart.to_vec()))
}

fn account_half(keys: &Keys, (facility, account): (FacilityId, AccountId)) -> Vec<u8> {
    half(keys.mac(Purpose::Card, &[facility.0.as_bytes(), account.0.as_bytes()]))
}

fn chart_half(keys: &Keys, (facility, account): (FacilityId, AccountId), chart: ChartId) -> Vec<u8> {
    half(keys.mac(Purpose::Card, &[facility.0.as_bytes(), account.0.as_bytes(), chart.0.as_bytes()]))
}

fn half(mac: [u8; 32]) -> Vec<u8> {
    mac.into_iter().take(HALF).collect()
}
