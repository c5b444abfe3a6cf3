//! The whole record as one Bundle, written while it is read (`Patient/[id]/$everything`).

use super::read::{give, patient};
use super::search::entry;
use super::{Given, View, leave_event, reader_of, store, view};
use crate::connections::Bearer;
use crate::facility::Facility;
use crate::records::store as entries;
use crate::{Backend, UseCaseError, zones};
use domain::connections::Verb;
use domain::ids::EntryId;
use domain::time::Instant;
use std::collections::{BTreeSet, VecDeque};
use uuid::Uuid;

/// Entries whose places are read at once.
const AT_ONCE: u64 = 200;
/// Characters of resources that are read at once.
const MOST_AT_ONCE: usize = 1_000_000;

/// A record on its way to an app.
pub struct Everything {
    backend: Backend,
    view: View,
    begun: Instant,
    place: Place,
    waiting: VecDeque<Vec<EntryId>>,
    /// People and places that were named, and those that were given.
    named: BTreeSet<Uuid>,
    given: BTreeSet<Uuid>,
    is_first: bool,
}

/// How far it is.
enum Place {
    Patient,
    Entries(Option<(String, Instant, EntryId)>),
    Named,
    Done,
}

/// Begins to give everything of the record that the person behind the app may see, and the token opens.
///
/// # Errors
/// The policy's refusal; [`SCOPE`](super::SCOPE); `NotFound` for another patient.
pub async fn begin_everything(
    backend: &Backend,
    facility: &Facility,
    bearer: &Bearer,
    id: &str,
) -> Result<Everything, UseCaseError> {
    let actor = reader_of(backend, bearer, ("Patient", Verb::Read), "exchange.everything").await?;
    let view = view(backend, facility, (&bearer.scopes, actor), "exchange.everything").await?;
    if view.chart().0.to_string() != id {
        return Err(UseCaseError::NotFound);
    }
    leave_event(backend, (bearer, actor), "exchange.everything", "Patient").await?;
    Ok(Everything {
        backend: backend.clone(),
        view,
        begun: backend.clock.now(),
        place: Place::Patient,
        waiting: VecDeque::new(),
        named: BTreeSet::new(),
        given: BTreeSet::new(),
        is_first: true,
    })
}

impl Everything {
    /// The next part of the Bundle; nothing once all was given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_part(&mut self) -> Result<Option<String>, UseCaseError> {
        let backend = self.backend.clone();
        let db = backend.db.reader();
        match std::mem::replace(&mut self.place, Place::Done) {
            Place::Patient => {
                let stored = patient(db, &self.view).await?.ok_or(UseCaseError::NotFound)?;
                let (given, targets) = give(db, &self.view, vec![stored]).await?;
                self.named.extend(targets.named());
                self.place = Place::Entries(None);
                let head = format!(
                    r#"{{"resourceType":"Bundle","type":"searchset","meta":{{"lastUpdated":"{}"}},"entry":["#,
                    zones::rfc3339(self.begun)
                );
                Ok(Some(format!("{head}{}", self.written(&given, "match"))))
            }
            Place::Entries(after) => {
                if let Some(ids) = self.waiting.pop_front() {
                    self.place = Place::Entries(after);
                    let stored = store::list_contents(db, &self.view, &ids).await?;
                    let (given, targets) = give(db, &self.view, stored).await?;
                    self.named.extend(targets.named());
                    return Ok(Some(self.written(&given, "match")));
                }
                let wanted = entries::Wanted {
                    results: self.view.results.as_ref(),
                    without: &self.view.without,
                    after,
                };
                let rows = entries::list_to_export(db, self.view.facility, self.view.reader, wanted, AT_ONCE)
                    .await?;
                self.place = match rows.last() {
                    Some(last) => Place::Entries(Some((last.kind.clone(), last.at, last.id))),
                    None => Place::Named,
                };
                let mut length = MOST_AT_ONCE;
                for row in rows {
                    // A long one goes alone.
                    if length.saturating_add(row.length) > MOST_AT_ONCE {
                        self.waiting.push_back(Vec::new());
                        length = 0;
                    }
                    length = length.saturating_add(row.length);
                    if let Some(last) = self.waiting.back_mut() {
                        last.push(row.id);
                    }
                }
                Ok(Some(String::new()))
            }
            Place::Named => {
                let ids: Vec<Uuid> =
                    std::mem::take(&mut self.named).difference(&self.given).copied().collect();
                if ids.is_empty() {
                    return Ok(Some("]}".to_owned()));
                }
                self.given.extend(ids.iter().copied());
                let lines = store::list_lines(db, self.view.facility, &ids).await?;
                let stored = lines.into_iter().map(|(_, stored)| stored).collect();
                let (given, targets) = give(db, &self.view, stored).await?;
                // What these name in turn: a role its clinician.
                self.named.extend(targets.named());
                self.place = Place::Named;
                Ok(Some(self.written(&given, "include")))
            }
            Place::Done => Ok(None),
        }
    }

    fn written(&mut self, given: &[Given], mode: &str) -> String {
        let mut part = String::new();
        for one in given {
            if !std::mem::take(&mut self.is_first) {
                part.push(',');
            }
            part.push_str(&entry(&self.view.base, one, mode));
        }
        part
    }
}
