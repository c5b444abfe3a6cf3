//! The whole record as a FHIR Bundle, written while it is read: the patient, every entry and released result that the reader
//! may see, and the people and places they name.

use super::{Reader, may_read, store};
use crate::db::Connection;
use crate::exchange::{Targets, View, resolve, view_of};
use crate::facility::Facility;
use crate::factors::require_fresh;
use crate::import::alias;
use crate::{Backend, UseCaseError, audit, zones};
use domain::actor::Actor;
use domain::ids::EntryId;
use domain::time::Instant;
use fhir::{Json, Reference, Resource, TypeName, without_searches};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::{BTreeSet, VecDeque};
use uuid::Uuid;

/// Entries whose places are read at once.
const AT_ONCE: u64 = 200;
/// Characters of resources that are read at once.
const MOST_AT_ONCE: usize = 1_000_000;
/// Types of resource that no page shows, about money and letters: for the patient alone.
pub(crate) const KEPT: [&str; 4] = ["Coverage", "ExplanationOfBenefit", "Invoice", "Communication"];
/// Types of what entries name.
pub const NAMED: [&str; 5] = ["Practitioner", "PractitionerRole", "Organization", "Location", "Medication"];

/// A record on its way out.
#[derive(Debug)]
pub struct Export {
    backend: Backend,
    /// What its reader may see; its base stands before type and id in the address of a resource that came without one.
    view: View,
    begun: Instant,
    place: Place,
    /// Entries that come next, a few at a time.
    waiting: VecDeque<Vec<EntryId>>,
    /// Names of what was referred to, and ids and addresses of what was given already.
    wanted: BTreeSet<Uuid>,
    given: BTreeSet<Uuid>,
    addresses: BTreeSet<String>,
    is_first: bool,
}

/// How far it is.
#[derive(Debug)]
enum Place {
    Patient,
    Entries(Option<(String, Instant, EntryId)>),
    Named,
    Done,
}

/// Begins to give the record of the shown chart away.
///
/// # Errors
/// The policy's refusal; that who is asking has to be proven anew.
pub async fn begin_export(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
) -> Result<Export, UseCaseError> {
    let reader = may_read(backend, actor, "records.export").await?;
    require_fresh(backend, actor).await?;
    begin(backend, facility, actor, reader).await
}

/// The same for a worker, when whoever asks has been proven before.
///
/// # Errors
/// The policy's refusal.
pub async fn begin_again(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
) -> Result<Export, UseCaseError> {
    let reader = may_read(backend, actor, "records.export").await?;
    begin(backend, facility, actor, reader).await
}

async fn begin(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
    reader: Reader,
) -> Result<Export, UseCaseError> {
    let now = backend.clock.now();
    audit::record_alone(backend, &audit::Event::of(actor, now, "records.export", "fhir")).await?;
    Ok(Export {
        backend: backend.clone(),
        view: view_of(backend, facility, actor, reader).await?,
        waiting: VecDeque::new(),
        begun: now,
        place: Place::Patient,
        wanted: BTreeSet::new(),
        given: BTreeSet::new(),
        addresses: BTreeSet::new(),
        is_first: true,
    })
}

/// The name of the file: the clinic's key and the day.
#[must_use]
pub fn export_name(facility: &Facility, now: Instant) -> String {
    format!("record-{}-{}.json", facility.key, zones::local(&facility.zone, now).date())
}

