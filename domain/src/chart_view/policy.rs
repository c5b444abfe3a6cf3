//! Which colleague sees what of a patient's record, for which purpose, and how long.

use crate::actor::Actor;
use crate::ids::{ChartId, ChartViewId};
use crate::permission::{Action, Role};
use crate::policy::{StaffPermit, for_staff};
use crate::refusal::{NextStep, Refusal, RefusalKind};
use crate::time::{DAY, Instant};

/// How long a stated purpose lasts, in seconds; it ends with the session too.
const STATED_S: i64 = 8 * 3_600;
/// How long a broken glass lasts, in seconds.
const BROKEN_S: i64 = 3_600;
/// How long ago a visit may be that ties a clinician to a patient, in seconds.
pub const TIE_S: i64 = 365 * DAY;
/// Fewest characters of a reason for breaking the glass.
pub const LEAST_REASON: usize = 10;

/// A purpose has to be stated first, or the glass to be broken.
pub const STATE_PURPOSE: Refusal =
    Refusal { rule: "chart_view.state_purpose", kind: RefusalKind::Rule, next: NextStep::CorrectFields };
/// Nothing but breaking the glass opens it to this role.
pub const BREAK_GLASS: Refusal =
    Refusal { rule: "chart_view.break_glass", kind: RefusalKind::Rule, next: NextStep::CorrectFields };
/// Whoever acts for a patient reads that record as the patient does.
pub const OWN: Refusal =
    Refusal { rule: "chart_view.own", kind: RefusalKind::Forbidden, next: NextStep::CallUs };
/// Its entries are in the chart it was merged into.
pub const MERGED: Refusal =
    Refusal { rule: "chart_view.merged", kind: RefusalKind::Conflict, next: NextStep::Reload };

words! {
    /// Why a record is opened (HL7 v3 PurposeOfUse).
    Purpose {
        /// Treatment.
        Treatment = "TREAT",
        /// Healthcare payment.
        Payment = "HPAYMT",
        /// Healthcare operations: quality, complaints, teaching.
        Operations = "HOPERAT",
        /// The patient has asked for it.
        PatientRequest = "PATRQT",
        /// Break the glass: an emergency.
        Emergency = "BTG",
    }
}

impl Purpose {
    /// Those that are stated; an emergency is not stated, it breaks the glass.
    pub const STATED: [Self; 4] = [Self::Treatment, Self::PatientRequest, Self::Payment, Self::Operations];

    /// Until when an opening lasts.
    #[must_use]
    pub const fn ends(self, opened: Instant) -> Instant {
        match self {
            Self::Emergency => opened.plus_seconds(BROKEN_S),
            Self::Treatment | Self::Payment | Self::Operations | Self::PatientRequest => {
                opened.plus_seconds(STATED_S)
            }
        }
    }
}

/// What ties a clinician to a patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tie {
    /// Nothing.
    None,
    /// A result of the patient waits for the clinicians, of whom this is one.
    Result,
    /// A visit of the patient with this clinician, lately or to come.
    Visit,
}

/// A record that was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Its id.
    pub id: ChartViewId,
    /// For what.
    pub purpose: Purpose,
    /// Since when.
    pub opened: Instant,
    /// Until when at most.
    pub ends: Instant,
    /// Since when it is closed.
    pub closed: Option<Instant>,
    /// Whether it was opened in the session that asks.
    pub is_of_this_session: bool,
}

impl Opening {
    /// Whether it still holds.
    #[must_use]
    pub fn holds(&self, now: Instant) -> bool {
        self.is_of_this_session && self.closed.is_none() && now < self.ends
    }
}

/// What is known of a colleague and a chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The chart.
    pub chart: ChartId,
    /// The chart that holds its entries now, if it was merged.
    pub merged_into: Option<ChartId>,
    /// What ties the colleague to the patient.
    pub tie: Tie,
    /// Whether an administrator ended an opening of this colleague lately: nothing opens by itself then.
    pub was_ended: bool,
    /// Openings of this colleague and chart that may still hold.
    pub openings: Vec<Opening>,
}

/// How much of a record is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Without what is restricted, sensitive, or kept from the patient.
    Ordinary,
    /// All of it.
    Everything,
}

