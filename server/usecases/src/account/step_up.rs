//! Proving anew who is asking, before something that matters: the password, and a second factor of those who have one.

use super::open::audience_of;
use super::sessions::renew;
use super::store::Reserved;
use super::tries::{STOPPED, WAIT, WRONG, throttle_of_account};
use super::{NewSession, Passwords, device, store};
use crate::factors::{self, Binding};
use crate::{Backend, UseCaseError, audit, uninterrupted};
use domain::account::code::Purpose;
use domain::account::contract::StepUpRequest;
use domain::account::factor::{CodeSent, FactorRequest, SecondFactorRequest, SecondStep};
use domain::account::throttle::Bounds;
use domain::actor::{Actor, Assurance};
use i18n::Lang;

/// What a code for the actor's step-up is bound to.
fn binding(actor: &Actor) -> Binding<'_> {
    Binding {
        facility: actor.facility,
        account: actor.account,
        purpose: Purpose::StepUp,
        hash: &actor.session,
    }
}

/// What is asked for beside the password: without factors, nothing.
///
/// # Errors
/// When the database fails.
pub async fn read_step_up(backend: &Backend, actor: &Actor) -> Result<SecondStep, UseCaseError> {
    let audience = audience_of(backend, actor.facility, actor.account).await?;
    let factors = factors::choices(backend, binding(actor), &audience).await?;
    let has_recovery = !factors.is_empty() && factors::has_recovery(backend, binding(actor)).await?;
    Ok(SecondStep { factors, has_recovery })
}

/// Sends a code to the address of a factor.
///
/// # Errors
/// `NotFound` for a factor without an address; too many codes to it.
pub async fn send_step_up_code(
    backend: &Backend,
    actor: &Actor,
    lang: Lang,
    request: FactorRequest,
) -> Result<CodeSent, UseCaseError> {
    let audience = audience_of(backend, actor.facility, actor.account).await?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        factors::send_code(&backend, binding(&actor), &audience, lang, request.factor).await
    })
    .await
}

/// The person proves anew who they are: the session gets another token.
///
/// # Errors
/// [`WRONG`], [`crate::codes::WRONG`]; [`WAIT`] or [`STOPPED`] after too many failures.
pub async fn step_up(
    backend: &Backend,
    passwords: &Passwords,
    actor: &Actor,
    request: StepUpRequest,
) -> Result<NewSession, UseCaseError> {
    let (backend, passwords, actor) = (backend.clone(), passwords.clone(), actor.clone());
    uninterrupted(async move {
        let StepUpRequest { password, factor, challenge, code } = request;
        let username = prove_password(&backend, &passwords, &actor, password).await?;
        let audience = audience_of(&backend, actor.facility, actor.account).await?;
        let now = backend.clock.now();
        let (assurance, how) = if factors::choices(&backend, binding(&actor), &audience).await?.is_empty() {
            (actor.assurance, "password")
        } else {
            let request = SecondFactorRequest { factor, challenge, code, next: None };
            match factors::verify(&backend, &passwords, binding(&actor), &audience, &request).await {
                Ok(how) => (Assurance::TwoFactor, how),
                Err(error) => {
                    let event = audit::Event::of(&actor, now, "account.step_up", "");
                    audit::record_alone(&backend, &event.with_outcome(error.outcome())).await?;
                    return Err(error);
                }
            }
        };
        let tx = backend.db.begin().await?;
        let token = renew(&tx, &actor, assurance, now).await?;
        factors::clear(&tx, &backend, actor.facility, actor.account).await?;
        let event = audit::Event::of(&actor, now, "account.step_up", how);
        audit::record(&tx, &backend.keys, &event).await?;
        tx.commit().await?;
        let device = device::name(&backend.keys, actor.facility, &username);
        Ok(NewSession { account: actor.account, token, device })
    })
    .await
}

/// Checks the actor's own password, counting the try first; answers with the name to sign in with.
pub(super) async fn prove_password(
    backend: &Backend,
    passwords: &Passwords,
    actor: &Actor,
    password: String,
) -> Result<String, UseCaseError> {
    let now = backend.clock.now();
    let key = throttle_of_account(backend, actor.facility, actor.account);
    let tx = backend.db.begin().await?;
    let refusal = match store::reserve_attempt(&tx, actor.facility, &key, Bounds::SECRET, now).await? {
        Reserved::Counted => None,
        Reserved::Waits => Some(WAIT),
        Reserved::Stopped => Some(STOPPED),
    };
    if let Some(refusal) = refusal {
        tx.rollback().await?;
        return Err(refusal.into());
    }
    tx.commit().await?;
    let found = store::find_password(backend.db.reader(), actor.facility, actor.account).await?;
    let (hash, username) = found.ok_or(UseCaseError::SignedOut)?;
    if !passwords.verify(&backend.keys, password, Some(hash)).await? {
        let event = audit::Event::of(actor, now, "account.prove_password", "").with_outcome(WRONG.rule);
        audit::record_alone(backend, &event).await?;
        return Err(WRONG.into());
    }
    store::clear_attempts(backend.db.writer(), actor.facility, &key).await?;
    Ok(username)
}
