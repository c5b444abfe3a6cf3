//! Records: a patient reads the own chart. Every read is in the audit log, or it does not happen.

mod entry;
mod export;
pub(crate) mod files;
mod reasons;
mod search;
mod source;
pub(crate) mod store;
mod timeline;
mod whole;

pub(crate) use entry::page as entry_page;
pub use entry::read_entry;
pub(crate) use export::KEPT;
pub use export::{Export, begin_export, export_name};
pub use files::{Download, download};
pub(crate) use files::{give_to_clinic, list_of_result, text_of};
pub use timeline::list_timeline;
pub use whole::{HeldFile, WholeEntry};

pub(crate) use export::begin_again;
pub(crate) use source::source_of;
pub(crate) use whole::{Days, has_withdrawn, list_files, list_whole};

use crate::{Backend, UseCaseError, audit};
use domain::actor::{Actor, Relation};
use domain::corrections::contract::SubjectKind;
use domain::ids::{ChartId, EntryId, FacilityId};
use domain::permission::Action;
use domain::policy;
use domain::records::contract::{LatestEntry, ReadSectionRequest, Section, SectionPage};
use domain::records::period::day;
use domain::records::view::State;
use domain::time::Instant;

/// How many lines [`list_latest`] gives.
const LATEST: u64 = 3;

/// Who reads a chart: the patient, or somebody who acts for the patient and never sees what is for the patient alone; of the
/// clinic, those who treat the patient see as much as the patient does, and what its sender keeps from the patient.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader {
    pub(crate) chart: ChartId,
    pub(crate) is_own: bool,
    /// Whether what the sender keeps from the patient is seen: never by the patient, nor for the patient.
    pub(crate) sees_kept_back: bool,
}

impl Reader {
    /// The patient, or somebody who acts for the patient.
    pub(crate) const fn of_patient(chart: ChartId, is_own: bool) -> Self {
        Self { chart, is_own, sees_kept_back: false }
    }

    /// A colleague who may read; with `sees_all`, what is restricted or kept back too.
    pub(crate) const fn of_clinic(chart: ChartId, sees_all: bool) -> Self {
        Self { chart, is_own: sees_all, sees_kept_back: sees_all }
    }
}

/// Entries of one section, newest first by clinical date, those that still hold apart from those that are over.
///
/// # Errors
/// The policy's refusal.
pub async fn read_section(
    backend: &Backend,
    actor: &Actor,
    request: ReadSectionRequest,
) -> Result<SectionPage, UseCaseError> {
    let reader = may_read(backend, actor, "records.read").await?;
    let event = audit::Event::of(actor, backend.clock.now(), "records.read", request.section.slug());
    section(backend, reader, &event, &request).await
}

/// The same for whoever may, once that is noted.
///
/// # Errors
/// When the database fails.
pub(crate) async fn section(
    backend: &Backend,
    reader: Reader,
    event: &audit::Event,
    request: &ReadSectionRequest,
) -> Result<SectionPage, UseCaseError> {
    audit::record_alone(backend, event).await?;
    let (from, to) = (day(&request.from), day(&request.until));
    let wanted = store::Part {
        section: request.section,
        after: place(&request.after),
        state: State::parse(&request.state),
        days: Days { from: from.as_deref(), to: to.as_deref() },
    };
    store::list_section(backend.db.reader(), event.facility, reader, &wanted).await
}

/// How many entries of a section are restricted or kept back: a reader who does not see them is told of them.
///
/// # Errors
/// When the database fails.
pub(crate) async fn count_restricted(
    backend: &Backend,
    (facility, chart): (FacilityId, ChartId),
    section: Section,
) -> Result<u64, UseCaseError> {
    store::count_restricted(backend.db.reader(), facility, Reader::of_clinic(chart, true), section).await
}

/// The newest lines of the whole record by clinical date.
///
/// # Errors
/// The policy's refusal.
pub async fn list_latest(backend: &Backend, actor: &Actor) -> Result<Vec<LatestEntry>, UseCaseError> {
    let reader = may_read(backend, actor, "records.read").await?;
    audit::record_alone(backend, &audit::Event::of(actor, backend.clock.now(), "records.read", "latest"))
        .await?;
    store::list_latest(backend.db.reader(), actor.facility, reader, LATEST).await
}

/// What an entry that the reader may see is, its name and its date; nothing for a reader without the right. Whoever shows them leaves
/// the event.
///
/// # Errors
/// When the database fails.
pub(crate) async fn find_name(
    backend: &Backend,
    actor: &Actor,
    id: EntryId,
) -> Result<Option<(SubjectKind, String, String)>, UseCaseError> {
    let Ok(permit) = policy::for_chart(actor, Action::ReadRecords, backend.clock.now()) else {
        return Ok(None);
    };
    let reader = Reader::of_patient(permit.chart(), is_own(actor));
    let row = store::find_listed(backend.db.reader(), actor.facility, reader, id).await?;
    let Some(row) = row else { return Ok(None) };
    let Some(kind) = kind_of(&row) else { return Ok(None) };
    let line = store::read(row)?;
    Ok(Some((kind, line.title, line.date)))
}

/// Those of some entries that [`find_name`] finds.
///
/// # Errors
/// When the database fails.
pub(crate) async fn list_found(
    backend: &Backend,
    actor: &Actor,
    ids: &[EntryId],
) -> Result<Vec<EntryId>, UseCaseError> {
    let Ok(permit) = policy::for_chart(actor, Action::ReadRecords, backend.clock.now()) else {
        return Ok(Vec::new());
    };
    let reader = Reader::of_patient(permit.chart(), is_own(actor));
    let rows = store::list_listed(backend.db.reader(), actor.facility, reader, ids).await?;
    Ok(rows.iter().filter(|row| kind_of(row).is_some()).map(|row| row.id).collect())
}

/// What an entry is to whoever asks about it; nothing for what no page shows by itself.
fn kind_of(row: &store::Listed) -> Option<SubjectKind> {
    match store::section_of(&row.kind) {
        Some(_) => Some(SubjectKind::Entry),
        None if store::is_vital_sign(row) => Some(SubjectKind::Measurement),
        None => None,
    }
}

fn is_own(actor: &Actor) -> bool {
    actor.grant().is_some_and(|grant| grant.relation == Relation::Own)
}

/// The right to read the shown chart; a refusal is logged.
pub(crate) async fn may_read(backend: &Backend, actor: &Actor, action: &str) -> Result<Reader, UseCaseError> {
    match policy::for_chart(actor, Action::ReadRecords, backend.clock.now()) {
        Ok(permit) => Ok(Reader::of_patient(permit.chart(), is_own(actor))),
        Err(refusal) => Err(audit::denied(backend, actor, action, refusal.into()).await),
    }
}

/// A place in a list; nonsense is its beginning.
fn place(text: &str) -> Option<(Instant, EntryId)> {
    let (at, id) = text.split_once('.')?;
    Some((Instant(at.parse().ok()?), id.parse().ok()?))
}
