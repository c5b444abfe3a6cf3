//! Reading and changing the security settings. Whoever writes says what was read, and has seen whom the change concerns.

use super::store;
use crate::error::FieldError;
use crate::facility::Facility;
use crate::keys::sha256;
use crate::{Backend, UseCaseError, audit, factors, uninterrupted};
use domain::account::security::{Audience, FactorKind, FactorPolicy, SecuritySettings};
use domain::actor::Actor;
use domain::permission::Action;
use domain::policy::{self, StaffPermit};
use domain::refusal::{NextStep, Refusal, RefusalKind};
use domain::security::contract::{SaveSecurityRequest, SavedSecurity, SecurityPage};
use domain::security::{Consequences, consequences, read};

/// A colleague has changed the settings meanwhile.
pub const CHANGED: Refusal =
    Refusal { rule: "security.changed", kind: RefusalKind::Conflict, next: NextStep::Reload };
/// The change concerns people who sign in now: it has to be confirmed.
pub const CONFIRM: Refusal =
    Refusal { rule: "security.confirm", kind: RefusalKind::Rule, next: NextStep::CorrectFields };

/// Bytes of a version: enough that two states do not look the same by chance.
const VERSION_BYTES: usize = 9;

/// The settings, and what is needed to weigh a change of them.
///
/// # Errors
/// The policy's refusal.
pub async fn read_security(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
) -> Result<SecurityPage, UseCaseError> {
    may_edit(backend, actor, "security.read").await?;
    let now = backend.clock.now();
    Ok(SecurityPage {
        version: version(&facility.security)?,
        reachable: reachable(backend),
        census: store::count_people(backend.db.reader(), actor.facility, now).await?,
        settings: facility.security.clone(),
        freshness: factors::freshness(backend, actor).await?,
    })
}

/// Changes the settings; answers with the name of what holds now.
///
/// # Errors
/// The policy's refusal; a step-up is needed; refused fields; [`CHANGED`] when a colleague was faster; [`CONFIRM`] when
/// the change concerns people and that was not confirmed.
pub async fn save_security(
    backend: &Backend,
    actor: &Actor,
    request: SaveSecurityRequest,
) -> Result<SavedSecurity, UseCaseError> {
    let permit = may_edit(backend, actor, "security.change").await?;
    factors::require_fresh(backend, actor).await?;
    let next = check(backend, &request)?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let tx = backend.db.begin().await?;
        match change(&tx, &backend, &actor, &permit, &request, next).await {
            Ok(saved) => {
                tx.commit().await?;
                Ok(saved)
            }
            Err(error) => {
                tx.rollback().await?;
                Err(error)
            }
        }
    })
    .await
}

async fn change(
    tx: &crate::db::Tx,
    backend: &Backend,
    actor: &Actor,
    permit: &StaffPermit,
    request: &SaveSecurityRequest,
    next: SecuritySettings,
) -> Result<SavedSecurity, UseCaseError> {
    let now = backend.clock.now();
    let before = store::lock(tx, actor.facility).await?;
    if version(&before)? != request.version {
        return Err(CHANGED.into());
    }
    let census = store::count_people(tx, actor.facility, now).await?;
    let is_harmless = consequences(&census, &before, &next).iter().all(Consequences::is_nothing);
    if !is_harmless && !request.is_confirmed {
        return Err(CONFIRM.into());
    }
    let changed = changed(&before, &next);
    if !changed.is_empty() {
        store::update(tx, permit, actor.facility, &next).await?;
        let event = audit::Event::of(actor, now, "security.change", &changed.join(" "));
        audit::record(tx, &backend.keys, &event).await?;
    }
    Ok(SavedSecurity { version: version(&next)? })
}

/// The settings as typed, if all of them can be.
fn check(backend: &Backend, request: &SaveSecurityRequest) -> Result<SecuritySettings, UseCaseError> {
    let field = |(field, message): (&str, &str)| FieldError::new(field, message);
    let next =
        read(request).map_err(|problems| UseCaseError::Invalid(problems.into_iter().map(field).collect()))?;
    let reachable = reachable(backend);
    let is_stuck = |audience: &Audience| {
        audience.policy == FactorPolicy::Required
            && !audience.factors.iter().any(|kind| reachable.contains(kind))
    };
    let stuck: Vec<FieldError> = [(&next.patients, "patients.factors"), (&next.staff, "staff.factors")]
        .into_iter()
        .filter(|(audience, _)| is_stuck(audience))
        .map(|(_, name)| field((name, "security_none_reachable")))
        .collect();
    if stuck.is_empty() { Ok(next) } else { Err(UseCaseError::Invalid(stuck)) }
}

/// Kinds that can be set up now.
fn reachable(backend: &Backend) -> Vec<FactorKind> {
    FactorKind::ALL.into_iter().filter(|kind| factors::can_be_set_up(backend, *kind)).collect()
}

/// What somebody who read these settings names when changing them.
fn version(settings: &SecuritySettings) -> Result<String, UseCaseError> {
    let hash = sha256(&serde_json::to_vec(settings)?);
    Ok(hash.iter().take(VERSION_BYTES).map(|byte| format!("{byte:02x}")).collect())
}

/// The names of what differs, and what it is from now on: no person's data.
fn changed(before: &SecuritySettings, next: &SecuritySettings) -> Vec<String> {
    let mut names = Vec::new();
    for (name, before, next) in
        [("patients", &before.patients, &next.patients), ("staff", &before.staff, &next.staff)]
    {
        let mut note = |what: &str, is_changed: bool, value: String| {
            if is_changed {
                names.push(format!("{name}.{what}={value}"));
            }
        };
        let kinds = next.factors.iter().map(|kind| kind.name()).collect::<Vec<_>>().join("+");
        note("policy", before.policy != next.policy, next.policy.name().to_owned());
        note("factors", before.factors != next.factors, kinds);
        note("grace", before.grace != next.grace, next.grace.to_string());
        note("idle_minutes", before.idle_minutes != next.idle_minutes, next.idle_minutes.to_string());
        note("absolute_hours", before.absolute_hours != next.absolute_hours, next.absolute_hours.to_string());
    }
    let (texts, next_texts) = (&before.text_messages, &next.text_messages);
    if texts.countries != next_texts.countries {
        names.push(format!("text_messages.countries={}", next_texts.countries.join("+")));
    }
    if texts.most_per_day != next_texts.most_per_day {
        names.push(format!("text_messages.most_per_day={}", next_texts.most_per_day));
    }
    if before.hand_over_age != next.hand_over_age {
        names.push(format!("hand_over_age={}", next.hand_over_age));
    }
    if before.is_complex != next.is_complex {
        names.push(format!("passwords.complex={}", next.is_complex));
    }
    names
}

/// Proof that the actor may change this facility's security settings; a refusal is logged.
async fn may_edit(backend: &Backend, actor: &Actor, action: &str) -> Result<StaffPermit, UseCaseError> {
    match policy::for_staff(actor, Action::EditSecurity) {
        Ok(permit) => Ok(permit),
        Err(refusal) => Err(audit::denied(backend, actor, action, refusal.into()).await),
    }
}
