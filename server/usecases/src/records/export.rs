//! The whole record as a FHIR Bundle, written while it is read: the patient, every entry and released result that the reader
//! may see, and the people and places they name.

use super::{Reader, may_read, store};
use crate::facility::Facility;
use crate::factors::require_fresh;
use crate::import::alias;
use crate::{Backend, UseCaseError, audit, results, zones};
use domain::actor::Actor;
use domain::ids::{EntryId, FacilityId};
use domain::permission::Action;
use domain::policy;
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
    facility: FacilityId,
    reader: Reader,
    results: Option<results::Reader>,
    /// What stands before type and id in the address of a resource that came without one.
    base: String,
    /// Types of resource that are not for this reader.
    without: Vec<&'static str>,
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
    // No scope speaks of what an insurance pays; visits to come have one of their own.
    let mut without = if reader.is_own { Vec::new() } else { KEPT.to_vec() };
    if policy::for_chart(actor, Action::ReadAppointments, now).is_err() {
        without.push("Appointment");
    }
    Ok(Export {
        backend: backend.clone(),
        facility: actor.facility,
        reader,
        results: results::reader(backend, actor).await?,
        base: format!("{}/fhir/R4", backend.site.origin(&facility.host)),
        without,
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
        match std::mem::replace(&mut self.place, Place::Done) {
            Place::Patient => {
                let row = store::find_chart(db, self.facility, self.reader).await?;
                let row = row.ok_or(UseCaseError::NotFound)?;
                let head = format!(
                    r#"{{"resourceType":"Bundle","type":"collection","timestamp":"{}","entry":["#,
                    zones::rfc3339(self.begun)
                );
                self.place = Place::Entries(None);
                let entry = self.entry(row.id.0, row.full_url.as_deref(), &row.content);
                Ok(Some(format!("{head}{entry}")))
            }
            Place::Entries(after) => {
                if let Some(ids) = self.waiting.pop_front() {
                    self.place = Place::Entries(after);
                    let mut part = String::new();
                    for (id, content, full_url) in
                        store::list_contents(db, self.facility, self.reader, &ids).await?
                    {
                        part.push_str(&self.entry(id.0, full_url.as_deref(), &content));
                    }
                    return Ok(Some(part));
                }
                let wanted = store::Wanted { results: self.results.as_ref(), without: &self.without, after };
                let rows = store::list_to_export(db, self.facility, self.reader, wanted, AT_ONCE).await?;
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
                let rows = store::list_named(db, self.facility, &names).await?;
                let mut part = String::new();
                for (id, content, full_url) in rows {
                    if self.given.insert(id) {
                        part.push_str(&self.entry(id, full_url.as_deref(), &content));
                    }
                }
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

    /// An entry of the Bundle; what it refers to is remembered.
    fn entry(&mut self, id: Uuid, full_url: Option<&str>, content: &str) -> String {
        let mut own = None;
        let mut written = Cow::Borrowed(content);
        if let Ok(resource) = Resource::parse(content.to_owned()) {
            let facility = self.facility;
            let mut found = Vec::new();
            references(resource.json(), &mut found);
            for text in found {
                let reference = Reference { reference: Some(text), ..Reference::default() };
                for kind in NAMED.into_iter().filter_map(TypeName::find) {
                    let keys = reference.possible_keys(kind, full_url);
                    self.wanted.extend(keys.iter().map(|key| alias(facility, key)));
                }
            }
            // A search is a request to a server; in a file it says nothing.
            if content.contains("?identifier=") {
                written = Cow::Owned(without_searches(resource.json()).to_string());
            }
            // What came without an address refers to others by type and id: under this one they lead there.
            own = resource.id().map(|id| format!("{}/{}/{id}", self.base, resource.type_name()));
        }
        let address =
            full_url.map(ToOwned::to_owned).or(own).filter(|address| !self.addresses.contains(address));
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
