//! The two passes over the files: the first finds out what there is and who refers to whom, the second takes it.

use super::asked::Asked;
use super::naming::{Called, Named, codes_of};
use super::rows::{self, Row};
use super::{CHUNK, CHUNK_BYTES, Problem, Source, code_words, words};
use crate::charts::number_alias;
use domain::connections::NAMED;
use domain::ids::FacilityId;
use fhir::{Layout, Limits, Place, Reader, ReferenceIndex, Resolution, Resource, Seen, View};
use i18n::Lang;
use std::collections::{HashMap, HashSet};
use tokio::sync::mpsc;
use uuid::Uuid;

/// What the first pass found.
pub struct Plan {
    facility: FacilityId,
    /// What a server was asked to do, if files came as requests.
    asked: Option<Asked>,
    /// In which language names are given that codes came without.
    lang: Lang,
    layouts: Vec<Option<Layout>>,
    index: ReferenceIndex<Uuid>,
    /// Who does what: roles that say by reference alone whose they are, with the address under which they came.
    roles: HashMap<Uuid, (fhir::Reference, Option<String>)>,
    /// The codes of medicines.
    medicines: HashMap<Uuid, Vec<String>>,
    /// Entries whose business identifier an earlier, different entry has: file and position.
    clashes: HashSet<(usize, u64)>,
    /// Where the last version of a chart's head or of a line of the directory stands: file and position. The others are
    /// left out, so that importing the same files again changes nothing.
    last: HashMap<Uuid, (usize, u64)>,
    /// Patients, by the chart that their key stands for.
    pub people: HashMap<Uuid, Person>,
    /// Files that cannot be read.
    pub problems: Vec<Problem>,
    /// Resources in all readable files.
    pub entries: u64,
}

/// What tells whether a patient is one whose chart was added by hand.
pub struct Person {
    /// The record number.
    pub number: Option<String>,
    /// The date of birth, as far as it is known.
    pub born: Option<String>,
}

/// Up to [`CHUNK`] resources, ready to be written together.
#[derive(Default)]
pub struct Batch {
    pub rows: Vec<Row>,
    pub problems: Vec<Problem>,
    pub unsupported: Vec<(Place, &'static str)>,
    pub entries: u64,
    /// Length of the rows' contents.
    bytes: usize,
}

impl Plan {
    /// Checks every file and indexes its resources.
    pub fn make((facility, lang): (FacilityId, Lang), sources: &[Source], asked: Option<Asked>) -> Self {
        let mut plan = Self {
            facility,
            asked,
            lang,
            layouts: Vec::with_capacity(sources.len()),
            index: ReferenceIndex::default(),
            roles: HashMap::new(),
            medicines: HashMap::new(),
            clashes: HashSet::new(),
            last: HashMap::new(),
            people: HashMap::new(),
            problems: Vec::new(),
            entries: 0,
        };
        for (number, source) in sources.iter().enumerate() {
            match plan.look_into(number, source) {
                Ok(layout) => plan.layouts.push(Some(layout)),
                Err(reason) => {
                    plan.problems.push(Problem { file: source.name(), path: String::new(), reason });
                    plan.layouts.push(None);
                }
            }
        }
        plan
    }

    fn look_into(&mut self, number: usize, source: &Source) -> Result<Layout, String> {
        let summary = fhir::check(source.open().map_err(|error| error.to_string())?, Limits::default())
            .map_err(|error| error.to_string())?;
        let input = source.open().map_err(|error| error.to_string())?;
        for (position, item) in (0..).zip(Reader::new(input, summary.layout, Limits::default())) {
            let item = item.map_err(|error| error.to_string())?;
            let Ok(resource) = &item.resource else { continue };
            let Some(id) = self.id_of(resource, item.full_url.as_deref()) else { continue };
            if resource.type_name().as_str() == "Patient" {
                // An unreadable patient heads no chart.
                let Ok(View::Patient(patient)) = fhir::view(resource) else { continue };
                self.people.insert(
                    id,
                    Person {
                        number: patient.record_number.and_then(|number| number.value),
                        born: patient.birth_date.map(|date| date.text),
                    },
                );
            }
            let mut name = None;
            if fhir::Kind::of(resource.type_name()).is_none() {
                self.note_version(id, (number, position), resource);
                name = self.name_of(id, resource, item.full_url.as_deref());
            }
            let seen = self.index.insert(resource, item.full_url.as_deref(), (id, name.as_deref()));
            if seen == Seen::SameIdentifier && fhir::Kind::of(resource.type_name()).is_some() {
                self.clashes.insert((number, position));
            }
        }
        self.entries += summary.entries;
        Ok(summary.layout)
    }

