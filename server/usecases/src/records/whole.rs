//! The record read as a whole for a file, by the queries of the pages. Whoever reads it leaves the event.

use super::files::{bytes_of, file_name, find_result, sniff};
use super::reasons::{self, Reasoned};
use super::{Reader, is_own, store};
use crate::db::Connection;
use crate::{Backend, UseCaseError, exchange, results};
use domain::actor::Actor;
use domain::ids::EntryId;
use domain::permission::Action;
use domain::policy;
use domain::records::contract::Section;
use domain::records::view::View;
use domain::time::Instant;
use std::collections::HashMap;

/// Entries that are read at once.
const AT_ONCE: u64 = 500;
/// Resources of entries that are read at once.
const RESOURCES_AT_ONCE: usize = 100;

/// From which day to which, as `2027-03-14`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Days<'a> {
    /// Not before.
    pub from: Option<&'a str>,
    /// Not after.
    pub to: Option<&'a str>,
}

impl Days<'_> {
    /// Whether there are no bounds.
    pub const fn are_open(&self) -> bool {
        self.from.is_none() && self.to.is_none()
    }

    /// Whether something of a date as it was recorded (a year, a month, a day) is meant. What has no date is never left out.
    pub fn hold(&self, date: &str) -> bool {
        let day = date.get(..10).unwrap_or(date);
        // As much of a day as is known of the date; such texts are in the order of time.
        let as_known = |limit: &str| limit.get(..day.len()).map(ToOwned::to_owned);
        let is_after = self.from.and_then(as_known).is_none_or(|from| from.as_str() <= day);
        is_after && self.to.and_then(as_known).is_none_or(|to| day <= to.as_str())
    }
}

/// An entry with all that is known.
#[derive(Clone, Debug)]
pub struct WholeEntry {
    /// Its id.
    pub id: EntryId,
    /// The words of the code.
    pub title: String,
    /// FHIR's status word.
    pub status: String,
    /// What a page shows of it.
    pub view: View,
    /// Whether it still holds.
    pub is_current: bool,
}

/// A file of an entry with its bytes.
#[derive(Clone, Debug)]
pub struct HeldFile {
    /// A name for it, in letters, digits, dashes and dots.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
}

fn reader(backend: &Backend, actor: &Actor) -> Result<Reader, UseCaseError> {
    let permit = policy::for_chart(actor, Action::ReadRecords, backend.clock.now())?;
    Ok(Reader::of_patient(permit.chart(), is_own(actor)))
}

/// The entries of a section, newest first. What still holds is there whatever the days are: an allergy is as old as it is.
///
/// # Errors
/// The policy's refusal.
pub async fn list_whole(
    backend: &Backend,
    actor: &Actor,
    (section, days): (Section, Days<'_>),
) -> Result<Vec<WholeEntry>, UseCaseError> {
    let reader = reader(backend, actor)?;
    let db = backend.db.reader();
    let seen = if reasons::may_have(section) {
        let results = results::reader(backend, actor).await?;
        Some(exchange::View::of_pages(actor.facility, reader, results))
    } else {
        None
    };
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let asked = (&[section][..], Days::default(), after);
        let rows = store::list_of_sections(db, actor.facility, reader, asked, AT_ONCE).await?;
        let Some(last) = rows.last() else { return Ok(found) };
        after = Some((last.at, last.id));
        let mut some = Vec::new();
        for row in rows {
            let is_current = store::is_current(section, &row.status);
            let view: View = serde_json::from_str(&row.view)?;
            if (section.has_past() && is_current) || days.hold(&view.date) {
                some.push(WholeEntry { id: row.id, title: row.title, status: row.status, view, is_current });
            }
        }
        if let Some(seen) = &seen {
            name_reasons(db, seen, &mut some).await?;
        }
        found.extend(some);
    }
}

/// Names the reasons of entries that are entries themselves.
async fn name_reasons(
    db: &impl Connection,
    seen: &exchange::View,
    entries: &mut [WholeEntry],
) -> Result<(), UseCaseError> {
    for part in entries.chunks_mut(RESOURCES_AT_ONCE) {
        let ids: Vec<EntryId> = part.iter().map(|entry| entry.id).collect();
        let contents = store::list_contents(db, seen.facility, seen.reader, &ids).await?;
        let contents: HashMap<EntryId, (String, Option<String>)> =
            contents.into_iter().map(|(id, content, full_url)| (id, (content, full_url))).collect();
        let reasoned = part.iter_mut().filter_map(|entry| {
            let (content, full_url) = contents.get(&entry.id)?;
            Some(Reasoned { content, full_url: full_url.as_ref(), view: &mut entry.view })
        });
        reasons::name(db, seen, reasoned.collect()).await?;
    }
    Ok(())
}

/// The files of an entry or of a released result whose bytes are here.
///
/// # Errors
/// The policy's refusal.
pub async fn list_files(
    backend: &Backend,
    actor: &Actor,
    id: EntryId,
) -> Result<Vec<HeldFile>, UseCaseError> {
    let db = backend.db.reader();
    let results = results::reader(backend, actor).await?;
    let row = match find_result(db, actor.facility, results.as_ref(), id).await? {
        Some(row) => Some(row),
        None => store::find(db, actor.facility, reader(backend, actor)?, id).await?,
    };
    let Some(row) = row else { return Ok(Vec::new()) };
    let view: View = serde_json::from_str(&row.view)?;
    let held = bytes_of(&row).into_iter().enumerate();
    let files = held.filter_map(|(index, bytes)| {
        let bytes = bytes?;
        let title = view.files.get(index).and_then(|file| file.title.as_deref()).unwrap_or(&row.title);
        Some(HeldFile { name: format!("{}.{}", file_name(title), sniff(&bytes).2), bytes })
    });
    Ok(files.collect())
}

/// Whether an entry that this reader could see was hidden since.
///
/// # Errors
/// The policy's refusal.
pub async fn has_withdrawn(backend: &Backend, actor: &Actor, since: Instant) -> Result<bool, UseCaseError> {
    let reader = reader(backend, actor)?;
    store::has_hidden_since(backend.db.reader(), actor.facility, reader, since).await
}