/// Proof that a colleague may read a record; only [`may_read`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewPermit {
    chart: ChartId,
    purpose: Purpose,
    reach: Reach,
    opening: Option<Opening>,
}

impl ViewPermit {
    /// Whose record.
    #[must_use]
    pub const fn chart(&self) -> ChartId {
        self.chart
    }

    /// For what.
    #[must_use]
    pub const fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// How much of it.
    #[must_use]
    pub const fn reach(&self) -> Reach {
        self.reach
    }

    /// The opening it rests on; nothing where care opens it and no opening is written down yet.
    #[must_use]
    pub const fn opening(&self) -> Option<Opening> {
        self.opening
    }
}

/// Proof that a colleague may open a record for a purpose; only [`may_open`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenPermit {
    chart: ChartId,
    purpose: Purpose,
}

impl OpenPermit {
    /// Whose record.
    #[must_use]
    pub const fn chart(&self) -> ChartId {
        self.chart
    }

    /// For what.
    #[must_use]
    pub const fn purpose(&self) -> Purpose {
        self.purpose
    }
}

/// May `actor` see who a patient is, and the patient's appointments?
///
/// # Errors
/// The role does not open it.
pub fn may_identify(actor: &Actor) -> Result<StaffPermit, Refusal> {
    for_staff(actor, Action::IdentifyPatient)
}

/// Nobody opens a record as a colleague who may read it as the patient, or for the patient; and none that was merged away.
fn require_foreign(actor: &Actor, facts: &Facts) -> Result<(), Refusal> {
    if actor.grants.iter().any(|grant| grant.chart == facts.chart) {
        return Err(OWN);
    }
    if facts.merged_into.is_some() { Err(MERGED) } else { Ok(()) }
}

/// May `actor` read the record now? A clinician who treats the patient may without being asked; anybody else after stating a
/// purpose or breaking the glass. What is restricted or sensitive is for those who treat the patient, and for emergencies.
///
/// # Errors
/// [`Refusal::NOT_PERMITTED`] for roles without records; [`OWN`]; [`MERGED`]; [`STATE_PURPOSE`], or [`BREAK_GLASS`] for
/// roles that can do nothing else.
pub fn may_read(actor: &Actor, facts: &Facts, now: Instant) -> Result<ViewPermit, Refusal> {
    for_staff(actor, Action::BreakGlass)?;
    require_foreign(actor, facts)?;
    let is_clinician = for_staff(actor, Action::ViewRecord).is_ok();
    let held = |opening: &&Opening| opening.holds(now);
    let broken = facts.openings.iter().filter(held).find(|opening| opening.purpose == Purpose::Emergency);
    let stated = facts.openings.iter().filter(held).find(|opening| opening.purpose != Purpose::Emergency);
    let permit = |purpose, reach, opening: Option<&Opening>| ViewPermit {
        chart: facts.chart,
        purpose,
        reach,
        opening: opening.copied(),
    };
    if let Some(opening) = broken {
        return Ok(permit(Purpose::Emergency, Reach::Everything, Some(opening)));
    }
    if !is_clinician {
        return Err(BREAK_GLASS);
    }
    let reach = if facts.tie == Tie::Visit { Reach::Everything } else { Reach::Ordinary };
    if let Some(opening) = stated {
        return Ok(permit(opening.purpose, reach, Some(opening)));
    }
    if facts.tie != Tie::None && !facts.was_ended {
        return Ok(permit(Purpose::Treatment, reach, None));
    }
    Err(STATE_PURPOSE)
}

/// May `actor` open the record for `purpose`?
///
/// # Errors
/// [`Refusal::NOT_PERMITTED`] for roles that cannot; [`OWN`]; [`MERGED`]; [`BREAK_GLASS`] for roles that state no purpose.
pub fn may_open(actor: &Actor, facts: &Facts, purpose: Purpose) -> Result<OpenPermit, Refusal> {
    for_staff(actor, Action::BreakGlass)?;
    require_foreign(actor, facts)?;
    if purpose != Purpose::Emergency && for_staff(actor, Action::ViewRecord).is_err() {
        return Err(BREAK_GLASS);
    }
    Ok(OpenPermit { chart: facts.chart, purpose })
}

