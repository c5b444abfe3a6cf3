//! Changing one's own password: the old one proves who asks, every other session ends, and the owner is told.

use super::reset::end_resets;
use super::sessions::{end_others, renew};
use super::step_up::prove_password;
use super::tries::forgive_passwords;
use super::{NewSession, Passwords, device, password, store};
use crate::error::FieldError;
use crate::{Backend, UseCaseError, audit, notices, uninterrupted};
use domain::account::contract::ChangePasswordRequest;
use domain::account::security::SecuritySettings;
use domain::actor::Actor;

/// Changes the actor's password.
///
/// # Errors
/// The fields `current` and `new`; [`super::WAIT`] after too many failures.
pub async fn change_password(
    backend: &Backend,
    passwords: &Passwords,
    actor: &Actor,
    security: &SecuritySettings,
    request: ChangePasswordRequest,
) -> Result<NewSession, UseCaseError> {
    let is_complex = security.is_complex;
    let (backend, passwords, actor) = (backend.clone(), passwords.clone(), actor.clone());
    uninterrupted(async move {
        let username = match prove_password(&backend, &passwords, &actor, request.current).await {
            Err(UseCaseError::Refused(refusal)) if refusal == super::WRONG => {
                return Err(UseCaseError::Invalid(vec![FieldError::new("current", "password_wrong")]));
            }
            other => other?,
        };
        let around = password::around(&backend, actor.facility).await?;
        password::check_new("new", &request.new, (&username, &around), is_complex)?;
        let hash = passwords.hash(&backend.keys, request.new).await?;
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        store::update_password(&tx, actor.facility, actor.account, &hash, now).await?;
        end_others(&tx, &actor, now).await?;
        end_resets(&tx, actor.facility, actor.account, now).await?;
        forgive_passwords(&tx, &backend, (actor.facility, actor.account), &username).await?;
        let token = renew(&tx, &actor, actor.assurance, now).await?;
        let event = audit::Event::of(&actor, now, "account.change_password", "");
        audit::record(&tx, &backend.keys, &event).await?;
        notices::tell(&tx, &actor, notices::Notice::PasswordChanged, now).await?;
        tx.commit().await?;
        backend.live.wake();
        let device = device::name(&backend.keys, actor.facility, &username);
        Ok(NewSession { account: actor.account, token, device })
    })
    .await
}
