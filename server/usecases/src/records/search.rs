//! Entries of the record in which something is found, as lines. What the reader may see is read newest first and looked through.

use super::{Reader, store};
use crate::UseCaseError;
use crate::db::Connection;
use crate::search::{Asked, Looked};
use domain::ids::{EntryId, FacilityId};
use domain::records::contract::{Section, TimelineLine};
use domain::records::view::{FactKind, View};
use domain::time::Instant;
use std::collections::HashMap;

/// Entries that are read at once.
const AT_ONCE: u64 = 1_000;
/// Most entries that are looked through for one page.
const MOST: u64 = 5_000;

/// A line and its place in the list.
pub(super) type Placed = (Instant, EntryId, TimelineLine);

/// Lines of these sections, newest first, as many as are wanted.
pub(super) async fn look_through(
    db: &impl Connection,
    (facility, reader): (FacilityId, Reader),
    (sections, asked): (&[Section], &Asked<'_>),
    limit: u64,
) -> Result<Looked<Placed>, UseCaseError> {
    let at_once = if asked.is_open() { limit } else { AT_ONCE };
    let mut looked = Looked { found: Vec::new(), stopped: None };
    let (mut after, mut seen) = (asked.after, 0);
    loop {
        let rows =
            store::list_of_sections(db, facility, reader, (sections, asked.days, after), at_once).await?;
        let count = rows.len() as u64;
        seen += count;
        after = rows.last().map(|row| (row.at, row.id)).or(after);
        let mut some = Vec::new();
        for row in rows {
            let view: View = serde_json::from_str(&row.view)?;
            some.push((row, view));
        }
        let with_text = some.iter().filter(|(_, view)| view.files.iter().any(|file| file.is_held));
        let ids: Vec<EntryId> = with_text.map(|(row, _)| row.id).collect();
        let file_texts = if asked.words.is_empty() {
            HashMap::new()
        } else {
            store::list_file_texts(db, facility, reader, &ids).await?
        };
        for (row, view) in some {
            if !asked.days.are_open() && !asked.days.hold(&view.date) {
                continue;
            }
            let texts = texts(&view).chain(file_texts.get(&row.id).map(String::as_str));
            let Some(hit) = asked.words.find((&row.title, view.code.as_deref()), texts) else { continue };
            let (at, id, section) = (row.at, row.id, store::section_of(&row.kind));
            let line = TimelineLine { section, entry: store::read(row)?, snippet: hit.snippet };
            looked.found.push((at, id, line));
        }
        let is_full = looked.found.len() as u64 >= limit;
        if is_full || count < at_once {
            looked.found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            return Ok(looked);
        }
        if seen >= MOST {
            looked.stopped = after;
            return Ok(looked);
        }
    }
}

/// Words that the page of an entry shows below its title. What it says in words of the page's language is no text of the record,
/// and a reason may be the name of an entry that this reader does not see.
fn texts(view: &View) -> impl Iterator<Item = &str> {
    const LEFT_OUT: [FactKind; 5] =
        [FactKind::Severity, FactKind::Certainty, FactKind::Danger, FactKind::Due, FactKind::Reason];
    let facts =
        view.facts.iter().filter(|fact| !LEFT_OUT.contains(&fact.kind)).map(|fact| fact.words.as_str());
    view.details
        .iter()
        .chain(&view.notes)
        .map(String::as_str)
        .chain(facts)
        .chain(view.people.iter().map(|person| person.name.as_str()))
        .chain(view.recorded_by.as_deref())
        .chain(view.files.iter().filter_map(|file| file.title.as_deref()))
}
