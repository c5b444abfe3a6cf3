//! The colleagues as administrators see them.

use super::store::{self, Person};
use super::{event, may_edit};
use crate::facility::Facility;
use crate::keys::sha256;
use crate::{Backend, UseCaseError, audit, factors, zones};
use domain::actor::Actor;
use domain::staff::contract::{Colleague, StaffPage};

/// Every colleague.
///
/// # Errors
/// The policy's refusal.
pub async fn list_staff(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
) -> Result<StaffPage, UseCaseError> {
    let permit = may_edit(backend, actor, "staff.read").await?;
    let now = backend.clock.now();
    audit::record_alone(backend, &event(actor, now, "staff.read", "")).await?;
    let db = backend.db.reader();
    let kinds = &facility.security.staff.factors;
    let mut people = Vec::new();
    for person in store::list(db, &permit, actor.facility).await? {
        let last = store::find_last_sign_in(db, actor.facility, person.id).await?;
        people.push(Colleague {
            version: version(&person),
            has_factor: factors::has_proven(db, actor.facility, person.id, kinds).await?,
            last_sign_in: last.map(|at| zones::local(&facility.zone, at)),
            is_own: person.id == actor.account,
            id: person.id,
            name: person.name,
            username: person.username,
            roles: person.roles,
            provider: person.provider,
            is_disabled: person.is_disabled,
        });
    }
    people.sort_by(|a, b| (a.is_disabled, &a.name, a.id).cmp(&(b.is_disabled, &b.name, b.id)));
    let clinicians = store::list_clinicians(db, actor.facility).await?;
    let freshness = factors::freshness(backend, actor).await?;
    Ok(StaffPage { people, clinicians, freshness })
}

/// Names what can be changed of a person, as it is.
pub fn version(person: &Person) -> String {
    let mut text =
        format!("{} {}", person.is_disabled, person.provider.map(|id| id.to_string()).unwrap_or_default());
    for role in &person.roles {
        text.push(' ');
        text.push_str(role.name());
    }
    sha256(text.as_bytes()).iter().take(9).map(|byte| format!("{byte:02x}")).collect()
}
