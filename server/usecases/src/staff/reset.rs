//! Allowing a colleague or a patient in without their second factors, once: with a reason, and a code told in person.

use super::{event, may_edit, store};
use crate::error::FieldError;
use crate::factors::reset;
use crate::notices::{self, Notice};
use crate::plain::plain;
use crate::{Backend, UseCaseError, account, audit, factors, uninterrupted};
use domain::actor::Actor;
use domain::staff::OWN;
use domain::staff::contract::{REASON_CHARS, ResetAllowed, ResetFactorsRequest};

/// Allows it. Nothing of the person's changes before the code is typed after the right password.
///
/// # Errors
/// The policy's refusal; a step-up is needed; the field `reason`; `NotFound` for no colleague, or one without any second
/// factor; [`OWN`].
pub async fn reset_factors(
    backend: &Backend,
    actor: &Actor,
    request: ResetFactorsRequest,
) -> Result<ResetAllowed, UseCaseError> {
    may_edit(backend, actor, "staff.reset_factors").await?;
    factors::require_fresh(backend, actor).await?;
    let reason = plain(&request.reason, REASON_CHARS).replace('\n', " ");
    if reason.is_empty() {
        return Err(UseCaseError::Invalid(vec![FieldError::new("reason", "staff_reason")]));
    }
    if request.account == actor.account {
        return Err(OWN.into());
    }
    let db = backend.db.reader();
    store::find(db, actor.facility, request.account).await?.ok_or(UseCaseError::NotFound)?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let whose = (actor.facility, request.account);
        let tx = backend.db.begin().await?;
        let code = reset::allow(&tx, &backend.keys, whose, actor.account, now).await?;
        account::forgive(&tx, &backend, whose).await?;
        let subject = format!("{} {reason}", request.account);
        audit::record(&tx, &backend.keys, &event(&actor, now, "staff.reset_factors", &subject)).await?;
        notices::tell_account(&tx, whose, Notice::ResetAllowed, now).await?;
        tx.commit().await?;
        Ok(ResetAllowed { code, minutes: reset::MINUTES })
    })
    .await
}
