//! People who register by themselves. Asking writes down what was said and nothing else; whether it is one of the clinic's
//! patients is looked up later, so that answer and time say nothing about who is. Nothing here makes or changes a chart:
//! what follows is an invitation, or a colleague's decision, or no.

mod apply;
mod compose;
mod decide;
mod list;
mod settings;
mod store;
mod weigh;
mod worker;

pub use apply::{begin, confirm, read_register, send_again, start_over};
pub use decide::{ask_for_more, link, reject};
pub use list::{compare_chart, list_requests, read_request};
pub use settings::{read_settings, save_settings};
pub use worker::answer_requests;

pub(crate) use compose::{ASKED_EVENT, REJECTED_EVENT, compose};

use crate::facility::Facility;
use crate::{Backend, UseCaseError, audit};
use domain::actor::Actor;
use domain::permission::Action;
use domain::policy::{StaffPermit, for_staff};
use domain::refusal::{NextStep, Refusal, RefusalKind};
use domain::time::DAY;

/// The clinic takes no applications this way.
pub const CLOSED: Refusal =
    Refusal { rule: "registration.closed", kind: RefusalKind::Gone, next: NextStep::CallUs };
/// Too many requests: for one number, from one address, or at this clinic.
pub const TOO_MANY: Refusal =
    Refusal { rule: "registration.too_many", kind: RefusalKind::Throttled, next: NextStep::TryLater };
/// What was said is no longer there: too long ago, or another window has sent it.
pub const ENDED: Refusal =
    Refusal { rule: "registration.ended", kind: RefusalKind::Gone, next: NextStep::CorrectFields };
/// A colleague has decided meanwhile.
pub const CHANGED: Refusal =
    Refusal { rule: "registration.changed", kind: RefusalKind::Conflict, next: NextStep::Reload };

/// May the actor look at requests and decide about them?
async fn may_review(backend: &Backend, actor: &Actor, action: &str) -> Result<StaffPermit, UseCaseError> {
    match for_staff(actor, Action::ReviewRegistrations) {
        Ok(permit) => Ok(permit),
        Err(refused) => Err(audit::denied(backend, actor, action, refused.into()).await),
    }
}

/// Forgets people who never proved an address, and requests that were decided long enough ago.
///
/// # Errors
/// When the database fails.
pub async fn forget_decided(backend: &Backend, facility: &Facility) -> Result<(), UseCaseError> {
    let now = backend.clock.now();
    store::delete_drafts_before(backend.db.writer(), facility.id, now).await?;
    // A day is what the limits look back over.
    let kept = i64::from(facility.registration.kept_days.max(1)) * DAY;
    let tx = backend.db.begin().await?;
    store::delete_decided_before(&tx, facility.id, now.plus_seconds(-kept)).await?;
    Ok(tx.commit().await?)
}
