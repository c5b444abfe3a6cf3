//! Family access: who may act for a chart, given by the patient or by the clinic, never passed on (PRODUCT P17).
//!
//! What a grant opens is asked of the database at every request: what was taken back, or has ended, opens nothing from the
//! next click on. Whoever gives access has just proven who they are, and both sides hear of every change.

mod change;
mod hand_over;
mod invite;
mod let_in;
mod read;
mod reading;
mod staff;
mod store;
mod tell;

pub use change::{change_proxy, end_proxy, give_up};
pub use hand_over::end_due;
pub use invite::{invite_proxy, invite_proxy_for, resend_invitation, take_back_invitation};
pub use let_in::{COLLEAGUE, let_in};
pub use read::read_family;
pub use staff::{end_access, read_access};

pub(crate) use hand_over::{hand_overs, is_minor};
pub(crate) use reading::{find_reading, list_reading};
pub(crate) use tell::{Joining, News, PREFIX, compose, tell_both, tell_owners};

use crate::db::Tx;
use crate::facility::Facility;
use crate::invitations::NewInvitation;
use crate::{Backend, UseCaseError, audit, zones};
use domain::actor::Actor;
use domain::civil::LocalMinute;
use domain::ids::{AccountId, FacilityId};
use domain::permission::{Action, Role, Scope};
use domain::policy::{ChartPermit, StaffPermit, for_chart, for_staff};
use domain::refusal::{NextStep, Refusal, RefusalKind};
use domain::time::Instant;
use jiff::civil::Date;

/// Somebody has changed it meanwhile, or it has ended.
pub const CHANGED: Refusal =
    Refusal { rule: "family.changed", kind: RefusalKind::Conflict, next: NextStep::Reload };
/// No more people than this for one chart.
pub const TOO_MANY: Refusal =
    Refusal { rule: "family.too_many", kind: RefusalKind::Rule, next: NextStep::Reload };
/// There is an invitation to this address already.
pub const ALREADY_INVITED: Refusal =
    Refusal { rule: "family.already_invited", kind: RefusalKind::Rule, next: NextStep::Reload };
/// Without a full date of birth nobody could take the invitation.
pub const NO_BIRTH_DATE: Refusal =
    Refusal { rule: "family.no_birth_date", kind: RefusalKind::Rule, next: NextStep::CallUs };
/// The patient has died.
pub const DECEASED: Refusal =
    Refusal { rule: "family.deceased", kind: RefusalKind::Rule, next: NextStep::CallUs };
/// So many invitations were sent today that another has to wait.
pub const ENOUGH_TODAY: Refusal =
    Refusal { rule: "family.enough_today", kind: RefusalKind::Throttled, next: NextStep::TryLater };

/// May the actor say who else may act for their own chart?
async fn may_share(backend: &Backend, actor: &Actor, action: &str) -> Result<ChartPermit, UseCaseError> {
    match for_chart(actor, Action::ShareChart, backend.clock.now()) {
        Ok(permit) => Ok(permit),
        Err(refusal) => Err(audit::denied(backend, actor, action, refusal.into()).await),
    }
}

/// May the actor decide about access to the clinic's charts?
async fn may_manage(backend: &Backend, actor: &Actor, action: &str) -> Result<StaffPermit, UseCaseError> {
    match for_staff(actor, Action::ManageAccess) {
        Ok(permit) => Ok(permit),
        Err(refusal) => Err(audit::denied(backend, actor, action, refusal.into()).await),
    }
}

/// Whether what was offered still can be taken: whoever offered it still could, the chart's child is not of age yet, and the
/// last day has not passed.
pub(crate) async fn still_offers(
    tx: &Tx,
    facility: FacilityId,
    (new, by): (&NewInvitation, Option<AccountId>),
    now: Instant,
) -> Result<bool, UseCaseError> {
    let Some(chart) = new.chart else { return Ok(false) };
    if new.grant_ends.is_some_and(|end| end <= now)
        || (new.help.is_for_minor && !is_minor(tx, facility, chart, now).await?)
    {
        return Ok(false);
    }
    let roles: Vec<&str> =
        Role::ALL.into_iter().filter(|role| Action::ManageAccess.is_open_to(*role)).map(Role::name).collect();
    match by {
        Some(by) => store::may_offer(tx, facility, (by, chart), &roles, now).await,
        None => Ok(true),
    }
}

/// The instant from which something that holds until a day, and on it, no longer does.
fn end_of(facility: &Facility, until: Option<Date>) -> Option<Instant> {
    zones::midnight(&facility.zone, &until?.tomorrow().ok()?.to_string())
}

/// The last day on which something holds.
fn last_day(facility: &Facility, ends: Option<Instant>) -> Option<LocalMinute> {
    ends.map(|end| zones::local(&facility.zone, end.plus_seconds(-1)))
}

/// Scopes for the access log.
fn named(scopes: &[Scope]) -> String {
    scopes.iter().map(|scope| scope.name()).collect::<Vec<_>>().join("+")
}
