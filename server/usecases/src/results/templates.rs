//! Short texts that a clinician keeps: each sees and changes only the own ones.

use super::may;
use super::store::templates as store;
use crate::error::FieldError;
use crate::plain::{one_line, plain};
use crate::{Backend, UseCaseError, audit, uninterrupted};
use domain::actor::Actor;
use domain::ids::TemplateId;
use domain::permission::Action;
use domain::refusal::{NextStep, Refusal, RefusalKind};
use domain::results::contract::LONGEST_COMMENT;
use domain::results::templates::{
    MOST, NAME_CHARS, RemoveTemplateRequest, SaveTemplateRequest, Templates, problems,
};
use uuid::Uuid;

/// There are as many as one clinician can keep.
pub const ENOUGH_TEMPLATES: Refusal =
    Refusal { rule: "results.enough_templates", kind: RefusalKind::Rule, next: NextStep::CorrectFields };

/// The actor's texts, by name.
///
/// # Errors
/// The policy's refusal.
pub async fn list_templates(backend: &Backend, actor: &Actor) -> Result<Templates, UseCaseError> {
    may(backend, actor, Action::ReleaseResults, "results.list_templates").await?;
    Ok(Templates { templates: store::list(backend.db.reader(), actor).await? })
}

/// Keeps a text, or changes one of the actor's.
///
/// # Errors
/// The policy's refusal; fields; `NotFound` for one that is not the actor's; [`ENOUGH_TEMPLATES`].
pub async fn save_template(
    backend: &Backend,
    actor: &Actor,
    request: SaveTemplateRequest,
) -> Result<(), UseCaseError> {
    may(backend, actor, Action::ReleaseResults, "results.save_template").await?;
    let name = one_line(&request.name, NAME_CHARS + 1);
    let text = plain(&request.text, LONGEST_COMMENT + 1);
    let found = problems(&name, &text);
    if !found.is_empty() {
        let field = |(field, message): (&str, &str)| FieldError::new(field, message);
        return Err(UseCaseError::Invalid(found.into_iter().map(field).collect()));
    }
    let changed: Option<TemplateId> = match request.id.as_str() {
        "" => None,
        id => Some(id.parse().map_err(|_| UseCaseError::NotFound)?),
    };
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        store::lock_account(&tx, &actor).await?;
        let own = store::list(&tx, &actor).await?;
        let is_taken = own.iter().any(|known| known.name == name && Some(known.id) != changed);
        if is_taken {
            return Err(UseCaseError::Invalid(vec![FieldError::new("name", "release_template_taken")]));
        }
        let id = match changed {
            Some(id) if own.iter().any(|known| known.id == id) => {
                store::update(&tx, &actor, id, (&name, &text), now).await?;
                id
            }
            Some(_) => return Err(UseCaseError::NotFound),
            None if own.len() >= MOST => return Err(ENOUGH_TEMPLATES.into()),
            None => {
                let id = TemplateId(Uuid::new_v4());
                store::insert(&tx, &actor, id, (&name, &text), now).await?;
                id
            }
        };
        let event = audit::Event::of(&actor, now, "results.save_template", &id.to_string());
        audit::record(&tx, &backend.keys, &audit::Event { chart: None, ..event }).await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// Takes one of the actor's texts away.
///
/// # Errors
/// The policy's refusal; `NotFound` for one that is not the actor's.
pub async fn remove_template(
    backend: &Backend,
    actor: &Actor,
    request: RemoveTemplateRequest,
) -> Result<(), UseCaseError> {
    may(backend, actor, Action::ReleaseResults, "results.remove_template").await?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        if !store::delete(&tx, &actor, request.id).await? {
            tx.rollback().await?;
            return Err(UseCaseError::NotFound);
        }
        let event = audit::Event::of(&actor, now, "results.remove_template", &request.id.to_string());
        audit::record(&tx, &backend.keys, &audit::Event { chart: None, ..event }).await?;
        Ok(tx.commit().await?)
    })
    .await
}