    /// The id of a resource's row: the one it was given here before, if it carries that as its own, else that of its key.
    fn id_of(&self, resource: &Resource, full_url: Option<&str>) -> Option<Uuid> {
        let given = self.asked.as_ref().and_then(|asked| asked.given(resource));
        given.or_else(|| rows::row_id(self.facility, resource, full_url))
    }

    /// What others call it when they refer to it: people and places by name, medicines by what they are.
    fn name_of(&mut self, id: Uuid, resource: &Resource, full_url: Option<&str>) -> Option<String> {
        let mut view = fhir::view(resource).ok()?;
        code_words::name(&mut view, self.lang);
        if let View::PractitionerRole(role) = &view {
            match role.practitioner.clone().filter(|who| who.display.is_none()) {
                Some(who) => self.roles.insert(id, (who, full_url.map(ToOwned::to_owned))),
                None => self.roles.remove(&id),
            };
        }
        if let View::Medication(medicine) = &view {
            self.medicines.insert(id, codes_of(medicine));
        }
        Some(words::directory_name(&view)).filter(|name| !name.trim().is_empty())
    }

    /// What the files know of whom or what a reference leads to.
    fn named(&self, reference: &fhir::Reference, full_url: Option<&str>) -> Named {
        let names_of = |keys: Vec<fhir::Key>| -> Vec<Uuid> {
            keys.iter().map(|key| rows::alias(self.facility, key)).collect()
        };
        let stored =
            |reference: &fhir::Reference, full_url: Option<&str>| names_of(reference.named_keys(full_url));
        let name = self.index.name(reference, full_url).map(ToOwned::to_owned);
        let called = Called { name, codes: Vec::new() };
        match self.index.resolve(reference, full_url) {
            Resolution::Unknown => {
                let names = stored(reference, full_url);
                Named { called, stored: names.clone(), names, is_doubtful: false }
            }
            Resolution::Ambiguous => Named { called, is_doubtful: true, ..Named::default() },
            Resolution::Found { type_name, handle } => {
                let is_named = NAMED.contains(&type_name.as_str());
                let names = if is_named {
                    names_of(reference.possible_keys(type_name, full_url))
                } else {
                    Vec::new()
                };
                let is_doubtful = names.is_empty() && called.name.is_some() && reference.display.is_none();
                let Some((who, full_url)) = self.roles.get(&handle) else {
                    let codes = self.medicines.get(&handle).cloned().unwrap_or_default();
                    let called = Called { codes, ..called };
                    return Named { called, stored: Vec::new(), names, is_doubtful };
                };
                let full_url = full_url.as_deref();
                let stored = match self.index.resolve(who, full_url) {
                    Resolution::Unknown => stored(who, full_url),
                    Resolution::Found { .. } | Resolution::Ambiguous => Vec::new(),
                };
                let name = self.index.name(who, full_url).map(ToOwned::to_owned).or(called.name);
                Named { called: Called { name, codes: Vec::new() }, stored, names, is_doubtful }
            }
        }
    }

    fn note_version(&mut self, id: Uuid, place: (usize, u64), resource: &Resource) {
        // A later version that cannot be read does not take the place of one that can.
        if !self.last.contains_key(&id) || fhir::view(resource).is_ok() {
            self.last.insert(id, place);
        }
    }

