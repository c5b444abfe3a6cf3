//! Everything of the record in one list, newest first, and what of it holds words or is of some days.

use super::search::look_through;
use super::{Days, may_read, place};
use crate::search::{Asked, Words};
use crate::{Backend, UseCaseError, audit, results};
use domain::actor::Actor;
use domain::records::contract::{
    PER_PAGE, RESULTS_KIND, RecordEntry, Section, Timeline, TimelineLine, TimelineRequest,
};
use domain::records::period::day;

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
    let (from, to) = (day(&request.from), day(&request.until));
    let asked = Asked {
        words: Words::of(&request.words),
        days: Days { from: from.as_deref(), to: to.as_deref() },
        after: place(&request.after),
    };
    let is_wanted = |kind: &str| request.kind.is_empty() || request.kind == kind;
    let sections: Vec<Section> =
        Section::ALL.into_iter().filter(|section| is_wanted(section.slug())).collect();
    let (mut lines, mut stopped) = (Vec::new(), None);
    if !sections.is_empty() {
        let (db, whose) = (backend.db.reader(), (actor.facility, reader));
        let looked = look_through(db, whose, (&sections, &asked), PER_PAGE + 1).await?;
        lines.extend(looked.found);
        stopped = looked.stopped;
    }
    if is_wanted(RESULTS_KIND)
        && let Some(reader) = results::reader(backend, actor).await?
    {
        let looked = results::list_names(backend, &reader, (actor.facility, &asked), PER_PAGE + 1).await?;
        for (found, snippet) in looked.found {
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
            lines.push((found.at, found.id, TimelineLine { section: None, entry, snippet }));
        }
        // Nothing is above a place; whatever stopped first is the newest of the two.
        stopped = stopped.max(looked.stopped);
    }
    lines.sort_by_key(|(at, id, _)| std::cmp::Reverse((*at, *id)));
    // What is older than where one of them stopped comes with the next page.
    lines.retain(|(at, id, _)| stopped.is_none_or(|stopped| (*at, *id) >= stopped));
    let per_page = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let has_more = lines.len() > per_page;
    lines.truncate(per_page);
    let last = lines.last().filter(|_| has_more).map(|(at, id, _)| (*at, *id));
    let next = last.or(stopped).map(|(at, id)| format!("{}.{id}", at.0));
    Ok(Timeline { lines: lines.into_iter().map(|(_, _, line)| line).collect(), next })
}
