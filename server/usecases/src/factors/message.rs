//! Codes by e-mail and text message as a second factor: the address is proven first, and becomes a contact of the account.

use super::{Added, added, recovery, require_fresh, require_offered, store};
use crate::account::Passwords;
use crate::codes;
use crate::facility::Facility;
use crate::{Backend, UseCaseError, contacts, uninterrupted};
use domain::account::code::Purpose;
use domain::account::factor::{AddContactRequest, CodeSent, ConfirmContactRequest};
use domain::account::security::FactorKind;
use domain::actor::Actor;
use domain::contact::{ContactKind, masked};
use domain::ids::FactorId;
use i18n::Lang;
use uuid::Uuid;

const fn kind_of(contact: ContactKind) -> FactorKind {
    match contact {
        ContactKind::Email => FactorKind::Email,
        ContactKind::Phone => FactorKind::Sms,
    }
}

/// Sends a code to an address that is to become a factor.
///
/// # Errors
/// The field `address`; a step-up is needed; the kind is not offered; too many codes to this address.
pub async fn send_contact_code(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    lang: Lang,
    request: AddContactRequest,
) -> Result<CodeSent, UseCaseError> {
    require_fresh(backend, actor).await?;
    require_offered(backend, actor, &facility.security, kind_of(request.kind)).await?;
    contacts::send_proof(backend, actor, facility, lang, request).await
}

/// Takes the code back: the address is a contact and a factor from now on.
///
/// # Errors
/// [`codes::WRONG`]; a step-up is needed.
pub async fn confirm_contact(
    backend: &Backend,
    passwords: &Passwords,
    actor: &Actor,
    request: ConfirmContactRequest,
) -> Result<Added, UseCaseError> {
    require_fresh(backend, actor).await?;
    let bound = (Purpose::ProveContact, actor.session.as_slice());
    let proven = codes::redeem(backend, actor.facility, bound, request.challenge, &request.code).await?;
    if proven.account != Some(actor.account) {
        return Err(codes::WRONG.into());
    }
    let first = recovery::prepare_first(backend, passwords, actor).await?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let kind = kind_of(proven.kind);
        let tx = backend.db.begin().await?;
        let contact = contacts::upsert_contact(&tx, &actor, (proven.kind, &proven.address), now).await?;
        let rows = store::list(&tx, actor.facility, actor.account).await?;
        if rows.iter().all(|row| row.contact_id != Some(contact)) {
            let new = store::NewFactor {
                id: FactorId(Uuid::new_v4()),
                kind,
                label: masked(proven.kind, &proven.address),
                contact: Some(contact),
                proven: Some(now),
                ..store::NewFactor::default()
            };
            store::insert(&tx, &actor, &new, now).await?;
        }
        let added = added(&tx, &backend, &actor, kind, first).await?;
        tx.commit().await?;
        backend.live.wake();
        Ok(added)
    })
    .await
}
