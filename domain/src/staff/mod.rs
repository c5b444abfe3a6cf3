//! Colleagues: who may change whose roles and state.

pub mod contract;

use crate::actor::Actor;
use crate::ids::AccountId;
use crate::permission::Role;
use crate::refusal::{NextStep, Refusal, RefusalKind};

/// Nobody changes the own roles, state or factors this way.
pub const OWN: Refusal = Refusal { rule: "staff.own", kind: RefusalKind::Rule, next: NextStep::AskForAccess };
/// Somebody has to be left who can administer the clinic.
pub const LAST_ADMINISTRATOR: Refusal =
    Refusal { rule: "staff.last_administrator", kind: RefusalKind::Rule, next: NextStep::CorrectFields };
/// A colleague has changed this person meanwhile.
pub const CHANGED: Refusal =
    Refusal { rule: "staff.changed", kind: RefusalKind::Conflict, next: NextStep::Reload };

/// Roles that a colleague can have.
pub const ROLES: [Role; 4] = [Role::FrontDesk, Role::Provider, Role::Billing, Role::Administrator];

/// May `actor` change the roles or the state of `person`, after which `is_administrator` says whether the person is one
/// that can sign in? `administrators` are those that can now.
///
/// # Errors
/// [`OWN`]; [`LAST_ADMINISTRATOR`].
pub fn may_change(
    actor: &Actor,
    person: AccountId,
    administrators: &[AccountId],
    is_administrator: bool,
) -> Result<(), Refusal> {
    if actor.account == person {
        return Err(OWN);
    }
    let is_somebody_left = is_administrator || administrators.iter().any(|known| *known != person);
    if is_somebody_left { Ok(()) } else { Err(LAST_ADMINISTRATOR) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Assurance;
    use crate::ids::FacilityId;
    use crate::time::Instant;
    use uuid::Uuid;

    #[test]
    fn nobody_changes_themselves_and_an_administrator_is_left() {
        let id = |number| AccountId(Uuid::from_u128(number));
        let (ana, bea) = (id(1), id(2));
        let actor = Actor {
            facility: FacilityId(Uuid::nil()),
            account: ana,
            roles: vec![Role::Administrator],
            provider: None,
            grants: Vec::new(),
            chart: None,
            assurance: Assurance::Password,
            proven: Instant(0),
            must_enrol: false,
            session: Vec::new(),
            address: String::new(),
        };
        for (person, administrators, is_administrator, expected) in [
            (ana, &[ana, bea][..], true, Err(OWN)),
            (bea, &[ana, bea], false, Ok(())),
            (bea, &[ana], true, Ok(())),
            // The actor was an administrator when the request began, and is none any more.
            (bea, &[bea], false, Err(LAST_ADMINISTRATOR)),
            (bea, &[], true, Ok(())),
            (bea, &[], false, Err(LAST_ADMINISTRATOR)),
        ] {
            assert_eq!(may_change(&actor, person, administrators, is_administrator), expected);
        }
    }
}
