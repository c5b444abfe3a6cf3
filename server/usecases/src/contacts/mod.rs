//! Addresses of an account: listed for their owner, added once proven, removed. Whoever changes them has just proven who they
//! are, and every proven address hears of it, the removed one too.

mod store;

pub(crate) use store::{
    count_bounced, find_removed, list_told, mark_bounced, mark_reachable, upsert_contact,
};

use crate::account;
use crate::codes::{self, NewChallenge};
use crate::error::FieldError;
use crate::facility::Facility;
use crate::notices::{self, Notice};
use crate::{Backend, UseCaseError, audit, factors, phone, uninterrupted};
use domain::account::code::Purpose;
use domain::account::contacts::{ContactRequest, ContactView, Contacts, MOST_CONTACTS};
use domain::account::factor::{AddContactRequest, CodeSent, ConfirmContactRequest};
use domain::actor::Actor;
use domain::contact::{ContactKind, email, masked};
use domain::ids::FacilityId;
use domain::refusal::{NextStep, Refusal, RefusalKind};
use domain::time::{DAY, Instant};
use i18n::Lang;

/// The portal cannot send there now.
pub const NOT_OFFERED: Refusal =
    Refusal { rule: "contact.not_offered", kind: RefusalKind::Rule, next: NextStep::Reload };
/// No more than this many.
pub const TOO_MANY: Refusal =
    Refusal { rule: "contact.too_many", kind: RefusalKind::Rule, next: NextStep::Reload };
/// A second step sends its codes there.
pub const IS_FACTOR: Refusal =
    Refusal { rule: "contact.is_factor", kind: RefusalKind::Rule, next: NextStep::Reload };
/// How long a removed address is kept, so that its owner can be told.
const KEPT_S: i64 = 7 * DAY;

/// The reader's addresses, and what can be added.
///
/// # Errors
/// When the database fails.
pub async fn list_contacts(backend: &Backend, actor: &Actor) -> Result<Contacts, UseCaseError> {
    let db = backend.db.reader();
    let used = store::list_used(db, actor.facility, actor.account).await?;
    let rows = store::list(db, actor.facility, actor.account).await?;
    let contacts = rows.into_iter().filter_map(|row| {
        Some(ContactView {
            id: row.id,
            kind: ContactKind::parse(&row.kind)?,
            address: row.address,
            is_bounced: row.state != "ok",
            is_factor: used.contains(&row.id),
        })
    });
    let offered = [ContactKind::Email, ContactKind::Phone].into_iter();
    Ok(Contacts {
        contacts: contacts.collect(),
        offered: offered.filter(|kind| backend.channels.reach(*kind)).collect(),
    })
}

/// Who has not set up the second step that is due, or has not just proven who they are, changes nothing.
async fn require(backend: &Backend, actor: &Actor) -> Result<(), UseCaseError> {
    if actor.must_enrol {
        return Err(Refusal::ENROL_FIRST.into());
    }
    factors::require_fresh(backend, actor).await
}

/// Sends a code to an address that is to become one of the account's.
///
/// # Errors
/// A step-up is needed; [`NOT_OFFERED`]; [`TOO_MANY`]; the field `address`; too many codes to it.
pub async fn send_contact_proof(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    lang: Lang,
    request: AddContactRequest,
) -> Result<CodeSent, UseCaseError> {
    require(backend, actor).await?;
    if !backend.channels.reach(request.kind) {
        return Err(NOT_OFFERED.into());
    }
    let held = store::list(backend.db.reader(), actor.facility, actor.account).await?;
    if held.len() >= MOST_CONTACTS {
        return Err(TOO_MANY.into());
    }
    send_proof(backend, actor, facility, lang, request).await
}

/// The code itself, for those who have asked whether it may be.
///
/// # Errors
/// The field `address`; too many codes to it.
pub(crate) async fn send_proof(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    lang: Lang,
    request: AddContactRequest,
) -> Result<CodeSent, UseCaseError> {
    let (address, message) = match request.kind {
        ContactKind::Email => (email(&request.address), "not_an_email"),
        ContactKind::Phone => (phone::normalise(&request.address, &facility.zone), "not_a_phone"),
    };
    let address = address.ok_or_else(|| UseCaseError::Invalid(vec![FieldError::new("address", message)]))?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let tx = backend.db.begin().await?;
        let new = NewChallenge {
            facility: actor.facility,
            purpose: Purpose::ProveContact,
            binding: &actor.session,
            account: Some(actor.account),
            kind: request.kind,
            address: &address,
            lang,
        };
        match codes::issue(&tx, &backend, &new).await {
            Ok(challenge) => {
                tx.commit().await?;
                Ok(CodeSent { challenge, to: masked(request.kind, &address) })
            }
            Err(error) => {
                tx.rollback().await?;
                Err(error)
            }
        }
    })
    .await
}

/// Takes the code back: the address is the account's from now on.
///
/// # Errors
/// A step-up is needed; [`codes::WRONG`].
pub async fn add_contact(
    backend: &Backend,
    actor: &Actor,
    request: ConfirmContactRequest,
) -> Result<(), UseCaseError> {
    require(backend, actor).await?;
    let bound = (Purpose::ProveContact, actor.session.as_slice());
    let proven = codes::redeem(backend, actor.facility, bound, request.challenge, &request.code).await?;
    if proven.account != Some(actor.account) {
        return Err(codes::WRONG.into());
    }
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        // Those who had the account's messages until now hear of it, before the new address is one of them.
        upsert_contact(&tx, &actor, (proven.kind, &proven.address), now).await?;
        let event = audit::Event::of(&actor, now, "account.add_contact", proven.kind.name());
        audit::record(&tx, &backend.keys, &audit::Event { chart: None, ..event }).await?;
        notices::tell(&tx, &actor, Notice::ContactAdded, now).await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// Takes an address away; links that were sent to choose a new password hold no longer.
///
/// # Errors
/// A step-up is needed; `NotFound` for one that is not the account's; [`IS_FACTOR`].
pub async fn remove_contact(
    backend: &Backend,
    actor: &Actor,
    request: ContactRequest,
) -> Result<(), UseCaseError> {
    require(backend, actor).await?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        account::lock_account(&tx, actor.facility, actor.account).await?;
        let used = store::list_used(&tx, actor.facility, actor.account).await?;
        let refused = if used.contains(&request.contact) {
            Some(IS_FACTOR.into())
        } else if !store::remove(&tx, actor.facility, (actor.account, request.contact), now).await? {
            Some(UseCaseError::NotFound)
        } else {
            None
        };
        if let Some(refused) = refused {
            tx.rollback().await?;
            return Err(refused);
        }
        account::end_resets(&tx, actor.facility, actor.account, now).await?;
        let event = audit::Event::of(&actor, now, "account.remove_contact", &request.contact.to_string());
        audit::record(&tx, &backend.keys, &audit::Event { chart: None, ..event }).await?;
        notices::tell_of_removed(&tx, &actor, request.contact, now).await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// Forgets addresses that were removed long enough ago.
///
/// # Errors
/// When the database fails.
pub async fn forget_removed(backend: &Backend, facility: FacilityId) -> Result<(), UseCaseError> {
    let before: Instant = backend.clock.now().plus_seconds(-KEPT_S);
    store::delete_removed(backend.db.writer(), facility, before).await
}