    /// Reads the files again and sends what can be taken, chunk by chunk.
    pub fn read(&self, sources: &[Source], sender: &mpsc::Sender<Batch>) {
        for (number, (source, layout)) in sources.iter().zip(&self.layouts).enumerate() {
            let (Some(layout), Ok(input)) = (layout, source.open()) else { continue };
            let mut batch = Batch::default();
            for (position, item) in (0..).zip(Reader::new(input, *layout, Limits::default())) {
                let Ok(item) = item else { break };
                batch.entries += 1;
                match item.resource {
                    Err(refused) => batch.refuse(source, &refused),
                    Ok(resource) => {
                        let full_url = item.full_url.as_deref();
                        let is_clash = self.clashes.contains(&(number, position));
                        let asked =
                            self.asked.as_ref().map(|asked| asked.condition(&resource, &item.request));
                        let is_only_new = match asked.transpose() {
                            Ok(is_only_new) => is_only_new.unwrap_or_default(),
                            Err((member, reason)) => {
                                batch.problems.push(Problem {
                                    file: source.name(),
                                    path: item.place.request(member),
                                    reason,
                                });
                                continue;
                            }
                        };
                        match self.take(&resource, full_url, is_clash) {
                            Ok(Some(row)) => {
                                let row = Row { is_only_new, ..row };
                                batch.bytes += row.content.len();
                                let last = self.last.get(&row.id);
                                let is_superseded = last.is_some_and(|last| *last != (number, position));
                                batch.rows.push(Row { is_superseded, ..row.at(source.name(), item.place) });
                            }
                            Ok(None) => batch.unsupported.push((item.place, resource.type_name().as_str())),
                            Err(invalid) => batch.refuse(source, &item.place.refuse(&invalid)),
                        }
                    }
                }
                if batch.is_full() && sender.blocking_send(std::mem::take(&mut batch)).is_err() {
                    return;
                }
            }
            if batch.entries > 0 && sender.blocking_send(batch).is_err() {
                return;
            }
        }
    }

    fn take(
        &self,
        resource: &Resource,
        full_url: Option<&str>,
        is_clash: bool,
    ) -> Result<Option<Row>, fhir::Invalid> {
        let view = fhir::view(resource)?;
        if view == View::Unsupported {
            return Ok(None);
        }
        let key = fhir::resource_key(resource, full_url)?;
        if is_clash {
            return Err(fhir::Invalid {
                path: "identifier".to_owned(),
                reason:
                    "an earlier, different entry has the same identifier; taking this one would overwrite it"
                        .to_owned(),
            });
        }
        let related = match &view {
            View::Entry(entry) => rows::Related {
                subject: Some(self.subject(entry, full_url)?),
                members: self.members(entry, full_url),
                visits: self.visits(entry, full_url),
                links: Vec::new(),
            },
            View::Patient(patient) => {
                let links = self.links(patient, full_url);
                rows::Related { subject: None, members: Vec::new(), visits: Vec::new(), links }
            }
            _ => rows::Related { subject: None, members: Vec::new(), visits: Vec::new(), links: Vec::new() },
        };
        let look = |reference: &fhir::Reference| self.named(reference, full_url);
        let row = rows::row(self.facility, resource, &key, full_url, view, related, (&look, self.lang));
        // As whoever hands it in knows it from here.
        let given = self.asked.as_ref().and_then(|asked| asked.given(resource));
        Ok(Some(Row { id: given.unwrap_or(row.id), ..row }))
    }

    /// What a patient says of other records, where one of the two replaces the other.
    fn links(&self, patient: &fhir::Patient, full_url: Option<&str>) -> Vec<rows::Link> {
        let link = |(place, link): (usize, &fhir::PatientLink)| {
            let is_replaced = match link.kind {
                fhir::LinkKind::ReplacedBy => true,
                fhir::LinkKind::Replaces => false,
                fhir::LinkKind::Refer | fhir::LinkKind::SeeAlso => return None,
            };
            Some(rows::Link { place, is_replaced, other: self.other(&link.other, full_url) })
        };
        patient.links.iter().enumerate().filter_map(link).collect()
    }

