//! Everything of the record in one list, newest first, and what of it has a name.

use super::{may_read, place, store};
use crate::plain::one_line;
use crate::{Backend, UseCaseError, audit, results};
use domain::actor::Actor;
use domain::ids::EntryId;
use domain::records::contract::{
    PER_PAGE, RESULTS_KIND, RecordEntry, Section, Timeline, TimelineLine, TimelineRequest,
};
use domain::time::Instant;

/// Longest words that are looked for, in characters.
const LONGEST_WORDS: usize = 100;

/// A page of everything that the reader may see; results are among it for whoever may read results.
///
/// # Errors
/// The policy's refusal.
pub async fn list_timeline(
    backend: &Backend,
    actor: &Actor,
    request: TimelineRequest,
) -> Result<Timeline, UseCaseError> {
    let reader = may_read(backend, actor, "records.timeline").await?;
    let event = audit::Event::of(actor, backend.clock.now(), "records.timeline", &request.kind);
    audit::record_alone(backend, &event).await?;
    let words = one_line(&request.words, LONGEST_WORDS);
    let asked = (words.as_str(), place(&request.after));
    let is_wanted = |kind: &str| request.kind.is_empty() || request.kind == kind;
    let sections: Vec<Section> =
        Section::ALL.into_iter().filter(|section| is_wanted(section.slug())).collect();
    let mut lines: Vec<(Instant, EntryId, TimelineLine)> = Vec::new();
    if !sections.is_empty() {
        let rows = store::list_of_sections(
            backend.db.reader(),
            actor.facility,
            reader,
            (&sections, asked.0, asked.1),
            PER_PAGE + 1,
        )
        .await?;
        for row in rows {
            let (at, id, section) = (row.at, row.id, store::section_of(&row.kind));
            lines.push((at, id, TimelineLine { section, entry: store::read(row)? }));
        }
    }
    if is_wanted(RESULTS_KIND)
        && let Some(reader) = results::reader(backend, actor).await?
    {
        for found in
            results::list_names(backend, &reader, (actor.facility, asked.0, asked.1), PER_PAGE + 1).await?
        {
            let entry = RecordEntry {
                id: found.id,
                title: found.title,
                status: found.status,
                date: found.date,
                details: Vec::new(),
                recorded_by: found.recorded_by,
                code: None,
                is_kept_back: false,
            };
            lines.push((found.at, found.id, TimelineLine { section: None, entry }));
        }
    }
    lines.sort_by_key(|(at, id, _)| std::cmp::Reverse((*at, *id)));
    let per_page = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let has_more = lines.len() > per_page;
    lines.truncate(per_page);
    let next = lines.last().filter(|_| has_more).map(|(at, id, _)| format!("{}.{id}", at.0));
    Ok(Timeline { lines: lines.into_iter().map(|(_, _, line)| line).collect(), next })
}