impl Export {
    /// The next part of the file; nothing once all was given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_part(&mut self) -> Result<Option<String>, UseCaseError> {
        let backend = self.backend.clone();
        let db = backend.db.reader();
        let (facility, reader) = (self.view.facility, self.view.reader);
        match std::mem::replace(&mut self.place, Place::Done) {
            Place::Patient => {
                let row = store::find_chart(db, facility, reader).await?;
                let row = row.ok_or(UseCaseError::NotFound)?;
                let head = format!(
                    r#"{{"resourceType":"Bundle","type":"collection","timestamp":"{}","entry":["#,
                    zones::rfc3339(self.begun)
                );
                self.place = Place::Entries(None);
                let entry = self.entries(db, vec![(row.id.0, row.content, row.full_url)]).await?;
                Ok(Some(format!("{head}{entry}")))
            }
            Place::Entries(after) => {
                if let Some(ids) = self.waiting.pop_front() {
                    self.place = Place::Entries(after);
                    let rows = store::list_contents(db, facility, reader, &ids).await?;
                    let rows = rows.into_iter().map(|(id, content, full_url)| (id.0, content, full_url));
                    return Ok(Some(self.entries(db, rows.collect()).await?));
                }
                let wanted =
                    store::Wanted { results: self.view.results.as_ref(), without: &self.view.without, after };
                let rows = store::list_to_export(db, facility, reader, wanted, AT_ONCE).await?;
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
                let names = std::mem::take(&mut self.wanted);
                let mut rows = store::list_named(db, facility, &names).await?;
                rows.retain(|(id, ..)| self.given.insert(*id));
                let mut part = self.entries(db, rows).await?;
                // What these name in turn: a role its clinician.
                if part.is_empty() {
                    part.push_str("]}");
                } else {
                    self.place = Place::Named;
                }
                Ok(Some(part))
            }
            Place::Done => Ok(None),
        }
    }

    /// Entries of the Bundle: ids, resources, addresses. References to what is not for this reader say nothing.
    async fn entries(
        &mut self,
        db: &impl Connection,
        rows: Vec<(Uuid, String, Option<String>)>,
    ) -> Result<String, UseCaseError> {
        let (mut parsed, mut is_parsed) = (Vec::new(), Vec::new());
        for (_, content, full_url) in &rows {
            let resource = Resource::parse(content.clone()).ok();
            is_parsed.push(resource.is_some());
            parsed.extend(resource.map(|resource| (resource, full_url.clone())));
        }
        let targets = resolve(db, &self.view, &parsed).await?;
        let (mut parsed, mut part) = (parsed.iter(), String::new());
        for (row, is_parsed) in rows.iter().zip(is_parsed) {
            let resource = if is_parsed { parsed.next().map(|(resource, _)| resource) } else { None };
            part.push_str(&self.entry(row, resource, &targets));
        }
        Ok(part)
    }

    /// An entry of the Bundle; what it refers to is remembered.
    fn entry(
        &mut self,
        (id, content, full_url): &(Uuid, String, Option<String>),
        resource: Option<&Resource>,
        targets: &Targets,
    ) -> String {
        let mut own = None;
        let mut written = Cow::Borrowed(content.as_str());
        if let Some(resource) = resource {
            let facility = self.view.facility;
            let mut found = Vec::new();
            references(resource.json(), &mut found);
            for text in found {
                let reference = Reference { reference: Some(text), ..Reference::default() };
                for kind in NAMED.into_iter().filter_map(TypeName::find) {
                    let keys = reference.possible_keys(kind, full_url.as_deref());
                    self.wanted.extend(keys.iter().map(|key| alias(facility, key)));
                }
            }
            let covered = targets.without_hidden(resource, full_url.as_ref());
            // A search is a request to a server; in a file it says nothing.
            if covered.is_some() || content.contains("?identifier=") {
                let json = covered.as_ref().unwrap_or(resource.json());
                written = Cow::Owned(without_searches(json).to_string());
            }
            // What came without an address refers to others by type and id: under this one they lead there.
            own = resource.id().map(|id| format!("{}/{}/{id}", self.view.base, resource.type_name()));
        }
        let address = full_url.clone().or(own).filter(|address| !self.addresses.contains(address));
        let address = address.unwrap_or_else(|| format!("urn:uuid:{id}"));
        self.addresses.insert(address.clone());
        let comma = if std::mem::take(&mut self.is_first) { "" } else { "," };
        format!("{comma}{{\"fullUrl\":{},\"resource\":{written}}}", Value::String(address))
    }
}

/// Every `reference` in a resource.
fn references(json: &Json, found: &mut Vec<String>) {
    match json {
        Json::Object(members) => {
            for (name, value) in members {
                match value {
                    Json::Text(text) if name == "reference" => found.push(text.clone()),
                    other => references(other, found),
                }
            }
        }
        Json::List(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}
