//! What a resource becomes: the head of a chart, an entry of one, or a line of the directory.

use super::naming::{Look, Unnamed};
use super::{code_words, naming, result, words};
use crate::keys::sha256;
use crate::records::{KEPT, text_of};
use domain::ids::FacilityId;
use fhir::{Address, Deceased, Key, Patient, Place, Resource, View};
use i18n::Lang;
use std::collections::HashMap;
use uuid::Uuid;

/// Raised when rows are derived differently, so that importing again renews them.
const DERIVATION: &[u8] = b"8";

/// Longest address that is kept, in bytes; nothing refers by a longer one.
const LONGEST_URL: usize = 500;

/// Whose chart an entry belongs to.
pub enum Subject {
    /// A chart of these files.
    Chart(Uuid),
    /// A chart that may be stored under one of these names.
    Aliases(Vec<Uuid>),
}

/// What a patient says of another record of the same person, where one of the two replaces the other.
pub struct Link {
    /// Its place among the patient's links.
    pub place: usize,
    /// Whether the other replaces this one; else this one replaces the other.
    pub is_replaced: bool,
    pub other: Other,
}

/// The other record.
pub enum Other {
    /// A patient of these files.
    Chart(Uuid),
    /// One that may be stored: under one of these names, as a chart that was added by hand by its number, or by its id here.
    Names { names: Vec<Uuid>, number: Option<Uuid>, id: Option<Uuid> },
    /// It may be several.
    Several,
    /// No patient.
    Nobody,
}

/// The head of a chart.
pub struct ChartRow {
    pub mrn: Option<String>,
    pub given: String,
    pub family: String,
    pub birth_date: Option<String>,
    pub gender: Option<String>,
    pub language: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub address: Option<String>,
    pub is_deceased: bool,
    /// Whether its sender has closed the record.
    pub is_inactive: bool,
    /// What is said of other records.
    pub links: Vec<Link>,
}

/// An entry of a chart.
pub struct EntryRow {
    pub subject: Subject,
    pub subject_path: &'static str,
    pub status: String,
    pub category: Option<String>,
    pub clinical_s: i64,
    pub title: String,
    pub view: String,
    pub code: Option<String>,
    /// The text of its files.
    pub file_text: Option<String>,
    pub is_hidden: bool,
    /// Whether nothing but its sender's label hides it.
    pub is_kept_back: bool,
    /// Whether it is for the patient alone.
    pub is_restricted: bool,
    /// The visit it belongs to: its id, or names under which it may be stored, likeliest first.
    pub visits: Vec<Uuid>,
    /// What makes it a result, if it is one.
    pub result: Option<ResultRow>,
}

/// What makes an entry a result.
pub struct ResultRow {
    pub found: result::Result,
    /// What its sender has marked, as it stands among its codes.
    pub marks: Vec<&'static str>,
    /// The tests that it names: their ids, or names under which they may be stored.
    pub members: Vec<Uuid>,
}

/// What a resource refers to.
pub struct Related {
    /// Whose chart it belongs to, if to any.
    pub subject: Option<Subject>,
    /// The tests that it names.
    pub members: Vec<Uuid>,
    /// The visit it belongs to.
    pub visits: Vec<Uuid>,
    /// What a patient says of other records.
    pub links: Vec<Link>,
}

/// What a row holds besides its content.
pub enum Body {
    Chart(Box<ChartRow>),
    Entry(Box<EntryRow>),
    Directory { name: String },
}

/// A resource ready to be written.
pub struct Row {
    pub id: Uuid,
    pub type_name: &'static str,
    pub content: String,
    /// The address under which it came.
    pub full_url: Option<String>,
    pub hash: Vec<u8>,
    /// Names by which resources of later imports may refer to it.
    pub aliases: Vec<Uuid>,
    /// Whether these files hold a later version; then only its names count.
    pub is_superseded: bool,
    /// Whether it is left alone where there is one already.
    pub is_only_new: bool,
    pub body: Body,
    /// What it calls others, by the names under which those may come.
    pub called: Vec<(Uuid, Option<String>)>,
    /// What is left to be named by what is stored.
    pub unnamed: Option<Unnamed>,
    pub file: String,
    pub place: Place,
}

impl Row {
    /// The same row, knowing where it stands.
    pub fn at(mut self, file: String, place: Place) -> Self {
        self.file = file;
        self.place = place;
        self
    }
}

/// The row's id: the same resource always gets the same one.
pub fn row_id(facility: FacilityId, resource: &Resource, full_url: Option<&str>) -> Option<Uuid> {
    fhir::resource_key(resource, full_url).ok().map(|key| id_of(facility, &key))
}

/// What tells whether a row is as it was: its content, and the names of others that were taken into it.
pub fn hash_of(content: &str, names: &[String]) -> Vec<u8> {
    let mut hashed = [DERIVATION, content.as_bytes()].concat();
    for name in names {
        // A sign that no text holds.
        hashed.push(0xff);
        hashed.extend_from_slice(name.as_bytes());
    }
    sha256(&hashed)
}

