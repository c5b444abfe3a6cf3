//! Colleagues: listed, given roles, disabled and enabled, let in without their second factors once. By administrators, who
//! have just proven who they are; nobody does any of it to themselves.

mod change;
mod invite;
mod list;
mod reset;
mod store;

pub use change::{disable, enable, save_roles};
pub use invite::invite_colleague;
pub use list::list_staff;
pub use reset::reset_factors;

use crate::{Backend, UseCaseError, audit};
use domain::actor::Actor;
use domain::permission::Action;
use domain::policy::{self, StaffPermit};

/// Proof that the actor may change colleagues of this facility; a refusal is logged.
async fn may_edit(backend: &Backend, actor: &Actor, action: &str) -> Result<StaffPermit, UseCaseError> {
    match policy::for_staff(actor, Action::EditStaff) {
        Ok(permit) => Ok(permit),
        Err(refusal) => Err(audit::denied(backend, actor, action, refusal.into()).await),
    }
}

/// An event about a colleague: no record is concerned, whatever the actor's own screens show.
fn event(actor: &Actor, at: domain::time::Instant, action: &str, subject: &str) -> audit::Event {
    audit::Event { chart: None, ..audit::Event::of(actor, at, action, subject) }
}
