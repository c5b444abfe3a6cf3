//! Using a passkey: as the second step, as proof anew, or alone. An authenticator that has verified its owner is two factors:
//! the thing, and a fingerprint, face or PIN.

use super::question::{self, About, Asked};
use super::{REFUSED, relying_party, store};
use crate::account::{WAIT, operator_event};
use crate::db::Tx;
use crate::facility::{self, Facility};
use crate::factors::store::{self as factors, FactorRow};
use crate::factors::verify::Binding;
use crate::keys::Purpose as KeyPurpose;
use crate::notices::{self, Notice};
use crate::{Backend, UseCaseError, audit};
use domain::account::code::Purpose;
use domain::account::passkey::{PasskeyAnswer, PasskeyQuestion};
use domain::account::security::{Audience, FactorKind};
use domain::ids::{AccountId, ChallengeId, FacilityId, FactorId};
use webauthn_rs::prelude::{
    AuthenticationResult, DiscoverableAuthentication, Passkey, PasskeyAuthentication, PublicKeyCredential,
    WebauthnError,
};

/// Questions that one network may leave open: more than a clinic behind one address opens sign-in pages in five minutes.
const MOST_OPEN: u64 = 500;

/// A passkey that was used rightly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Used {
    /// Where.
    pub facility: FacilityId,
    /// The account it belongs to.
    pub account: AccountId,
    /// Which.
    factor: FactorId,
}

/// Whether it is still accepted: it may have been removed since.
///
/// # Errors
/// When the database fails.
pub async fn holds(tx: &Tx, used: &Used) -> Result<bool, UseCaseError> {
    let row = factors::find(tx, used.facility, used.account, used.factor).await?;
    Ok(row.is_some_and(|row| is_usable(&row)))
}

/// Who is asked for a passkey of a known account.
const fn asked<'a>(binding: &Binding<'a>) -> Asked<'a> {
    let about = match binding.purpose {
        Purpose::StepUp => About::StepUp,
        _ => About::Second,
    };
    Asked { facility: binding.facility, about, binding: binding.hash, account: Some(binding.account) }
}

/// Asks for one of an account's passkeys.
///
/// # Errors
/// `NotFound` when it has none that is accepted.
pub async fn ask(
    backend: &Backend,
    binding: Binding<'_>,
    audience: &Audience,
) -> Result<PasskeyQuestion, UseCaseError> {
    let rows = factors::list(backend.db.reader(), binding.facility, binding.account).await?;
    let mut passkeys = Vec::new();
    for row in rows.iter().filter(|row| is_usable(row) && audience.accepts(FactorKind::Passkey)) {
        passkeys.push(open(backend, row)?);
    }
    if passkeys.is_empty() {
        return Err(UseCaseError::NotFound);
    }
    let facility = facility::find(backend, binding.facility).await?;
    let party = relying_party::of(&backend.site, &facility)?;
    let (options, state) = party.start_passkey_authentication(&passkeys).map_err(UseCaseError::internal)?;
    let options = serde_json::to_string(&options).map_err(UseCaseError::internal)?;
    let challenge = question::put(backend, &asked(&binding), &state).await?;
    Ok(PasskeyQuestion { challenge, options })
}

/// Checks the answer of a known account's passkey; answers with its name for the audit log.
pub async fn answer(
    backend: &Backend,
    binding: Binding<'_>,
    challenge: ChallengeId,
    credential: &str,
) -> Result<&'static str, UseCaseError> {
    let state: PasskeyAuthentication = question::take(backend, &asked(&binding), challenge).await?;
    let credential: PublicKeyCredential = serde_json::from_str(credential).map_err(|_| REFUSED)?;
    let row = find(backend, binding.facility, binding.account, credential.get_credential_id()).await?;
    let facility = facility::find(backend, binding.facility).await?;
    let party = relying_party::of(&backend.site, &facility)?;
    settle(backend, &row, party.finish_passkey_authentication(&credential, &state)).await?;
    Ok(FactorKind::Passkey.name())
}

/// Asks for any passkey of this facility: nobody has said who they are.
///
/// # Errors
/// [`WAIT`] for a network that leaves too many questions open.
pub async fn ask_anybody(
    backend: &Backend,
    facility: &Facility,
    network: &str,
) -> Result<PasskeyQuestion, UseCaseError> {
    let binding =
        backend.keys.mac(KeyPurpose::Throttle, &[facility.id.0.as_bytes(), b"passkey", network.as_bytes()]);
    let now = backend.clock.now();
    if store::count_questions(backend.db.reader(), facility.id, &binding, now).await? >= MOST_OPEN {
        return Err(WAIT.into());
    }
    let party = relying_party::of(&backend.site, facility)?;
    let (options, state) = party.start_discoverable_authentication().map_err(UseCaseError::internal)?;
    let options = serde_json::to_string(&options).map_err(UseCaseError::internal)?;
    let asked = Asked { facility: facility.id, about: About::SignIn, binding: &binding, account: None };
    let challenge = question::put(backend, &asked, &state).await?;
    Ok(PasskeyQuestion { challenge, options })
}

