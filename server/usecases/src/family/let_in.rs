//! The front desk lets a patient in who has lost every second factor, or somebody who acts for one: seen in person, with a reason.

use super::{CHANGED, may_manage, store};
use crate::account::{self, audience_of, list_roles};
use crate::error::FieldError;
use crate::factors::{self, reset};
use crate::notices::{self, Notice};
use crate::plain::plain;
use crate::{Backend, UseCaseError, audit, uninterrupted};
use domain::account::security::FactorPolicy;
use domain::actor::Actor;
use domain::family::contract::{LetInRequest, PersonLetIn};
use domain::ids::AccountId;
use domain::refusal::{NextStep, Refusal, RefusalKind};
use domain::staff::OWN;
use domain::staff::contract::{REASON_CHARS, ResetAllowed};
use domain::time::Instant;

/// Who works here is let in by an administrator, on the page of colleagues.
pub const COLLEAGUE: Refusal =
    Refusal { rule: "family.colleague", kind: RefusalKind::Forbidden, next: NextStep::CallUs };

/// Allows one sign-in with the password and a code told in person; nothing of the person's changes before the code is typed.
/// Wrong passwords and codes of before count no longer: whoever is seen in person is no stranger.
///
/// # Errors
/// The policy's refusal; a step-up is needed; the field `reason`; `NotFound` for a patient without an account, or with several
/// of which none was named; [`CHANGED`] when
/// the access has ended; [`COLLEAGUE`]; [`OWN`].
pub async fn let_in(
    backend: &Backend,
    actor: &Actor,
    request: LetInRequest,
) -> Result<PersonLetIn, UseCaseError> {
    may_manage(backend, actor, "family.let_in").await?;
    factors::require_fresh(backend, actor).await?;
    let reason = plain(&request.reason, REASON_CHARS).replace('\n', " ");
    if reason.is_empty() {
        return Err(UseCaseError::Invalid(vec![FieldError::new("reason", "family_let_in_reason")]));
    }
    let now = backend.clock.now();
    let account = whose(backend, actor, &request, now).await?;
    if account == actor.account {
        return Err(OWN.into());
    }
    let (db, facility) = (backend.db.reader(), actor.facility);
    if !list_roles(db, facility, account).await?.roles.is_empty() {
        return Err(COLLEAGUE.into());
    }
    let audience = audience_of(backend, facility, account).await?;
    let has_factor = audience.policy != FactorPolicy::Off
        && factors::has_proven(db, facility, account, &audience.factors).await?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let whose = (facility, account);
        let tx = backend.db.begin().await?;
        let code = match has_factor {
            true => Some(ResetAllowed {
                code: reset::allow(&tx, &backend.keys, whose, actor.account, now).await?,
                minutes: reset::MINUTES,
            }),
            false => None,
        };
        account::forgive(&tx, &backend, whose).await?;
        let event = audit::Event::of(&actor, now, "family.let_in", &format!("{account} {reason}"));
        audit::record(&tx, &backend.keys, &audit::Event { chart: Some(request.chart), ..event }).await?;
        let notice = if has_factor { Notice::ResetAllowed } else { Notice::TriesForgiven };
        notices::tell_account(&tx, whose, notice, now).await?;
        tx.commit().await?;
        Ok(PersonLetIn { code })
    })
    .await
}

/// The account that is meant: of the patient, or of who holds the grant.
async fn whose(
    backend: &Backend,
    actor: &Actor,
    request: &LetInRequest,
    now: Instant,
) -> Result<AccountId, UseCaseError> {
    let (db, facility, chart) = (backend.db.reader(), actor.facility, request.chart);
    let Some(grant) = request.grant else {
        let owners = store::list_owners(db, facility, chart, now).await?;
        return match (request.account, owners.as_slice()) {
            (Some(named), owners) if owners.contains(&named) => Ok(named),
            (None, [only]) => Ok(*only),
            _ => Err(UseCaseError::NotFound),
        };
    };
    let row = store::find_grant(db, facility, grant).await?.filter(|row| row.chart == chart);
    let row = row.ok_or(UseCaseError::NotFound)?;
    let is_over = row.revoked.is_some() || row.ends.is_some_and(|end| end <= now);
    if is_over { Err(CHANGED.into()) } else { Ok(row.account) }
}
