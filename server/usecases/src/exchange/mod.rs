//! The FHIR interface: apps read what the person behind them may see, systems hand records in. Rules of release, of scopes and
//! of access are those of the pages; only the form is another.

mod clinic;
mod everything;
mod intake;
mod kept;
mod left;
mod moved;
mod person;
mod query;
mod read;
mod receive;
mod references;
mod search;
mod store;
mod summary;

pub use clinic::ClinicRecords;
pub(crate) use clinic::Notes;
pub use everything::{Everything, begin_everything};
pub use intake::{Intake, Progress, Report, forget_old, intake_of, start as start_intake};
pub use kept::{Kept, Whose, begin_kept};
pub use left::{clear_left, list_left};
pub use query::Query;
pub use read::read;
pub use receive::{Form, Refused, may_write, receive};
pub(crate) use references::{Asked, Lead, Targets, resolve, resolve_some, text_of};
pub use search::search;
pub(crate) use store::list_names;
pub use summary::{download_summary, summarize, summary_name};
pub(crate) use summary::{summarize_shared, summary_again};

pub use crate::import::{Became, Problem, Received, Written};
pub use fhir::{Place, Request};

use crate::connections::{Bearer, base};
use crate::facility::Facility;
use crate::records::{self, KEPT};
use crate::{Backend, UseCaseError, audit, results};
use domain::actor::Actor;
use domain::connections::{Level, Scopes, Verb, readable_types};
use domain::ids::{ChartId, FacilityId};
use domain::permission::Action;
use domain::policy;
use domain::refusal::{NextStep, Refusal, RefusalKind};

/// The token does not open this.
pub const SCOPE: Refusal =
    Refusal { rule: "connections.scope", kind: RefusalKind::Forbidden, next: NextStep::AskForAccess };

/// A resource as it is given out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Its type.
    pub type_name: String,
    /// Its id here.
    pub id: String,
    /// Its JSON.
    pub json: String,
    /// What changes with it, for `ETag`.
    pub version: String,
}

/// What is read: one record, as far as the person may who reads it, and no further than a token.
#[derive(Debug)]
pub(crate) struct View {
    pub(crate) facility: FacilityId,
    pub(crate) base: String,
    pub(crate) reader: records::Reader,
    pub(crate) results: Option<results::Reader>,
    /// Types that are not for this reader.
    pub(crate) without: Vec<&'static str>,
    /// Whether it goes to an app or to whoever has a link, and not to the person.
    is_passed_on: bool,
}

impl View {
    /// What a reader sees on the pages.
    pub(crate) fn of_pages(
        facility: FacilityId,
        reader: records::Reader,
        results: Option<results::Reader>,
    ) -> Self {
        // No scope speaks of what an insurance pays.
        let without = if reader.is_own { Vec::new() } else { KEPT.to_vec() };
        Self { facility, base: String::new(), reader, results, without, is_passed_on: false }
    }

    fn chart(&self) -> ChartId {
        self.reader.chart
    }

    /// Whether nothing is kept from this reader that the patient may see.
    pub(crate) fn sees_all(&self) -> bool {
        self.reader.is_own && self.without.is_empty()
    }
}

/// Looks as `actor` does, without types that the scopes do not open. Entitlement to one record is asked anew each time.
async fn view(
    backend: &Backend,
    facility: &Facility,
    (scopes, actor): (&Scopes, &Actor),
    action: &str,
) -> Result<View, UseCaseError> {
    let reader = records::may_read(backend, actor, action).await?;
    let mut view = view_of(backend, facility, actor, reader).await?;
    let opens = |name: &str| {
        scopes.allow(Level::Patient, name, Verb::Read) || scopes.allow(Level::Patient, name, Verb::Search)
    };
    view.without.extend(readable_types().into_iter().filter(|name| !opens(name)));
    view.is_passed_on = true;
    Ok(view)
}

/// What a person may see, without any app.
pub(crate) async fn view_of(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
    reader: records::Reader,
) -> Result<View, UseCaseError> {
    let mut view = View::of_pages(facility.id, reader, results::reader(backend, actor).await?);
    // Visits to come have a scope of their own.
    if policy::for_chart(actor, Action::ReadAppointments, backend.clock.now()).is_err() {
        view.without.push("Appointment");
    }
    Ok(View { base: base(backend, &facility.host), ..view })
}

/// The person behind an app, if the token opens this.
async fn reader_of<'a>(
    backend: &Backend,
    bearer: &'a Bearer,
    (type_name, verb): (&str, Verb),
    action: &str,
) -> Result<&'a Actor, UseCaseError> {
    let actor = bearer.reader.as_ref().ok_or(UseCaseError::Refused(SCOPE))?;
    if bearer.scopes.allow(Level::Patient, type_name, verb) {
        Ok(actor)
    } else {
        Err(audit::denied(backend, actor, action, SCOPE.into()).await)
    }
}

/// Leaves the event of what an app has read.
async fn leave_event(
    backend: &Backend,
    (bearer, actor): (&Bearer, &Actor),
    action: &str,
    subject: &str,
) -> Result<(), UseCaseError> {
    let subject = format!("{subject} {}", bearer.client);
    audit::record_alone(backend, &audit::Event::of(actor, backend.clock.now(), action, &subject)).await
}
