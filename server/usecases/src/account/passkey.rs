//! Passkeys instead of name and password, and instead of the password as proof anew. Too many wrong passwords do not stand in
//! their way: there is nothing to guess, and a stranger keeps no owner out.

use super::open::{audience_of, open_session};
use super::second_step::waiting;
use super::tries::network_of;
use super::{NewSession, Origin, device, sessions, sign_in_event, store};
use crate::facility::Facility;
use crate::factors::passkey::{self, REFUSED};
use crate::factors::{self, Binding};
use crate::{Backend, UseCaseError, audit, uninterrupted};
use domain::account::code::Purpose;
use domain::account::passkey::{PasskeyAnswer, PasskeyQuestion};
use domain::account::security::{FactorKind, SecuritySettings};
use domain::actor::{Actor, Assurance};

/// Whether the sign-in page offers passkeys: somebody could have one.
#[must_use]
pub fn offers_passkeys(security: &SecuritySettings) -> bool {
    [&security.patients, &security.staff].iter().any(|audience| audience.accepts(FactorKind::Passkey))
}

/// Asks for any passkey. The answer is the same for everybody: no name was given.
///
/// # Errors
/// [`factors::NOT_OFFERED`]; [`super::WAIT`] for a network that leaves too many questions open.
pub async fn begin_passkey_sign_in(
    backend: &Backend,
    facility: &Facility,
    origin: &Origin,
) -> Result<PasskeyQuestion, UseCaseError> {
    if !offers_passkeys(&facility.security) {
        return Err(factors::NOT_OFFERED.into());
    }
    passkey::ask_anybody(backend, facility, &network_of(&origin.address)).await
}

/// Signs in with a passkey alone.
///
/// # Errors
/// [`REFUSED`], whatever was wrong.
pub async fn finish_passkey_sign_in(
    backend: &Backend,
    facility: &Facility,
    origin: Origin,
    answer: PasskeyAnswer,
) -> Result<NewSession, UseCaseError> {
    let (backend, facility) = (backend.clone(), facility.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let used = match passkey::take_from_anybody(&backend, &facility, &answer).await {
            Ok(used) => used,
            Err(error) => {
                let event = sign_in_event(&origin, None, now).with_outcome(error.outcome());
                audit::record_alone(&backend, &event).await?;
                return Err(error);
            }
        };
        let audience = audience_of(&backend, origin.facility, used.account).await?;
        let tx = backend.db.begin().await?;
        // Whoever changes the ways in now waits for this session, and ends it with the others.
        let username = store::find_enabled(&tx, origin.facility, used.account).await?;
        let holds = audience.accepts(FactorKind::Passkey) && passkey::holds(&tx, &used).await?;
        let Some(username) = username.filter(|_| holds) else {
            tx.rollback().await?;
            let event = sign_in_event(&origin, Some(used.account), now).with_outcome(REFUSED.rule);
            audit::record_alone(&backend, &event).await?;
            return Err(REFUSED.into());
        };
        let who = (used.account, username.as_str());
        let how = (Assurance::TwoFactor, FactorKind::Passkey.name());
        let session = open_session(&tx, &backend, &origin, who, how, &audience, now).await?;
        tx.commit().await?;
        Ok(session)
    })
    .await
}

/// Asks for a passkey of the account whose password was right.
///
/// # Errors
/// `SignedOut` when the sign-in waits no longer; `NotFound` without a passkey.
pub async fn begin_second_passkey(
    backend: &Backend,
    origin: &Origin,
    token: &str,
) -> Result<PasskeyQuestion, UseCaseError> {
    let waiting = waiting(backend, origin, token).await?;
    let audience = audience_of(backend, waiting.facility, waiting.account).await?;
    passkey::ask(backend, waiting.binding(), &audience).await
}

/// What a step-up's question is bound to.
const fn of_session(actor: &Actor) -> Binding<'_> {
    Binding {
        facility: actor.facility,
        account: actor.account,
        purpose: Purpose::StepUp,
        hash: actor.session.as_slice(),
    }
}

/// Asks for a passkey of the account that is signed in.
///
/// # Errors
/// `NotFound` without a passkey.
pub async fn begin_passkey_step_up(
    backend: &Backend,
    actor: &Actor,
    security: &SecuritySettings,
) -> Result<PasskeyQuestion, UseCaseError> {
    passkey::ask(backend, of_session(actor), security.of(actor.is_staff())).await
}

/// The person proves anew who they are, with a passkey: the session gets another token.
///
/// # Errors
/// [`REFUSED`], whatever was wrong.
pub async fn step_up_with_passkey(
    backend: &Backend,
    actor: &Actor,
    answer: PasskeyAnswer,
) -> Result<NewSession, UseCaseError> {
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let (challenge, credential) = (answer.challenge, answer.credential);
        let how = match passkey::answer(&backend, of_session(&actor), challenge, &credential).await {
            Ok(how) => how,
            Err(error) => {
                let event = audit::Event::of(&actor, now, "account.step_up", FactorKind::Passkey.name());
                audit::record_alone(&backend, &event.with_outcome(error.outcome())).await?;
                return Err(error);
            }
        };
        let tx = backend.db.begin().await?;
        let Some(username) = store::find_enabled(&tx, actor.facility, actor.account).await? else {
            tx.rollback().await?;
            return Err(UseCaseError::SignedOut);
        };
        let token = sessions::renew(&tx, &actor, Assurance::TwoFactor, now).await?;
        let event = audit::Event::of(&actor, now, "account.step_up", how);
        audit::record(&tx, &backend.keys, &event).await?;
        tx.commit().await?;
        let device = device::name(&backend.keys, actor.facility, &username);
        Ok(NewSession { account: actor.account, token, device })
    })
    .await
}
