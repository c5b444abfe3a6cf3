//! Inviting a colleague: by e-mail, with the roles that the account will have. The link alone leads to it.

use super::change::clinician;
use super::{event, may_edit};
use crate::error::FieldError;
use crate::facility::Facility;
use crate::invitations::{self, Help, NewInvitation};
use crate::plain::one_line;
use crate::{Backend, UseCaseError, audit, factors, uninterrupted};
use domain::actor::Actor;
use domain::contact::{ContactKind, email};
use domain::ids::InvitationId;
use domain::invitations::Kind;
use domain::permission::Role;
use domain::staff::ROLES;
use domain::staff::contract::{InviteColleagueRequest, NAME_CHARS};

/// Invites a colleague.
///
/// # Errors
/// The policy's refusal; a step-up is needed; the fields `name`, `email`, `roles`, `provider`.
pub async fn invite_colleague(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    request: InviteColleagueRequest,
) -> Result<InvitationId, UseCaseError> {
    may_edit(backend, actor, "staff.invite").await?;
    factors::require_fresh(backend, actor).await?;
    let name = one_line(&request.name, NAME_CHARS);
    let address = email(&request.email);
    let roles: Vec<Role> = ROLES.into_iter().filter(|role| request.roles.contains(role)).collect();
    let problems = [
        name.is_empty().then(|| FieldError::new("name", "fill_in")),
        address.is_none().then(|| FieldError::new("email", "not_an_email")),
        roles.is_empty().then(|| FieldError::new("roles", "staff_no_role")),
    ];
    let problems: Vec<FieldError> = problems.into_iter().flatten().collect();
    let Some(address) = address.filter(|_| problems.is_empty()) else {
        return Err(UseCaseError::Invalid(problems));
    };
    let provider = clinician(backend, actor, &roles, &request.provider).await?;
    let (backend, actor, lang) = (backend.clone(), actor.clone(), facility.language);
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        let named = roles.iter().map(|role| role.name()).collect::<Vec<_>>().join("+");
        let new = NewInvitation {
            kind: Kind::Colleague,
            chart: None,
            name,
            scopes: Vec::new(),
            roles,
            provider,
            grant_ends: None,
            help: Help::default(),
            to: Some((ContactKind::Email, address)),
            is_own_address: false,
            lang,
        };
        let id = invitations::issue(&tx, &backend, actor.facility, &new, Some(actor.account)).await?;
        let about = format!("{id} {named}");
        audit::record(&tx, &backend.keys, &event(&actor, now, "staff.invite", &about)).await?;
        tx.commit().await?;
        Ok(id)
    })
    .await
}
