//! Records: a patient reads the own chart. Every read is in the audit log, or it does not happen.

mod store;

use crate::{Backend, UseCaseError, audit};
use domain::actor::Actor;
use domain::permission::Action;
use domain::policy;
use domain::records::contract::{ReadSectionRequest, SectionPage};

/// Entries of one section, newest first by clinical date, those that still hold apart from those that are over.
///
/// # Errors
/// The policy's refusal.
pub async fn read_section(
    backend: &Backend,
    actor: &Actor,
    request: ReadSectionRequest,
) -> Result<SectionPage, UseCaseError> {
    let now = backend.clock.now();
    let permit = match policy::for_chart(actor, Action::ReadRecords, now) {
        Ok(permit) => permit,
        Err(refusal) => return Err(audit::denied(backend, actor, "records.read", refusal.into()).await),
    };
    let event = audit::Event::of(actor, now, "records.read", request.section.slug());
    audit::record_alone(backend, &event).await?;
    store::list_section(backend.db.reader(), actor.facility, &permit, request.section).await
}
