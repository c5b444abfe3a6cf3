//! What a clinic decides about releasing results: read and changed by its administrators. It holds for what arrives from then
//! on; what waits already keeps its time. Who sees sensitive tests holds at once.

use super::store::settings as store;
use super::{RULES_CHANGED, may};
use crate::error::FieldError;
use crate::facility::Facility;
use crate::keys::sha256;
use crate::plain::{one_line, plain};
use crate::{Backend, UseCaseError, audit, factors, uninterrupted};
use domain::actor::Actor;
use domain::permission::Action;
use domain::results::settings::{ReleaseSettings, RuleKind};
use domain::results::typed::{
    ReleasePage, RemoveClassRequest, SaveClassRequest, SaveRulesRequest, SavedRelease, read_class,
    read_rules as read_all,
};
use uuid::Uuid;

const CHANGE: &str = "results.change_rules";
/// Longest text of a form that is looked at, in characters: longer than any that is accepted.
const LONGEST_TYPED: usize = 50_000;

/// The rules.
///
/// # Errors
/// The policy's refusal.
pub async fn read_rules(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
) -> Result<ReleasePage, UseCaseError> {
    may(backend, actor, Action::EditReleaseRules, "results.read_rules").await?;
    Ok(ReleasePage {
        version: version(&facility.results)?,
        settings: facility.results.clone(),
        freshness: factors::freshness(backend, actor).await?,
    })
}

/// Changes what holds for all tests, and the sentences.
///
/// # Errors
/// The policy's refusal; a step-up is needed; refused fields; [`RULES_CHANGED`] when a colleague was faster.
pub async fn save_rules(
    backend: &Backend,
    actor: &Actor,
    mut request: SaveRulesRequest,
) -> Result<SavedRelease, UseCaseError> {
    request.sentences = plain(&request.sentences, LONGEST_TYPED);
    let based_on = request.version.clone();
    change(backend, actor, based_on, move |before| read_all(before, &request)).await
}

/// Adds or changes a class.
///
/// # Errors
/// As [`save_rules`].
pub async fn save_class(
    backend: &Backend,
    actor: &Actor,
    mut request: SaveClassRequest,
) -> Result<SavedRelease, UseCaseError> {
    request.name = one_line(&request.name, LONGEST_TYPED);
    request.reason = one_line(&request.reason, LONGEST_TYPED);
    let based_on = request.version.clone();
    let new_id = Uuid::new_v4().to_string();
    change(backend, actor, based_on, move |before| read_class(before, &request, new_id)).await
}

/// Takes a class away; its results keep what was decided for them.
///
/// # Errors
/// As [`save_rules`].
pub async fn remove_class(
    backend: &Backend,
    actor: &Actor,
    request: RemoveClassRequest,
) -> Result<SavedRelease, UseCaseError> {
    let RemoveClassRequest { version, id } = request;
    change(backend, actor, version, move |before| {
        let mut next = before.clone();
        next.classes.retain(|class| class.id != id);
        Ok(next)
    })
    .await
}

async fn change<F>(
    backend: &Backend,
    actor: &Actor,
    based_on: String,
    next: F,
) -> Result<SavedRelease, UseCaseError>
where
    F: FnOnce(&ReleaseSettings) -> Result<ReleaseSettings, Vec<(&'static str, &'static str)>>
        + Send
        + 'static,
{
    let permit = may(backend, actor, Action::EditReleaseRules, CHANGE).await?;
    factors::require_fresh(backend, actor).await?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        let before = store::lock_settings(&tx, actor.facility).await?;
        if version(&before)? != based_on {
            tx.rollback().await?;
            return Err(RULES_CHANGED.into());
        }
        let next = next(&before).map_err(|problems| {
            let field = |(field, message): (&str, &str)| FieldError::new(field, message);
            UseCaseError::Invalid(problems.into_iter().map(field).collect())
        })?;
        if before != next {
            store::update_settings(&tx, &permit, actor.facility, &next).await?;
            let event = audit::Event::of(&actor, now, CHANGE, &in_words(&next));
            audit::record(&tx, &backend.keys, &audit::Event { chart: None, ..event }).await?;
        }
        tx.commit().await?;
        Ok(SavedRelease { version: version(&next)? })
    })
    .await
}

/// What holds from now on, for the log.
fn in_words(settings: &ReleaseSettings) -> String {
    let rule = |rule: domain::results::release::Rule| {
        let hours = rule.hours().map(|hours| format!(":{hours}h")).unwrap_or_default();
        format!("{}{hours}", RuleKind::of(rule).name())
    };
    let sensitive = settings.classes.iter().filter(|class| class.is_sensitive).count();
    format!(
        "laboratory={} other={} classes={} sensitive={sensitive} sentences={}",
        rule(settings.laboratory),
        rule(settings.other),
        settings.classes.len(),
        settings.sentences.len()
    )
}

/// What somebody who read these settings names when changing them.
fn version(settings: &ReleaseSettings) -> Result<String, UseCaseError> {
    let hash = sha256(&serde_json::to_vec(settings)?);
    Ok(hash.iter().take(9).map(|byte| format!("{byte:02x}")).collect())
}
