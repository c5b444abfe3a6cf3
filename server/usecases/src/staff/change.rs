//! Changing roles and state: one change of a facility's colleagues at a time, so that an administrator is left whoever
//! changes whom. The person's sessions end, since they began with other rights.

use super::list::version;
use super::store::{self, Person};
use super::{event, may_edit};
use crate::db::Tx;
use crate::error::FieldError;
use crate::{Backend, UseCaseError, account, audit, factors, uninterrupted};
use domain::actor::Actor;
use domain::ids::{AccountId, ProviderId};
use domain::permission::Role;
use domain::policy::StaffPermit;
use domain::staff::contract::{ColleagueRequest, SaveRolesRequest};
use domain::staff::{CHANGED, ROLES, may_change};
use domain::time::Instant;

/// What is to become of a person.
enum Change {
    Roles { roles: Vec<Role>, provider: Option<ProviderId> },
    Disable,
    Enable,
}

impl Change {
    const fn action(&self) -> &'static str {
        match self {
            Self::Roles { .. } => "staff.change_roles",
            Self::Disable => "staff.disable",
            Self::Enable => "staff.enable",
        }
    }

    /// Whether the person can administer the clinic afterwards.
    fn leaves_administrator(&self, person: &Person) -> bool {
        match self {
            Self::Roles { roles, .. } => !person.is_disabled && roles.contains(&Role::Administrator),
            Self::Disable => false,
            Self::Enable => person.roles.contains(&Role::Administrator),
        }
    }
}

/// Gives a colleague other roles.
///
/// # Errors
/// The policy's refusal; a step-up is needed; fields; `NotFound`; a rule of [`domain::staff`].
pub async fn save_roles(
    backend: &Backend,
    actor: &Actor,
    request: SaveRolesRequest,
) -> Result<(), UseCaseError> {
    let permit = may_edit(backend, actor, "staff.change_roles").await?;
    factors::require_fresh(backend, actor).await?;
    let roles: Vec<Role> = ROLES.into_iter().filter(|role| request.roles.contains(role)).collect();
    if roles.is_empty() {
        return Err(UseCaseError::Invalid(vec![FieldError::new("roles", "staff_no_role")]));
    }
    let provider = clinician(backend, actor, &roles, &request.provider).await?;
    let named = ColleagueRequest { account: request.account, version: request.version };
    apply(backend, actor, permit, named, Change::Roles { roles, provider }).await
}

/// The clinician that was chosen: of this facility, and only for those who work as one.
pub(super) async fn clinician(
    backend: &Backend,
    actor: &Actor,
    roles: &[Role],
    typed: &str,
) -> Result<Option<ProviderId>, UseCaseError> {
    if typed.is_empty() || !roles.contains(&Role::Provider) {
        return Ok(None);
    }
    let known = store::list_clinicians(backend.db.reader(), actor.facility).await?;
    let found = known.into_iter().map(|row| row.id).find(|id| id.to_string() == typed);
    found.map(Some).ok_or_else(|| UseCaseError::Invalid(vec![FieldError::new("provider", "not_in_list")]))
}

/// Disables a colleague's account: its sessions end at once.
///
/// # Errors
/// As [`save_roles`].
pub async fn disable(
    backend: &Backend,
    actor: &Actor,
    request: ColleagueRequest,
) -> Result<(), UseCaseError> {
    let permit = may_edit(backend, actor, "staff.disable").await?;
    factors::require_fresh(backend, actor).await?;
    apply(backend, actor, permit, request, Change::Disable).await
}

/// Enables a colleague's account again.
///
/// # Errors
/// As [`save_roles`].
pub async fn enable(backend: &Backend, actor: &Actor, request: ColleagueRequest) -> Result<(), UseCaseError> {
    let permit = may_edit(backend, actor, "staff.enable").await?;
    factors::require_fresh(backend, actor).await?;
    apply(backend, actor, permit, request, Change::Enable).await
}

async fn apply(
    backend: &Backend,
    actor: &Actor,
    permit: StaffPermit,
    request: ColleagueRequest,
    change: Change,
) -> Result<(), UseCaseError> {
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        match write(&tx, &backend, &actor, &permit, &request, change, now).await {
            Ok(()) => {
                tx.commit().await?;
                backend.live.wake();
                Ok(())
            }
            Err(error) => {
                tx.rollback().await?;
                Err(error)
            }
        }
    })
    .await
}

async fn write(
    tx: &Tx,
    backend: &Backend,
    actor: &Actor,
    permit: &StaffPermit,
    request: &ColleagueRequest,
    change: Change,
    now: Instant,
) -> Result<(), UseCaseError> {
    store::lock(tx, actor.facility).await?;
    let person = store::find(tx, actor.facility, request.account).await?.ok_or(UseCaseError::NotFound)?;
    let administrators: Vec<AccountId> = account::list_administrators(tx, actor.facility).await?;
    may_change(actor, person.id, &administrators, change.leaves_administrator(&person))?;
    if version(&person) != request.version {
        return Err(CHANGED.into());
    }
    let mut subject = person.id.to_string();
    let action = change.action();
    match change {
        Change::Roles { roles, provider } => {
            let names = |roles: &[Role]| roles.iter().map(|role| role.name()).collect::<Vec<_>>().join("+");
            subject.push_str(&format!(" {} > {}", names(&person.roles), names(&roles)));
            account::replace_roles(tx, actor.facility, person.id, &roles, provider).await?;
        }
        Change::Disable => store::update_disabled(tx, permit, actor.facility, person.id, true).await?,
        Change::Enable => store::update_disabled(tx, permit, actor.facility, person.id, false).await?,
    }
    account::end_all_sessions(tx, actor.facility, person.id, now).await?;
    audit::record(tx, &backend.keys, &event(actor, now, action, &subject)).await
}
