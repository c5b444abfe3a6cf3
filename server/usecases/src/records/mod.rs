//! Records: a patient reads the own chart. Every read is in the audit log, or it does not happen.

mod store;

use crate::{Backend, UseCaseError, audit};
use domain::actor::Actor;
use domain::permission::Action;
use domain::policy::{self, ChartPermit};
use domain::records::contract::{LatestEntry, ReadSectionRequest, SectionPage};

/// How many lines [`list_latest`] gives.
const LATEST: u64 = 3;

/// Entries of one section, newest first by clinical date, those that still hold apart from those that are over.
///
/// # Errors
/// The policy's refusal.
pub async fn read_section(
    backend: &Backend,
    actor: &Actor,
    request: ReadSectionRequest,
) -> Result<SectionPage, UseCaseError> {
    let permit = permit(backend, actor, request.section.slug()).await?;
    store::list_section(backend.db.reader(), actor.facility, &permit, request.section).await
}

/// The newest lines of the whole record by clinical date.
///
/// # Errors
/// The policy's refusal.
pub async fn list_latest(backend: &Backend, actor: &Actor) -> Result<Vec<LatestEntry>, UseCaseError> {
    let permit = permit(backend, actor, "latest").await?;
    store::list_latest(backend.db.reader(), actor.facility, &permit, LATEST).await
}

/// The right to read the shown chart; the read of `subject` is in the audit log.
async fn permit(backend: &Backend, actor: &Actor, subject: &str) -> Result<ChartPermit, UseCaseError> {
    let now = backend.clock.now();
    let permit = match policy::for_chart(actor, Action::ReadRecords, now) {
        Ok(permit) => permit,
        Err(refusal) => return Err(audit::denied(backend, actor, "records.read", refusal.into()).await),
    };
    audit::record_alone(backend, &audit::Event::of(actor, now, "records.read", subject)).await?;
    Ok(permit)
}