    /// The patient to whom a patient's link leads: in these files, or by what may be stored.
    fn other(&self, reference: &fhir::Reference, full_url: Option<&str>) -> rows::Other {
        let Some(patient) = fhir::TypeName::find("Patient") else { return rows::Other::Nobody };
        match self.index.resolve(reference, full_url) {
            Resolution::Found { type_name, handle } if type_name == patient => rows::Other::Chart(handle),
            Resolution::Found { .. } => rows::Other::Nobody,
            Resolution::Ambiguous => rows::Other::Several,
            Resolution::Unknown => {
                let keys = reference.possible_keys(patient, full_url);
                let names = keys.iter().map(|key| rows::alias(self.facility, key)).collect();
                let number = reference.identifier.as_ref().filter(|number| number.is_type("MR"));
                let number = number.and_then(|number| number.value.as_deref());
                let id = reference.reference.as_deref().and_then(|text| text.strip_prefix("Patient/"));
                rows::Other::Names {
                    names,
                    number: number.map(|number| number_alias(self.facility, number)),
                    id: id.and_then(|id| id.parse().ok()),
                }
            }
        }
    }

    /// The tests that a report names: in these files, or by the names under which they may be stored.
    fn members(&self, entry: &fhir::Entry, full_url: Option<&str>) -> Vec<Uuid> {
        let named = match &entry.details {
            fhir::Details::Report(details) => &details.results,
            fhir::Details::Observation(details) => &details.members,
            _ => return Vec::new(),
        };
        let Some(test) = fhir::TypeName::find("Observation") else { return Vec::new() };
        let mut members = Vec::new();
        for reference in named {
            match self.index.resolve(reference, full_url) {
                Resolution::Found { type_name, handle } if type_name == test => members.push(handle),
                Resolution::Found { .. } | Resolution::Ambiguous => {}
                Resolution::Unknown => {
                    // Tests that are no results by themselves have no names, only the id that their key stands for.
                    for key in reference.possible_keys(test, full_url) {
                        members.push(rows::alias(self.facility, &key));
                        members.push(rows::id_of(self.facility, &key));
                    }
                }
            }
        }
        members
    }

    /// The visit an entry belongs to: in these files, or by the names under which one may be stored, likeliest first.
    fn visits(&self, entry: &fhir::Entry, full_url: Option<&str>) -> Vec<Uuid> {
        let (Some(reference), Some(visit)) = (&entry.encounter, fhir::TypeName::find("Encounter")) else {
            return Vec::new();
        };
        match self.index.resolve(reference, full_url) {
            Resolution::Found { type_name, handle } if type_name == visit => vec![handle],
            Resolution::Found { .. } | Resolution::Ambiguous => Vec::new(),
            Resolution::Unknown => {
                let keys = reference.possible_keys(visit, full_url);
                keys.iter().map(|key| rows::alias(self.facility, key)).collect()
            }
        }
    }

    /// The chart an entry belongs to: in these files, or by the names under which one may be stored.
    fn subject(&self, entry: &fhir::Entry, full_url: Option<&str>) -> Result<rows::Subject, fhir::Invalid> {
        let invalid = |reason: &str| fhir::Invalid {
            path: entry.subject_element().to_owned(),
            reason: reason.to_owned(),
        };
        match self.index.resolve(&entry.subject, full_url) {
            Resolution::Found { type_name, handle } if type_name.as_str() == "Patient" => {
                Ok(rows::Subject::Chart(handle))
            }
            Resolution::Found { .. } => Err(invalid("is not a patient")),
            Resolution::Ambiguous => Err(invalid("leads to several resources")),
            Resolution::Unknown => {
                let patient = fhir::TypeName::find("Patient");
                let keys =
                    patient.map(|patient| entry.subject.possible_keys(patient, full_url)).unwrap_or_default();
                Ok(rows::Subject::Aliases(keys.iter().map(|key| rows::alias(self.facility, key)).collect()))
            }
        }
    }
}

impl Batch {
    /// Few large resources are as much as many small ones: several batches are in memory at a time.
    const fn is_full(&self) -> bool {
        self.entries >= CHUNK || self.bytes >= CHUNK_BYTES
    }

    fn refuse(&mut self, source: &Source, refused: &fhir::Refused) {
        self.problems.push(Problem {
            file: source.name(),
            path: refused.path.clone(),
            reason: refused.reason.clone(),
        });
    }
}
