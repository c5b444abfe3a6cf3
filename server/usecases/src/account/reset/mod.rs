//! A new password for whoever has forgotten theirs: a link to an address that the account has proven, good once, for half an
//! hour. Asking only writes down what was typed; who is meant is looked up later, so that answer and time say nothing about
//! who exists. The second factor stays, and nobody is signed in by it.

mod answer;
mod compose;
mod store;
mod token;

pub(crate) use compose::{EVENT, compose};

use super::create::reserve_request;
use super::tries::forgive_passwords;
use super::{NAME_CHARS, Origin, Passwords, operator_event, password};
use crate::db::Tx;
use crate::error::FieldError;
use crate::facility::Facility;
use crate::plain::plain;
use crate::{Backend, UseCaseError, audit, notices, uninterrupted};
use domain::account::contract::{FinishResetRequest, RequestResetRequest, ResetView};
use domain::ids::{AccountId, FacilityId};
use domain::refusal::{NextStep, Refusal, RefusalKind};
use domain::time::{DAY, Instant};
use i18n::Lang;
use token::Claimed;

pub use answer::answer_resets;

/// How long a link is good, in seconds.
const HOLDS_S: i64 = 1_800;

/// Requests from one network that need not wait: a whole clinic may share one. After that one a minute.
const FREE: i32 = 30;

/// The link was used, replaced by a newer one, or is too old.
pub const ENDED: Refusal =
    Refusal { rule: "reset.ended", kind: RefusalKind::Gone, next: NextStep::CorrectFields };

/// Notes that somebody wants a new password. The answer is the same whoever asks for whomever.
///
/// # Errors
/// The field `name` when it is empty; [`super::WAIT`] after many requests from one network.
pub async fn request_reset(
    backend: &Backend,
    facility: &Facility,
    origin: Origin,
    lang: Lang,
    request: RequestResetRequest,
) -> Result<(), UseCaseError> {
    let typed = plain(&request.name, NAME_CHARS);
    if typed.is_empty() {
        return Err(UseCaseError::Invalid(vec![FieldError::new("name", "fill_in")]));
    }
    let (backend, facility) = (backend.clone(), facility.id);
    uninterrupted(async move {
        let now = backend.clock.now();
        reserve_request(&backend, &origin, b"reset", |asked| if asked > FREE { 60 } else { 0 }, now).await?;
        let tx = backend.db.begin().await?;
        store::insert_request(&tx, facility, &typed, lang, now).await?;
        let event = operator_event(facility, now, "account.request_reset", "");
        let event = audit::Event { address: origin.address, ..event };
        audit::record(&tx, &backend.keys, &event).await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// Whose password a link is for. Reading uses nothing up.
///
/// # Errors
/// When the database fails.
pub async fn read_reset(
    backend: &Backend,
    facility: FacilityId,
    token: &str,
) -> Result<ResetView, UseCaseError> {
    let found = match open(backend, facility, token).await? {
        Some(row) => store::find_person(backend.db.reader(), facility, row.account_id).await?,
        None => None,
    };
    Ok(found.map_or_else(ResetView::default, |(username, name)| ResetView { is_good: true, username, name }))
}

/// The row of a link that is still good.
async fn open(
    backend: &Backend,
    facility: FacilityId,
    token: &str,
) -> Result<Option<store::Row>, UseCaseError> {
    let Some(claimed) = Claimed::read(token) else { return Ok(None) };
    if !claimed.is_right(backend, facility) {
        return Ok(None);
    }
    let row = store::find(backend.db.reader(), facility, claimed.id).await?;
    let now = backend.clock.now();
    Ok(row.filter(|row| store::is_good(row, now)))
}

/// Sets the new password: the link is used up, every session ends, and the owner is told at every proven address.
///
/// # Errors
/// [`ENDED`]; the field `password`.
pub async fn finish_reset(
    backend: &Backend,
    passwords: &Passwords,
    facility: &Facility,
    (origin, token): (Origin, &str),
    request: FinishResetRequest,
) -> Result<(), UseCaseError> {
    let row = open(backend, facility.id, token).await?.ok_or(ENDED)?;
    let person = store::find_person(backend.db.reader(), facility.id, row.account_id).await?;
    let (username, _) = person.ok_or(ENDED)?;
    let around = password::around(backend, facility.id).await?;
    password::check_new("password", &request.password, (&username, &around), facility.security.is_complex)?;
    let (backend, passwords, facility) = (backend.clone(), passwords.clone(), facility.id);
    uninterrupted(async move {
        let hash = passwords.hash(&backend.keys, request.password).await?;
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        let is_enabled = super::store::find_enabled(&tx, facility, row.account_id).await?.is_some();
        if !is_enabled || !store::end(&tx, facility, row.id, now).await? {
            tx.rollback().await?;
            return Err(ENDED.into());
        }
        super::store::update_password(&tx, facility, row.account_id, &hash, now).await?;
        super::end_all_sessions(&tx, facility, row.account_id, now).await?;
        // Wrong passwords of before keep nobody waiting, nor out.
        forgive_passwords(&tx, &backend, (facility, row.account_id), &username).await?;
        let event = operator_event(facility, now, "account.reset_password", "");
        let event = audit::Event { account: Some(row.account_id), address: origin.address, ..event };
        audit::record(&tx, &backend.keys, &event).await?;
        let who = (facility, row.account_id);
        notices::tell_account(&tx, who, notices::Notice::PasswordChanged, now).await?;
        tx.commit().await?;
        backend.live.wake();
        Ok(())
    })
    .await
}

/// Links of an account hold no longer: its password or its addresses were changed another way.
///
/// # Errors
/// When the database fails.
pub(crate) async fn end_resets(
    tx: &Tx,
    facility: FacilityId,
    account: AccountId,
    now: Instant,
) -> Result<(), UseCaseError> {
    store::end_of(tx, facility, account, now).await
}

/// Forgets links that nobody counts any more.
///
/// # Errors
/// When the database fails.
pub async fn forget_old_resets(backend: &Backend, facility: FacilityId) -> Result<(), UseCaseError> {
    let before = backend.clock.now().plus_seconds(-DAY);
    store::delete_before(backend.db.writer(), facility, before).await
}