/// The id that a key stands for.
pub fn id_of(facility: FacilityId, key: &Key) -> Uuid {
    Uuid::new_v5(&facility.0, key.to_string().as_bytes())
}

/// A name under which a row can be found again.
pub fn alias(facility: FacilityId, key: &Key) -> Uuid {
    Uuid::new_v5(&facility.0, format!("alias {key}").as_bytes())
}

/// Derives the row of a resource.
pub fn row(
    facility: FacilityId,
    resource: &Resource,
    key: &Key,
    full_url: Option<&str>,
    mut view: View,
    Related { subject, members, visits, links }: Related,
    (look, lang): (Look<'_>, Lang),
) -> Row {
    code_words::name(&mut view, lang);
    let content = resource.json().to_string();
    let type_name = resource.type_name().as_str();
    let mut unnamed = None;
    let (mut used, mut called) = (Vec::new(), Vec::new());
    if let View::PractitionerRole(role) = &view {
        called = naming::whose(facility, role, full_url).into_iter().map(|name| (name, None)).collect();
    }
    let body = match (view, subject) {
        (View::Patient(patient), _) => Body::Chart(Box::new(chart(&patient, links))),
        (View::Entry(entry), Some(subject)) => {
            let (named, asked) = naming::of(&entry, look, lang);
            used = named.used;
            called = asked.called(&HashMap::new());
            let row = EntryRow {
                subject,
                subject_path: entry.subject_element(),
                status: entry.status.clone().unwrap_or_else(|| "unknown".to_owned()),
                category: words::category(&entry),
                clinical_s: entry
                    .date
                    .as_ref()
                    .or(entry.recorded.as_ref())
                    .map_or(i64::MIN, |date| date.seconds),
                title: named.title,
                view: named.view,
                code: entry.code.code.clone(),
                file_text: words::has_files(&entry).then(|| text_of(type_name, resource.json())).flatten(),
                is_hidden: words::is_hidden(&entry),
                is_kept_back: words::is_kept_back(&entry),
                is_restricted: words::is_restricted(&entry),
                visits,
                result: result::result(&entry).map(|found| ResultRow {
                    found,
                    marks: words::marks(&entry),
                    members,
                }),
            };
            unnamed = Unnamed::new(entry, asked, lang);
            Body::Entry(Box::new(row))
        }
        (view, _) => Body::Directory { name: words::directory_name(&view) },
    };
    let is_referred_to = match &body {
        // Of what was measured, which is most of a record, reports name results alone; what is not for everybody has to be known by
        // each of its names.
        Body::Entry(entry) => {
            let is_result = entry.result.as_ref().is_some_and(|result| result.found.is_by_itself);
            let is_for_some = entry.is_hidden || entry.is_restricted;
            is_result || is_for_some || !(type_name == "Observation" || KEPT.contains(&type_name))
        }
        Body::Chart(_) | Body::Directory { .. } => true,
    };
    let id = id_of(facility, key);
    let aliases = if is_referred_to {
        // Whoever has learnt its id from here refers to it by that.
        let own = Key::by_id(resource.type_name(), &id.to_string());
        fhir::aliases(resource, full_url).iter().chain([&own]).map(|key| alias(facility, key)).collect()
    } else {
        Vec::new()
    };
    let hash = hash_of(&content, &used);
    Row {
        id,
        type_name,
        content,
        full_url: full_url.filter(|url| url.len() <= LONGEST_URL).map(ToOwned::to_owned),
        hash,
        aliases,
        is_superseded: false,
        is_only_new: false,
        body,
        called,
        unnamed,
        file: String::new(),
        place: Place::Whole(None),
    }
}

fn chart(patient: &Patient, links: Vec<Link>) -> ChartRow {
    let name = patient.names.first();
    let (given, family) = match name {
        Some(name) if name.family.is_some() || !name.given.is_empty() => {
            (name.given.join(" "), name.family.clone().unwrap_or_default())
        }
        _ => (patient.display_name().unwrap_or_default(), String::new()),
    };
    ChartRow {
        mrn: patient.record_number.as_ref().and_then(|number| number.value.clone()),
        given,
        family,
        birth_date: patient.birth_date.as_ref().map(|date| date.text.clone()),
        gender: patient.gender.clone(),
        language: patient.language.as_ref().and_then(|language| language.code.clone()),
        phone: patient.phones.first().map(|phone| phone.value.clone()),
        email: patient.emails.first().map(|email| email.value.clone()),
        address: patient.addresses.iter().find(|address| !address.is_former).map(one_line),
        is_deceased: !matches!(patient.deceased, None | Some(Deceased::Known(false))),
        is_inactive: patient.is_active == Some(false),
        links,
    }
}

fn one_line(address: &Address) -> String {
    if let Some(text) = &address.text {
        return text.clone();
    }
    let parts = address.lines.iter().chain(&address.city).chain(&address.state).chain(&address.postal_code);
    parts.cloned().collect::<Vec<_>>().join(", ")
}
