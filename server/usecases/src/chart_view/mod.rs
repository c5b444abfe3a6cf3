//! Chart view: a colleague opens a patient's record for a purpose and reads it. Every look carries the purpose, and the patient
//! sees it.

pub(crate) mod head;
mod open;
mod oversee;
mod read;
mod store;

pub use head::read_head;
pub use open::{break_glass, close, open};
pub use oversee::{end, list_openings};
pub use read::{download, list_results, read_entry, read_measurements, read_result, read_section};
pub(crate) use store::list_reasons;

use crate::{Backend, UseCaseError, audit};
use domain::actor::Actor;
use domain::chart_view::policy::{Facts, ViewPermit, may_read};
use domain::chart_view::{Purpose, Reach};
use domain::ids::ChartId;
use domain::permission::Action;
use domain::policy;
use domain::time::Instant;

/// What the audit log calls looks at records; what follows in the subject is the purpose, then what was looked at.
const READ: &str = "chart_view.read";
/// What the key of an alert about a broken glass begins with.
pub(crate) const BROKEN: &str = "break_glass:";

/// The purpose of a look, by the event it left.
#[must_use]
pub(crate) fn purpose_of(action: &str, subject: &str) -> Option<Purpose> {
    let is_look = matches!(action, READ | "chart_view.open" | "chart_view.break_glass");
    Purpose::parse(subject.split(' ').next()?).filter(|_| is_look)
}

/// An event about a chart, whichever is shown to the actor otherwise.
fn event(actor: &Actor, chart: ChartId, (action, subject): (&str, &str), now: Instant) -> audit::Event {
    audit::Event { chart: Some(chart), ..audit::Event::of(actor, now, action, subject) }
}

/// Notes a refusal at the chart it is about, if that is one of the facility's; then hands the error on.
async fn refused(
    backend: &Backend,
    actor: &Actor,
    (chart, action): (Option<ChartId>, &str),
    error: UseCaseError,
) -> UseCaseError {
    if error.is_denial() {
        let event = audit::Event::of(actor, backend.clock.now(), action, "").with_outcome(error.outcome());
        if let Err(failure) = audit::record_alone(backend, &audit::Event { chart, ..event }).await {
            return failure;
        }
    }
    error
}

/// What is known of the actor and a chart. A chart that is not there has nothing that opens it.
async fn facts(
    backend: &Backend,
    actor: &Actor,
    chart: ChartId,
    now: Instant,
) -> Result<Facts, UseCaseError> {
    let db = backend.db.reader();
    let merged_into = store::find_chart(db, actor.facility, chart).await?.and_then(|row| row.merged_into);
    store::find_facts(db, actor, (chart, merged_into), now).await
}

/// The right to read a record now. Where care opens it, the opening is written down first.
async fn viewing(backend: &Backend, actor: &Actor, chart: ChartId) -> Result<ViewPermit, UseCaseError> {
    let now = backend.clock.now();
    // Roles that open no record learn nothing of which charts there are.
    if let Err(refusal) = policy::for_staff(actor, Action::BreakGlass) {
        return Err(refused(backend, actor, (None, READ), refusal.into()).await);
    }
    match may_read(actor, &facts(backend, actor, chart, now).await?, now) {
        Ok(permit) if permit.opening().is_some() => Ok(permit),
        Ok(permit) => {
            open::write_care(backend, actor, &permit, now).await?;
            Ok(permit)
        }
        Err(refusal) => Err(refused(backend, actor, (Some(chart), READ), refusal.into()).await),
    }
}

/// Whether the actor sees everything of a chart now: treats the patient, or has broken the glass. Asking opens nothing.
///
/// # Errors
/// When the database fails.
pub(crate) async fn sees_everything(
    backend: &Backend,
    actor: &Actor,
    chart: ChartId,
) -> Result<bool, UseCaseError> {
    let now = backend.clock.now();
    let known = facts(backend, actor, chart, now).await?;
    Ok(may_read(actor, &known, now).is_ok_and(|permit| sees_all(&permit)))
}

/// Whether a permit shows what is restricted and sensitive too.
fn sees_all(permit: &ViewPermit) -> bool {
    permit.reach() == Reach::Everything
}
