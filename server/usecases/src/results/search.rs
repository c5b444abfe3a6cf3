//! Results in which something is found. Those that the reader may see are read newest first, with what belongs to them, and looked
//! through as their pages show them.

use super::Reader;
use super::shown::values;
use super::store::read::{self as store, Found, Person};
use crate::search::{Asked, Looked};
use crate::{Backend, UseCaseError, records};
use domain::ids::{AccountId, EntryId, FacilityId};
use domain::search::Snippet;
use entity::result;
use std::collections::{BTreeSet, HashMap};

/// Results that are read at once.
const AT_ONCE: u64 = 200;
/// Most results that are looked through for one page.
const MOST: u64 = 2_000;

/// As many as are wanted, each with where the words are.
pub(super) async fn look_through(
    backend: &Backend,
    (facility, reader): (FacilityId, &Reader),
    asked: &Asked<'_>,
    limit: u64,
) -> Result<Looked<(result::Model, Option<Snippet>)>, UseCaseError> {
    let db = backend.db.reader();
    let mut looked = Looked { found: Vec::new(), stopped: None };
    if asked.is_open() {
        let rows = store::list_page(db, facility, reader, (asked.days, asked.after), limit).await?;
        looked.found.extend(rows.into_iter().map(|row| (row, None)));
        return Ok(looked);
    }
    let people = store::list_people(db, facility, &[reader.chart]).await?;
    let person = people.get(&reader.chart).cloned().unwrap_or_default();
    let (mut after, mut seen) = (asked.after, 0);
    loop {
        let rows = store::list_page(db, facility, reader, (asked.days, after), AT_ONCE).await?;
        let count = rows.len() as u64;
        seen += count;
        after = rows.last().map(|row| (row.clinical_s, row.id)).or(after);
        let authors: BTreeSet<AccountId> = rows.iter().filter_map(commentator).collect();
        let authors: Vec<AccountId> = authors.into_iter().collect();
        let names = store::list_names(db, facility, &authors).await?;
        let some = store::load(db, facility, (rows, reader.sees_kept_back())).await?;
        let with_text = some.iter().filter(|one| one.own.held_files > 0);
        let ids: Vec<EntryId> = with_text.map(|one| one.own.id).collect();
        let file_texts = if asked.words.is_empty() {
            HashMap::new()
        } else {
            records::store::list_result_texts(db, facility, reader, &ids).await?
        };
        for one in some {
            if !asked.days.are_open() && !asked.days.hold(&one.own.date) {
                continue;
            }
            let mut texts = texts(&one, &person);
            texts.extend(commentator(&one.row).and_then(|author| names.get(&author).cloned()));
            texts.extend(file_texts.get(&one.own.id).cloned());
            let hit = asked.words.find((&one.own.title, None), texts.iter().map(String::as_str));
            if let Some(hit) = hit {
                looked.found.push((one.row, hit.snippet));
            }
        }
        let is_full = looked.found.len() as u64 >= limit;
        if is_full || count < AT_ONCE {
            looked.found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            return Ok(looked);
        }
        if seen >= MOST {
            looked.stopped = after;
            return Ok(looked);
        }
    }
}

/// Who wrote the comment, as the page names them.
fn commentator(row: &result::Model) -> Option<AccountId> {
    row.comment.as_ref().and(row.commented_by.or(row.decided_by))
}

/// Words that the page of a result shows below its name: the clinician's, what was concluded, and each test with a value in words.
fn texts(found: &Found, person: &Person) -> Vec<String> {
    let mut texts: Vec<String> =
        found.row.comment.iter().chain(&found.own.measured.conclusions).cloned().collect();
    texts.extend(found.tests.iter().map(|test| test.title.clone()));
    for value in values(found, person) {
        // A number alone is no word.
        let said = value.value.text.filter(|text| text.chars().any(char::is_alphabetic));
        texts.push(value.title);
        texts.extend(said);
        texts.extend(value.notes);
    }
    texts.extend(found.own.recorded_by.clone());
    texts
}