/// Checks the answer of somebody who has said nothing else: whose passkey it is stands in it, and must be so here too.
///
/// # Errors
/// [`REFUSED`], whatever was wrong.
pub async fn take_from_anybody(
    backend: &Backend,
    facility: &Facility,
    answer: &PasskeyAnswer,
) -> Result<Used, UseCaseError> {
    let asked = Asked { facility: facility.id, about: About::SignIn, binding: &[], account: None };
    let state: DiscoverableAuthentication = question::take(backend, &asked, answer.challenge).await?;
    let credential: PublicKeyCredential = serde_json::from_str(&answer.credential).map_err(|_| REFUSED)?;
    let party = relying_party::of(&backend.site, facility)?;
    let (handle, id) = party.identify_discoverable_authentication(&credential).map_err(|_| REFUSED)?;
    let row = find(backend, facility.id, AccountId(handle), id).await?;
    let passkey = open(backend, &row)?;
    settle(backend, &row, party.finish_discoverable_authentication_v2(&credential, state, &passkey)).await?;
    Ok(Used { facility: facility.id, account: row.account_id, factor: row.id })
}

fn is_usable(row: &FactorRow) -> bool {
    row.kind == FactorKind::Passkey.name() && row.proven_s.is_some() && row.blocked_s.is_none()
}

/// The account's passkey of a credential.
async fn find(
    backend: &Backend,
    facility: FacilityId,
    account: AccountId,
    credential: &[u8],
) -> Result<FactorRow, UseCaseError> {
    let row = store::find_by_credential(backend.db.writer(), facility, credential).await?;
    row.filter(|row| row.account_id == account && is_usable(row)).ok_or_else(|| REFUSED.into())
}

/// Notes a use that was right. A counter that did not rise tells of a copy: then the passkey is accepted no longer.
async fn settle(
    backend: &Backend,
    row: &FactorRow,
    outcome: Result<AuthenticationResult, WebauthnError>,
) -> Result<(), UseCaseError> {
    let result = match outcome {
        Ok(result) if result.user_verified() => result,
        Err(WebauthnError::CredentialPossibleCompromise) => {
            block(backend, row).await?;
            return Err(REFUSED.into());
        }
        Ok(_) => return Err(REFUSED.into()),
        Err(error) => {
            tracing::debug!(%error, "a passkey was refused");
            return Err(REFUSED.into());
        }
    };
    let mut passkey = open(backend, row)?;
    passkey.update_credential(&result);
    let used = store::Use {
        counter: i64::from(result.counter()),
        sealed: seal(backend, (row.facility_id, row.account_id, row.id), &passkey)?,
        is_synced: result.backup_state(),
    };
    // What the library compares with is as old as the question; this is the counter of now.
    if store::note_use(backend.db.writer(), row, used, backend.clock.now()).await? {
        Ok(())
    } else {
        // Another use was noted meanwhile: the slower one is refused, and nothing is known of a copy.
        Err(REFUSED.into())
    }
}

/// Accepts a passkey no longer, and tells its owner.
async fn block(backend: &Backend, row: &FactorRow) -> Result<(), UseCaseError> {
    let now = backend.clock.now();
    let tx = backend.db.begin().await?;
    if !store::block(&tx, row.facility_id, row.id, now).await? {
        return Ok(tx.rollback().await?);
    }
    let mut event = operator_event(row.facility_id, now, "account.block_passkey", &row.id.to_string());
    event.account = Some(row.account_id);
    "portal".clone_into(&mut event.address);
    audit::record(&tx, &backend.keys, &event).await?;
    notices::tell_account(&tx, (row.facility_id, row.account_id), Notice::PasskeyBlocked, now).await?;
    Ok(tx.commit().await?)
}

fn place((facility, account, id): (FacilityId, AccountId, FactorId)) -> [Vec<u8>; 4] {
    [
        b"passkey".to_vec(),
        facility.0.as_bytes().to_vec(),
        account.0.as_bytes().to_vec(),
        id.0.as_bytes().to_vec(),
    ]
}

/// A passkey as it is stored: sealed to its row, so that none serves in another's place.
pub fn seal(
    backend: &Backend,
    whose: (FacilityId, AccountId, FactorId),
    passkey: &Passkey,
) -> Result<Vec<u8>, UseCaseError> {
    let text = serde_json::to_vec(passkey).map_err(UseCaseError::internal)?;
    backend.keys.seal(KeyPurpose::Factor, &place(whose).each_ref().map(|part| part.as_slice()), &text)
}

fn open(backend: &Backend, row: &FactorRow) -> Result<Passkey, UseCaseError> {
    let place = place((row.facility_id, row.account_id, row.id));
    let sealed = row.sealed.as_deref().unwrap_or_default();
    let text =
        backend.keys.open(KeyPurpose::Factor, &place.each_ref().map(|part| part.as_slice()), sealed)?;
    serde_json::from_slice(&text).map_err(UseCaseError::internal)
}

/// Whether an authenticator's maker keeps a copy. The library tells it only in what it writes.
pub fn is_synced(passkey: &Passkey) -> Result<bool, UseCaseError> {
    let written = serde_json::to_value(passkey).map_err(UseCaseError::internal)?;
    written
        .pointer("/cred/backup_state")
        .and_then(serde_json::Value::as_bool)
        .ok_or_else(|| UseCaseError::internal("a passkey is written otherwise than expected"))
}
