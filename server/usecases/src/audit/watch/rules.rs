//! The rules for alerts: read and changed by administrators.

use super::store;
use crate::audit::log::may_read;
use crate::audit::{Event, record};
use crate::error::FieldError;
use crate::keys::sha256;
use crate::{Backend, UseCaseError, factors, uninterrupted};
use domain::actor::Actor;
use domain::audit::alert::WatchRules;
use domain::audit::contract::{RulesPage, SaveRulesRequest, SavedRules};
use domain::refusal::{NextStep, Refusal, RefusalKind};

/// A colleague has changed the rules meanwhile.
pub const RULES_CHANGED: Refusal =
    Refusal { rule: "audit.rules_changed", kind: RefusalKind::Conflict, next: NextStep::Reload };

/// The rules that hold now.
///
/// # Errors
/// The policy's refusal.
pub async fn read_rules(backend: &Backend, actor: &Actor) -> Result<RulesPage, UseCaseError> {
    may_read(backend, actor, "audit.alerts").await?;
    let rules = store::find_watch(backend.db.reader(), actor.facility).await?.rules;
    let freshness = factors::freshness(backend, actor).await?;
    Ok(RulesPage { version: version(&rules)?, rules, freshness })
}

/// Changes the rules.
///
/// # Errors
/// The policy's refusal; a step-up is needed; refused fields; [`RULES_CHANGED`] when a colleague was faster.
pub async fn save_rules(
    backend: &Backend,
    actor: &Actor,
    request: SaveRulesRequest,
) -> Result<SavedRules, UseCaseError> {
    let permit = may_read(backend, actor, "audit.change_rules").await?;
    factors::require_fresh(backend, actor).await?;
    let next = request.rules().map_err(|problems| {
        let field = |(field, message): (&str, &str)| FieldError::new(field, message);
        UseCaseError::Invalid(problems.into_iter().map(field).collect())
    })?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        let before = store::lock_rules(&tx, actor.facility).await?;
        if version(&before)? != request.version {
            tx.rollback().await?;
            return Err(RULES_CHANGED.into());
        }
        if before != next {
            store::update_rules(&tx, &permit, actor.facility, &next, now).await?;
            let kinds = next.kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>().join("+");
            let subject = format!(
                "kinds={kinds} mass={}/{} night={}-{}",
                next.mass_charts, next.mass_minutes, next.night_from, next.night_to
            );
            let event = Event { chart: None, ..Event::of(&actor, now, "audit.change_rules", &subject) };
            record(&tx, &backend.keys, &event).await?;
        }
        tx.commit().await?;
        Ok(SavedRules { version: version(&next)? })
    })
    .await
}

fn version(rules: &WatchRules) -> Result<String, UseCaseError> {
    let hash = sha256(&serde_json::to_vec(rules)?);
    Ok(hash.iter().take(9).map(|byte| format!("{byte:02x}")).collect())
}
