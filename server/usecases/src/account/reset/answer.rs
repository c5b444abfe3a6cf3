//! Looks up who is meant by what was typed, and lets links go out: to each account of a shared address its own.

use super::store::{self, Candidate};
use super::{EVENT, HOLDS_S};
use crate::account::store::list_roles;
use crate::account::{attempts, normalise_username};
use crate::db::Tx;
use crate::facility::Facility;
use crate::keys::Purpose;
use crate::outbox::{self, Message};
use crate::{Backend, UseCaseError, phone, uninterrupted};
use domain::account::code::{DAY_S, may_send};
use domain::contact::{ContactKind, address_key, email};
use domain::ids::{AccountId, ResetId};
use domain::time::Instant;
use i18n::Lang;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Requests answered at one turn.
const AT_ONCE: u64 = 50;
/// Accounts of one address that get a link; more than a large family has.
const MOST_ACCOUNTS: usize = 8;

/// Answers what was asked for since the last turn; says how many links were made.
///
/// # Errors
/// When the database fails.
pub async fn answer_resets(backend: &Backend, facility: &Facility) -> Result<u64, UseCaseError> {
    let (backend, facility) = (backend.clone(), facility.clone());
    uninterrupted(async move {
        let mut made = 0;
        for request in store::list_requests(backend.db.reader(), facility.id, AT_ONCE).await? {
            let candidates = candidates(&backend, &facility, &request.typed).await?;
            let lang = Lang::parse(&request.language).unwrap_or(facility.language);
            let now = backend.clock.now();
            let tx = backend.db.begin().await?;
            if !store::delete_request(&tx, facility.id, request.id).await? {
                tx.rollback().await?;
                continue;
            }
            for candidate in &candidates {
                made += u64::from(issue(&tx, &backend, &facility, candidate, lang, now).await?);
            }
            tx.commit().await?;
        }
        Ok(made)
    })
    .await
}

/// Accounts that are meant, each with the proven address its link goes to.
async fn candidates(
    backend: &Backend,
    facility: &Facility,
    typed: &str,
) -> Result<Vec<Candidate>, UseCaseError> {
    let db = backend.db.reader();
    let mut meant = Vec::new();
    let addresses = [
        email(typed).map(|address| (ContactKind::Email, address)),
        phone::normalise(typed, &facility.zone).map(|address| (ContactKind::Phone, address)),
    ];
    for (kind, address) in addresses.into_iter().flatten() {
        let key = address_key(kind, &address);
        let at = store::list_by_address(db, facility.id, kind, &key).await?;
        meant.extend(at.into_iter().map(|one| (one.account, Some(one.address))));
    }
    meant.extend(
        store::find_by_name(db, facility.id, &normalise_username(typed))
            .await?
            .map(|account| (account, None)),
    );
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for (account, asked) in meant {
        if found.len() < MOST_ACCOUNTS && seen.insert(account) {
            found.extend(address_of(backend, facility, account, asked.as_deref()).await?);
        }
    }
    Ok(found)
}

/// Where the link of an account goes: to the address that was typed, unless a second factor sends there and there is
/// another. A colleague's goes by e-mail only.
async fn address_of(
    backend: &Backend,
    facility: &Facility,
    account: AccountId,
    asked: Option<&str>,
) -> Result<Option<Candidate>, UseCaseError> {
    let db = backend.db.reader();
    let is_colleague = !list_roles(db, facility.id, account).await?.roles.is_empty();
    let mut known = store::list_of(db, facility.id, account).await?;
    known.retain(|one| {
        backend.channels.reach(one.kind)
            && phone::takes(facility, one.kind, &one.address)
            && !(is_colleague && one.kind == ContactKind::Phone)
    });
    let typed = known.iter().find(|one| Some(one.address.as_str()) == asked && !one.is_factor);
    Ok(typed.or(known.first()).cloned())
}

/// Makes a link unless there were too many; an earlier one of the account is good no longer.
async fn issue(
    tx: &Tx,
    backend: &Backend,
    facility: &Facility,
    candidate: &Candidate,
    lang: Lang,
    now: Instant,
) -> Result<bool, UseCaseError> {
    let turn = backend
        .keys
        .mac(Purpose::Reset, &[b"turn", facility.id.0.as_bytes(), candidate.account.0.as_bytes()]);
    attempts::wait_turn(tx, facility.id, &turn, now).await?;
    let sent = store::list_sent(tx, facility.id, candidate.account, now.plus_seconds(-DAY_S)).await?;
    let ages: Vec<i64> = sent.iter().map(|at| now.seconds_since(*at)).collect();
    if may_send(&ages).is_err() {
        return Ok(false);
    }
    store::end_of(tx, facility.id, candidate.account, now).await?;
    let id = ResetId(Uuid::new_v4());
    let holds = (now, now.plus_seconds(HOLDS_S));
    store::insert(tx, facility.id, id, candidate, lang, holds).await?;
    let message = Message {
        facility: facility.id,
        event: EVENT,
        dedupe_key: format!("reset:{id}"),
        chart: None,
        account: Some(candidate.account),
        subject: ("password_reset", id.0),
        version: 0,
        due: now,
        expires: Some(holds.1),
    };
    outbox::record(tx, &message, now).await?;
    Ok(true)
}