/// Whether a colleague of these roles states a purpose, rather than only breaking the glass.
#[must_use]
pub fn states_purposes(roles: &[Role]) -> bool {
    roles.iter().any(|role| Action::ViewRecord.is_open_to(*role))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::{Assurance, Grant, Relation};
    use crate::ids::{AccountId, FacilityId, GrantId};
    use uuid::Uuid;

    const CHART: ChartId = ChartId(Uuid::from_u128(7));
    const NOW: Instant = Instant(100_000);

    fn actor(roles: &[Role]) -> Actor {
        Actor {
            facility: FacilityId(Uuid::from_u128(1)),
            account: AccountId(Uuid::from_u128(2)),
            roles: roles.to_vec(),
            provider: None,
            chart: None,
            grants: Vec::new(),
            assurance: Assurance::Password,
            proven: Instant(0),
            must_enrol: false,
            session: Vec::new(),
            address: String::new(),
        }
    }

    fn opening(purpose: Purpose) -> Opening {
        Opening {
            id: ChartViewId(Uuid::from_u128(3)),
            purpose,
            opened: NOW,
            ends: purpose.ends(NOW),
            closed: None,
            is_of_this_session: true,
        }
    }

    fn facts(tie: Tie, openings: &[Opening]) -> Facts {
        Facts { chart: CHART, merged_into: None, tie, was_ended: false, openings: openings.to_vec() }
    }

    /// Each role, each tie, each way of having opened it: what is read for which purpose, and how far.
    #[test]
    fn the_table_of_roles_ties_and_openings_is_what_was_reviewed() {
        let mut printed = String::new();
        for role in [Role::FrontDesk, Role::Provider, Role::Billing, Role::Administrator] {
            for tie in [Tie::None, Tie::Result, Tie::Visit] {
                let mut cells = Vec::new();
                for opened in [None, Some(Purpose::Operations), Some(Purpose::Emergency)] {
                    let openings: Vec<Opening> = opened.map(opening).into_iter().collect();
                    cells.push(match may_read(&actor(&[role]), &facts(tie, &openings), NOW) {
                        Ok(permit) => {
                            assert_eq!(
                                (permit.chart(), permit.opening()),
                                (CHART, openings.first().copied())
                            );
                            format!("{} {:?}", permit.purpose().name(), permit.reach())
                        }
                        Err(refusal) => refusal.rule.rsplit('.').next().unwrap_or_default().to_owned(),
                    });
                }
                printed.push_str(&format!("{} {tie:?}: {}\n", role.name(), cells.join(", ")));
            }
        }
        assert_eq!(
            printed,
            "front_desk None: not_permitted, not_permitted, not_permitted\n\
             front_desk Result: not_permitted, not_permitted, not_permitted\n\
             front_desk Visit: not_permitted, not_permitted, not_permitted\n\
             provider None: state_purpose, HOPERAT Ordinary, BTG Everything\n\
             provider Result: TREAT Ordinary, HOPERAT Ordinary, BTG Everything\n\
             provider Visit: TREAT Everything, HOPERAT Everything, BTG Everything\n\
             billing None: not_permitted, not_permitted, not_permitted\n\
             billing Result: not_permitted, not_permitted, not_permitted\n\
             billing Visit: not_permitted, not_permitted, not_permitted\n\
             administrator None: break_glass, break_glass, BTG Everything\n\
             administrator Result: break_glass, break_glass, BTG Everything\n\
             administrator Visit: break_glass, break_glass, BTG Everything\n"
        );
    }

    #[test]
    fn who_may_open_for_what() {
        for (role, stated, emergency) in [
            (Role::FrontDesk, Err("access.not_permitted"), Err("access.not_permitted")),
            (Role::Billing, Err("access.not_permitted"), Err("access.not_permitted")),
            (Role::Provider, Ok(()), Ok(())),
            (Role::Administrator, Err("chart_view.break_glass"), Ok(())),
        ] {
            let may = |purpose| {
                let permit = may_open(&actor(&[role]), &facts(Tie::None, &[]), purpose);
                permit
                    .map(|permit| assert_eq!((permit.chart(), permit.purpose()), (CHART, purpose)))
                    .map_err(|refusal| refusal.rule)
            };
            for purpose in Purpose::STATED {
                assert_eq!(may(purpose), stated, "{role:?} {purpose:?}");
            }
            assert_eq!(may(Purpose::Emergency), emergency, "{role:?}");
            assert_eq!(states_purposes(&[role]), stated.is_ok());
        }
    }

    #[test]
    fn who_sees_who_a_patient_is() {
        for (role, is_open) in [
            (Role::FrontDesk, true),
            (Role::Provider, true),
            (Role::Billing, false),
            (Role::Administrator, true),
        ] {
            assert_eq!(may_identify(&actor(&[role])).is_ok(), is_open, "{role:?}");
        }
    }

    #[test]
    fn an_opening_ends_to_the_second_by_its_close_and_with_its_session() {
        let at =
            |purpose, now| may_read(&actor(&[Role::Provider]), &facts(Tie::None, &[opening(purpose)]), now);
        for (purpose, lasts) in [
            (Purpose::Treatment, 28_800),
            (Purpose::Payment, 28_800),
            (Purpose::Operations, 28_800),
            (Purpose::PatientRequest, 28_800),
            (Purpose::Emergency, 3_600),
        ] {
            assert!(at(purpose, NOW.plus_seconds(lasts - 1)).is_ok(), "{purpose:?}");
            assert_eq!(at(purpose, NOW.plus_seconds(lasts)), Err(STATE_PURPOSE), "{purpose:?}");
        }
        let closed = Opening { closed: Some(NOW), ..opening(Purpose::Treatment) };
        let elsewhere = Opening { is_of_this_session: false, ..opening(Purpose::Treatment) };
        for gone in [closed, elsewhere] {
            let read = may_read(&actor(&[Role::Provider]), &facts(Tie::None, &[gone]), NOW);
            assert_eq!(read, Err(STATE_PURPOSE));
        }
    }

    #[test]
    fn after_an_administrator_has_ended_it_nothing_opens_by_itself() {
        let ended = Facts { was_ended: true, ..facts(Tie::Visit, &[]) };
        assert_eq!(may_read(&actor(&[Role::Provider]), &ended, NOW), Err(STATE_PURPOSE));
        let again = Facts { openings: vec![opening(Purpose::Treatment)], ..ended };
        assert!(may_read(&actor(&[Role::Provider]), &again, NOW).is_ok());
    }

    #[test]
    fn a_broken_glass_counts_before_a_stated_purpose() {
        let both = [opening(Purpose::Operations), opening(Purpose::Emergency)];
        let permit = may_read(&actor(&[Role::Provider]), &facts(Tie::None, &both), NOW).expect("a permit");
        assert_eq!((permit.purpose(), permit.reach()), (Purpose::Emergency, Reach::Everything));
    }

    #[test]
    fn nobody_opens_the_own_record_or_one_that_was_merged() {
        let mut own = actor(&[Role::Provider]);
        let id = GrantId(Uuid::from_u128(9));
        own.grants.push(Grant {
            id,
            chart: CHART,
            relation: Relation::Proxy,
            scopes: Vec::new(),
            ends: None,
        });
        let open = facts(Tie::Visit, &[opening(Purpose::Emergency)]);
        assert_eq!(may_read(&own, &open, NOW), Err(OWN));
        assert_eq!(may_open(&own, &open, Purpose::Emergency), Err(OWN));
        let merged = Facts { merged_into: Some(ChartId(Uuid::from_u128(8))), ..open };
        assert_eq!(may_read(&actor(&[Role::Provider]), &merged, NOW), Err(MERGED));
        assert_eq!(may_open(&actor(&[Role::Provider]), &merged, Purpose::Treatment), Err(MERGED));
    }

    #[test]
    fn whoever_owes_a_second_factor_opens_nothing() {
        let mut provider = actor(&[Role::Provider]);
        provider.must_enrol = true;
        let open = facts(Tie::Visit, &[]);
        assert_eq!(may_read(&provider, &open, NOW), Err(Refusal::ENROL_FIRST));
        assert_eq!(may_open(&provider, &open, Purpose::Emergency), Err(Refusal::ENROL_FIRST));
    }

    #[test]
    fn purposes_are_read_back() {
        for purpose in Purpose::ALL {
            assert_eq!(Purpose::parse(purpose.name()), Some(*purpose));
            assert_eq!(Purpose::STATED.contains(purpose), *purpose != Purpose::Emergency);
        }
    }
}
