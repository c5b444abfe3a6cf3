//! The one place where may or may not is decided: role, grant and scope, before the rules of each feature.

use crate::actor::{Actor, Grant};
use crate::ids::ChartId;
use crate::permission::{Action, Role};
use crate::refusal::Refusal;
use crate::time::Instant;

/// Proof that the actor may do an action on a chart; only [`for_chart`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChartPermit {
    action: Action,
    chart: ChartId,
}

impl ChartPermit {
    /// The chart it is for: the subject comes from the grant, never from the request.
    #[must_use]
    pub const fn chart(&self) -> ChartId {
        self.chart
    }

    /// What it allows.
    #[must_use]
    pub const fn action(&self) -> Action {
        self.action
    }
}

/// Proof that a colleague may do an action in the facility; only [`for_staff`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffPermit {
    action: Action,
}

impl StaffPermit {
    /// What it allows.
    #[must_use]
    pub const fn action(&self) -> Action {
        self.action
    }
}

/// Whoever owes a second factor sets it up first.
const fn require_factor(actor: &Actor) -> Result<(), Refusal> {
    if actor.must_enrol { Err(Refusal::ENROL_FIRST) } else { Ok(()) }
}

/// May `actor` do `action` on the chart whose screens are shown?
///
/// # Errors
/// [`Refusal::ACCESS_ENDED`] when what opened the chart has ended; [`Refusal::NOT_PERMITTED`] without a chart, when the
/// role does not open the action, or when the grant lacks the scope.
pub fn for_chart(actor: &Actor, action: Action, now: Instant) -> Result<ChartPermit, Refusal> {
    require_factor(actor)?;
    let missing = if actor.chart.is_some() { Refusal::ACCESS_ENDED } else { Refusal::NOT_PERMITTED };
    let grant = actor.grant().ok_or(missing)?;
    if !grant.holds(now) {
        return Err(Refusal::ACCESS_ENDED);
    }
    let is_role_open =
        [Role::Patient, Role::Proxy].into_iter().any(|role| actor.has_role(role) && action.is_open_to(role));
    let is_covered = match action.scope() {
        Some(scope) => Grant::covers(grant, scope, now),
        None => action.is_about_a_chart(),
    };
    if is_role_open && is_covered {
        Ok(ChartPermit { action, chart: grant.chart })
    } else {
        Err(Refusal::NOT_PERMITTED)
    }
}

/// May `actor` do `action` as a colleague of the facility?
///
/// # Errors
/// [`Refusal::NOT_PERMITTED`] when none of the account's roles opens the action.
pub fn for_staff(actor: &Actor, action: Action) -> Result<StaffPermit, Refusal> {
    require_factor(actor)?;
    if actor.roles.iter().any(|role| action.is_open_to(*role)) {
        Ok(StaffPermit { action })
    } else {
        Err(Refusal::NOT_PERMITTED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::{Assurance, Relation};
    use crate::ids::{AccountId, FacilityId, GrantId};
    use crate::permission::Scope;
    use uuid::Uuid;

    const CHART: ChartId = ChartId(Uuid::from_u128(7));
    const NOW: Instant = Instant(1_000);

    fn actor(roles: Vec<Role>, grants: Vec<Grant>) -> Actor {
        Actor {
            facility: FacilityId(Uuid::from_u128(1)),
            account: AccountId(Uuid::from_u128(2)),
            roles,
            provider: None,
            chart: grants.first().map(|grant| grant.chart),
            grants,
            assurance: Assurance::Password,
            proven: Instant(0),
            must_enrol: false,
            session: Vec::new(),
            address: String::new(),
        }
    }

    fn grant(relation: Relation, scopes: &[Scope], ends: Option<Instant>) -> Grant {
        Grant { id: GrantId(Uuid::from_u128(3)), chart: CHART, relation, scopes: scopes.to_vec(), ends }
    }

    #[test]
    fn a_patient_reads_the_own_chart() {
        let patient = actor(vec![], vec![grant(Relation::Own, &Scope::ALL, None)]);
        let permit = for_chart(&patient, Action::ReadRecords, NOW);
        assert_eq!(permit.map(|permit| permit.chart()), Ok(CHART));
    }

    #[test]
    fn a_proxy_without_the_scope_is_refused() {
        let proxy = actor(vec![], vec![grant(Relation::Proxy, &[Scope::Appointments], None)]);
        assert!(for_chart(&proxy, Action::BookAppointment, NOW).is_ok());
        assert_eq!(for_chart(&proxy, Action::ReadRecords, NOW), Err(Refusal::NOT_PERMITTED));
    }

    #[test]
    fn a_grant_ends_to_the_second() {
        let ending = |end| actor(vec![], vec![grant(Relation::Proxy, &Scope::ALL, Some(Instant(end)))]);
        assert!(for_chart(&ending(1_001), Action::ReadRecords, NOW).is_ok());
        assert_eq!(for_chart(&ending(1_000), Action::ReadRecords, NOW), Err(Refusal::ACCESS_ENDED));
    }

    #[test]
    fn nobody_passes_on_what_they_were_given() {
        let own = actor(vec![], vec![grant(Relation::Own, &[], None)]);
        assert!(for_chart(&own, Action::ShareChart, NOW).is_ok());
        let proxy = actor(vec![], vec![grant(Relation::Proxy, &Scope::ALL, None)]);
        assert_eq!(for_chart(&proxy, Action::ShareChart, NOW), Err(Refusal::NOT_PERMITTED));
        assert!(for_staff(&proxy, Action::ManageAccess).is_err());
    }

    #[test]
    fn no_chart_action_is_open_to_staff_and_no_staff_action_to_patients() {
        let administrator = actor(vec![Role::Administrator], vec![]);
        let patient = actor(vec![], vec![grant(Relation::Own, &Scope::ALL, None)]);
        for action in Action::ALL {
            assert!(for_chart(&administrator, action, NOW).is_err());
            assert_eq!(for_chart(&patient, action, NOW).is_ok(), action.is_about_a_chart());
            assert!(for_staff(&patient, action).is_err());
        }
        assert!(for_staff(&administrator, Action::EditTheme).is_ok());
        assert!(for_staff(&actor(vec![Role::Provider], vec![]), Action::EditTheme).is_err());
    }

    #[test]
    fn whoever_owes_a_second_factor_does_nothing_else_first() {
        let mut patient = actor(vec![], vec![grant(Relation::Own, &Scope::ALL, None)]);
        let mut administrator = actor(vec![Role::Administrator], vec![]);
        (patient.must_enrol, administrator.must_enrol) = (true, true);
        for action in Action::ALL {
            assert_eq!(for_chart(&patient, action, NOW), Err(Refusal::ENROL_FIRST));
            assert_eq!(for_staff(&administrator, action), Err(Refusal::ENROL_FIRST));
        }
    }

    #[test]
    fn a_chart_that_is_not_granted_cannot_be_shown() {
        let mut patient = actor(vec![], vec![grant(Relation::Own, &Scope::ALL, None)]);
        patient.chart = Some(ChartId(Uuid::from_u128(99)));
        for action in Action::ALL {
            assert_eq!(for_chart(&patient, action, NOW), Err(Refusal::ACCESS_ENDED));
        }
    }
}
