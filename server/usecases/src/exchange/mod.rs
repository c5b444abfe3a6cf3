//! The FHIR interface: apps read what the person behind them may see, systems hand records in. Rules of release, of scopes and
//! of access are those of the pages; only the form is another.

mod clinic;
mod everything;
mod intake;
mod left;
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
pub use left::{clear_left, list_left};
pub use query::Query;
pub use read::read;
pub use receive::{Form, Refused, may_write, receive};
pub use search::search;
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

/// What an app reads: one record, as far as the person behind it may, and no further than the token.
struct View {
    facility: FacilityId,
    base: String,
    reader: records::Reader,
    results: Option<results::Reader>,
    /// Types that are not for this reader.
    without: Vec<&'static str>,
}

impl View {
    fn chart(&self) -> ChartId {
        self.reader.chart
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
    Ok(view)
}

/// What a person may see, without any app.
async fn view_of(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
    reader: records::Reader,
) -> Result<View, UseCaseError> {
    let mut without: Vec<&'static str> = if reader.is_own { Vec::new() } else { KEPT.to_vec() };
    if policy::for_chart(actor, Action::ReadAppointments, backend.clock.now()).is_err() {
        without.push("Appointment");
    }
    Ok(View {
        facility: facility.id,
        base: base(backend, &facility.host),
        reader,
        results: results::reader(backend, actor).await?,
        without,
    })
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
