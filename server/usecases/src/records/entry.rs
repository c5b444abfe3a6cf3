//! One entry with all that is known, and of a visit what belongs to it.

use super::reasons::{self, Reasoned};
use super::source::{source_of, with_list};
use super::{Reader, files, may_read, store};
use crate::explain::Explained;
use crate::facility::Facility;
use crate::{Backend, UseCaseError, audit, exchange, results};
use domain::actor::Actor;
use domain::records::contract::{
    EntryPage, MeasuredLine, ReadEntryRequest, RecordEntry, Section, VisitParts,
};
use domain::records::view::View;
use domain::results::value::Measured;
use i18n::Lang;

/// One entry, explained in the reader's language where its code is known. Hidden, foreign and missing ones look the same, and so do
/// results: they have pages of their own.
///
/// # Errors
/// The policy's refusal; `NotFound`.
pub async fn read_entry(
    backend: &Backend,
    actor: &Actor,
    of: (&Facility, Lang),
    request: ReadEntryRequest,
) -> Result<EntryPage, UseCaseError> {
    let reader = may_read(backend, actor, "records.entry").await?;
    let results = results::reader(backend, actor).await?;
    let event = audit::Event::of(actor, backend.clock.now(), "records.entry", &request.id.to_string());
    page(backend, of, (reader, results.as_ref()), (&event, "results.list"), request).await
}

/// The same for whoever may, with the results that this reader may see of a visit; `of_results` is how those are noted.
///
/// # Errors
/// `NotFound`.
pub(crate) async fn page(
    backend: &Backend,
    (facility, lang): (&Facility, Lang),
    (reader, results): (Reader, Option<&results::Reader>),
    (event, of_results): (&audit::Event, &str),
    request: ReadEntryRequest,
) -> Result<EntryPage, UseCaseError> {
    let db = backend.db.reader();
    let row = store::find(db, facility.id, reader, request.id).await?.ok_or(UseCaseError::NotFound)?;
    let section = store::section_of(&row.kind).ok_or(UseCaseError::NotFound)?;
    audit::record_alone(backend, event).await?;
    let mut view: View = serde_json::from_str(&row.view)?;
    if reasons::may_have(section) {
        let seen = exchange::View::of_pages(facility.id, reader, results.cloned());
        let reasoned = Reasoned { content: &row.content, full_url: row.full_url.as_ref(), view: &mut view };
        reasons::name(db, &seen, vec![reasoned]).await?;
    }
    let visit = match row.visit {
        Some(visit) => store::find_visit(db, facility.id, reader, visit).await?,
        None => None,
    };
    let parts = match section {
        Section::Visits => {
            let (entries, measured) = store::list_of_visit(db, facility.id, reader, row.id).await?;
            let results = match results {
                Some(results) => {
                    results::list_of_visit(backend, results, (event, of_results), row.id).await?
                }
                None => Vec::new(),
            };
            let measured = measured.into_iter().map(line).collect();
            Some(VisitParts { entries, measured, results })
        }
        _ => None,
    };
    let files = files::list(&row, &view);
    let explained = Explained::read(&row.content, lang).own(&row.title);
    let source = source_of(db, (facility, lang), row.id).await?;
    let code = view.code.take().map(|code| with_list(&code, &row.content, lang));
    Ok(EntryPage {
        section,
        explained,
        end: view.end.clone(),
        recorded: view.recorded.clone(),
        facts: view.facts.clone(),
        people: view.people.clone(),
        notes: view.notes.clone(),
        entry: RecordEntry {
            is_kept_back: row.is_kept_back,
            code,
            ..store::line(row.id, (row.title, row.status), view)
        },
        files,
        visit,
        parts,
        source,
    })
}

/// What was measured, with its parts where it has any.
fn line((title, found, is_kept_back): (String, Measured, bool)) -> MeasuredLine {
    let whole = (!found.value.is_empty() || found.parts.is_empty()).then_some((None, found.value));
    let parts = found.parts.into_iter().map(|part| (Some(part.title), part.value));
    MeasuredLine { title, values: whole.into_iter().chain(parts).collect(), is_kept_back }
}
