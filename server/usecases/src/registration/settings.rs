//! What a clinic decides about registering: read and changed by its administrators. It holds from the next request on.

use super::store;
use crate::error::FieldError;
use crate::facility::Facility;
use crate::keys::sha256;
use crate::{Backend, UseCaseError, audit, factors, uninterrupted};
use domain::actor::Actor;
use domain::contact::ContactKind;
use domain::permission::Action;
use domain::policy::{self, StaffPermit};
use domain::refusal::{NextStep, Refusal, RefusalKind};
use domain::registration::settings::{
    RegistrationPage, RegistrationSettings, SaveRegistrationRequest, SavedRegistration, read,
};

/// A colleague has changed the settings meanwhile.
pub const SETTINGS_CHANGED: Refusal =
    Refusal { rule: "registration.settings_changed", kind: RefusalKind::Conflict, next: NextStep::Reload };

/// The settings.
///
/// # Errors
/// The policy's refusal.
pub async fn read_settings(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
) -> Result<RegistrationPage, UseCaseError> {
    may_edit(backend, actor, "registration.read_settings").await?;
    Ok(RegistrationPage {
        version: version(&facility.registration)?,
        settings: facility.registration.clone(),
        can_send: can_send(backend),
        freshness: factors::freshness(backend, actor).await?,
    })
}

/// Whether a code can be sent by any channel.
fn can_send(backend: &Backend) -> bool {
    [ContactKind::Email, ContactKind::Phone].into_iter().any(|kind| backend.channels.reach(kind))
}

/// Changes the settings; answers with the name of what holds now.
///
/// # Errors
/// The policy's refusal; a step-up is needed; refused fields; [`SETTINGS_CHANGED`] when a colleague was faster.
pub async fn save_settings(
    backend: &Backend,
    actor: &Actor,
    request: SaveRegistrationRequest,
) -> Result<SavedRegistration, UseCaseError> {
    let permit = may_edit(backend, actor, "registration.change_settings").await?;
    factors::require_fresh(backend, actor).await?;
    let next = read(&request).map_err(|problems| {
        let field = |(field, message): (&str, &str)| FieldError::new(field, message);
        UseCaseError::Invalid(problems.into_iter().map(field).collect())
    })?;
    if next.is_on && !can_send(backend) {
        return Err(UseCaseError::Invalid(vec![FieldError::new("is_on", "registration_no_channel")]));
    }
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        let before = store::lock_settings(&tx, actor.facility).await?;
        if version(&before)? != request.version {
            tx.rollback().await?;
            return Err(SETTINGS_CHANGED.into());
        }
        if before != next {
            store::update_settings(&tx, &permit, actor.facility, &next).await?;
            let event = audit::Event::of(&actor, now, "registration.change_settings", &in_words(&next));
            audit::record(&tx, &backend.keys, &audit::Event { chart: None, ..event }).await?;
        }
        tx.commit().await?;
        Ok(SavedRegistration { version: version(&next)? })
    })
    .await
}

/// What holds from now on, for the log.
fn in_words(settings: &RegistrationSettings) -> String {
    let required = settings.required.iter().map(|detail| detail.name()).collect::<Vec<_>>().join("+");
    let policy = settings.policy;
    format!(
        "on={} required={required} automatic={} queue_partial={} queue_none={} kept_days={} per_day={}",
        settings.is_on,
        policy.is_automatic,
        policy.queues_partial,
        policy.queues_none,
        settings.kept_days,
        settings.most_per_day
    )
}

/// What somebody who read these settings names when changing them.
fn version(settings: &RegistrationSettings) -> Result<String, UseCaseError> {
    let hash = sha256(&serde_json::to_vec(settings)?);
    Ok(hash.iter().take(9).map(|byte| format!("{byte:02x}")).collect())
}

/// Proof that the actor may change these settings; a refusal is logged.
async fn may_edit(backend: &Backend, actor: &Actor, action: &str) -> Result<StaffPermit, UseCaseError> {
    match policy::for_staff(actor, Action::EditRegistration) {
        Ok(permit) => Ok(permit),
        Err(refusal) => Err(audit::denied(backend, actor, action, refusal.into()).await),
    }
}
