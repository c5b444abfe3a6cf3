//! Setting up a passkey: whoever adds one has just proven who they are.

use super::question::{self, About, Asked};
use super::{KNOWN, REFUSED, relying_party, store, use_of};
use crate::account::{self, Passwords};
use crate::facility::Facility;
use crate::factors::{Added, TOO_MANY, added, recovery, require_fresh, require_offered, store as factors};
use crate::plain::plain;
use crate::{Backend, UseCaseError, uninterrupted};
use domain::account::factor::{LABEL_CHARS, MOST_FACTORS};
use domain::account::passkey::{ConfirmPasskeyRequest, PasskeyQuestion};
use domain::account::security::FactorKind;
use domain::actor::Actor;
use domain::ids::FactorId;
use uuid::Uuid;
use webauthn_rs::prelude::{PasskeyRegistration, RegisterPublicKeyCredential};
use webauthn_rs_proto::ResidentKeyRequirement;

/// Who is asked, when a passkey is set up.
fn asked(actor: &Actor) -> Asked<'_> {
    Asked {
        facility: actor.facility,
        about: About::Enrol,
        binding: &actor.session,
        account: Some(actor.account),
    }
}

/// Asks the browser for a new passkey.
///
/// # Errors
/// A step-up is needed; the kind is not offered.
pub async fn begin_passkey(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
) -> Result<PasskeyQuestion, UseCaseError> {
    require_fresh(backend, actor).await?;
    require_offered(backend, actor, &facility.security, FactorKind::Passkey).await?;
    let party = relying_party::of(&backend.site, facility)?;
    let db = backend.db.reader();
    let rows = factors::list(db, actor.facility, actor.account).await?;
    // An authenticator that holds one of the account's passkeys makes no second one.
    let known = rows.into_iter().filter_map(|row| row.credential_id).collect();
    let username = factors::find_username(db, actor.facility, actor.account).await?;
    let (mut options, state) = party
        .start_passkey_registration(actor.account.0, &username, &username, Some(known))
        .map_err(UseCaseError::internal)?;
    // The library discourages keys that the authenticator lists by itself, without which nobody could sign in without
    // typing a name. It is a wish, since small security keys have no room for them.
    if let Some(selection) = &mut options.public_key.authenticator_selection {
        selection.resident_key = Some(ResidentKeyRequirement::Preferred);
    }
    let options = serde_json::to_string(&options).map_err(UseCaseError::internal)?;
    let challenge = question::put(backend, &asked(actor), &state).await?;
    Ok(PasskeyQuestion { challenge, options })
}

/// Takes the browser's answer; from now on the passkey counts.
///
/// # Errors
/// [`REFUSED`], [`KNOWN`]; a step-up is needed.
pub async fn confirm_passkey(
    backend: &Backend,
    passwords: &Passwords,
    actor: &Actor,
    facility: &Facility,
    request: ConfirmPasskeyRequest,
) -> Result<Added, UseCaseError> {
    require_fresh(backend, actor).await?;
    require_offered(backend, actor, &facility.security, FactorKind::Passkey).await?;
    let party = relying_party::of(&backend.site, facility)?;
    let state: PasskeyRegistration = question::take(backend, &asked(actor), request.answer.challenge).await?;
    let credential: RegisterPublicKeyCredential =
        serde_json::from_str(&request.answer.credential).map_err(|_| REFUSED)?;
    let passkey = party.finish_passkey_registration(&credential, &state).map_err(|error| {
        tracing::debug!(%error, "a new passkey was refused");
        REFUSED
    })?;
    let codes = recovery::prepare_first(backend, passwords, actor).await?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let id = FactorId(Uuid::new_v4());
        let new = store::NewPasskey {
            id,
            credential: passkey.cred_id().as_ref(),
            sealed: use_of::seal(&backend, (actor.facility, actor.account, id), &passkey)?,
            label: plain(&request.label, LABEL_CHARS),
            is_synced: use_of::is_synced(&passkey)?,
        };
        let tx = backend.db.begin().await?;
        account::lock_account(&tx, actor.facility, actor.account).await?;
        let rows = factors::list(&tx, actor.facility, actor.account).await?;
        let refused = if rows.iter().filter(|row| row.proven_s.is_some()).count() >= MOST_FACTORS {
            Some(TOO_MANY)
        } else if store::insert_passkey(&tx, &actor, new, now).await? {
            None
        } else {
            Some(KNOWN)
        };
        if let Some(refused) = refused {
            tx.rollback().await?;
            return Err(refused.into());
        }
        let added = added(&tx, &backend, &actor, FactorKind::Passkey, codes).await?;
        tx.commit().await?;
        backend.live.wake();
        Ok(added)
    })
    .await
}
