//! Whether the person has proven just now who they are.

use super::store;
use crate::account::audience_of;
use crate::{Backend, UseCaseError};
use domain::account::contract::Freshness;
use domain::account::security::FactorPolicy;
use domain::actor::{Actor, Assurance};
use domain::refusal::{NextStep, Refusal, RefusalKind};

/// Who is asking has to be proven anew first.
pub const STEP_UP: Refusal =
    Refusal { rule: "account.step_up", kind: RefusalKind::Forbidden, next: NextStep::ProveYourself };

/// Whether the person has proven just now who they are; whoever has a second factor, with that too.
///
/// # Errors
/// When the database fails.
pub async fn freshness(backend: &Backend, actor: &Actor) -> Result<Freshness, UseCaseError> {
    let is_recent = actor.is_fresh(backend.clock.now());
    if is_recent && actor.assurance == Assurance::TwoFactor {
        return Ok(Freshness::Fresh);
    }
    let audience = audience_of(backend, actor.facility, actor.account).await?;
    let has_factor = audience.policy != FactorPolicy::Off
        && store::has_proven(backend.db.reader(), actor.facility, actor.account, &audience.factors).await?;
    Ok(match (has_factor, is_recent) {
        (true, _) => Freshness::SecondFactor,
        (false, true) => Freshness::Fresh,
        (false, false) => Freshness::Password,
    })
}

/// The same as a condition.
///
/// # Errors
/// [`STEP_UP`].
pub async fn require_fresh(backend: &Backend, actor: &Actor) -> Result<(), UseCaseError> {
    if freshness(backend, actor).await? == Freshness::Fresh { Ok(()) } else { Err(STEP_UP.into()) }
}
