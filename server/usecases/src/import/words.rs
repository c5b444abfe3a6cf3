//! The words of a row: its title, and the lines beside it.

use super::{code_words, dosage, facts, measured, result};
use domain::records::view::{CODE_SIGN, File, Person, PersonRole, View};
use domain::results::settings::PART;
use fhir::{Attachment, ClinicalDate, Details, Entry, Reference, Role};
use i18n::Lang;
use std::collections::BTreeSet;

/// The names of what references lead to.
pub type Names<'a> = &'a dyn Fn(&Reference) -> Option<String>;

/// What the entry is, in the best words the data has; never a bare code if there are any words.
pub fn title(entry: &Entry, names: Names<'_>, lang: Lang) -> String {
    let medicine = || match &entry.details {
        Details::Medication(details) => details.medication.as_ref().and_then(names),
        _ => None,
    };
    let words = entry.code.text.clone().or_else(|| entry.code.display.clone()).or_else(medicine);
    words.filter(|words| !words.trim().is_empty()).unwrap_or_else(|| code_words::of_entry(entry, lang))
}

/// Whether a prescription says that something must not be given: never shown as a medicine.
const fn is_forbidden(entry: &Entry) -> bool {
    matches!(&entry.details, Details::Medication(details) if details.is_forbidden)
}

/// What a page shows beside the title, as JSON; with the codes of the medicine that it refers to.
pub fn view(entry: &Entry, names: Names<'_>, lang: Lang, medicine: &[String]) -> String {
    let date = entry.date.as_ref().or(entry.recorded.as_ref());
    let measured = measured::measured(entry);
    let view = View {
        date: date.map_or("", plain_date).to_owned(),
        end: entry.end.as_ref().map(|date| plain_date(date).to_owned()),
        recorded: entry.recorded.as_ref().map(|date| plain_date(date).to_owned()),
        details: details(entry, lang),
        recorded_by: recorded_by(entry, names),
        code: entry.code.code.clone(),
        codes: other_codes(entry, medicine),
        facts: facts::facts(entry, names),
        people: people(entry, names),
        // What was measured has them with its value.
        notes: if measured.is_some() { Vec::new() } else { entry.notes.clone() },
        files: files(entry),
        measured,
    };
    serde_json::to_string(&view).unwrap_or_default()
}

/// All codes but the main one.
fn other_codes(entry: &Entry, medicine: &[String]) -> Vec<String> {
    let others = result::codes(entry)
        .into_iter()
        .chain(medicine.iter().cloned())
        .filter(|code| code != PART && entry.code.code.as_ref() != Some(code));
    let others: BTreeSet<String> = others.map(|code| format!("{CODE_SIGN}{code}")).collect();
    others.into_iter().collect()
}

/// The date in its own words, without a time of day.
fn plain_date(date: &ClinicalDate) -> &str {
    date.day().unwrap_or(&date.text)
}

fn recorded_by(entry: &Entry, names: Names<'_>) -> Option<String> {
    const ORDER: [Role; 6] =
        [Role::Recorder, Role::Author, Role::Requester, Role::Performer, Role::Asserter, Role::Participant];
    ORDER.iter().find_map(|role| {
        let person = entry.people.iter().find(|person| person.role == *role)?;
        name_of(&person.who, names)
    })
}

fn name_of(who: &Reference, names: Names<'_>) -> Option<String> {
    who.display.clone().or_else(|| names(who))
}

/// Everybody whose name is known, each part and name once.
fn people(entry: &Entry, names: Names<'_>) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    for participant in &entry.people {
        let Some(name) = name_of(&participant.who, names) else { continue };
        let person = Person { role: role(participant.role), name };
        if !people.contains(&person) {
            people.push(person);
        }
    }
    people
}

const fn role(role: Role) -> PersonRole {
    match role {
        Role::Recorder => PersonRole::Recorder,
        Role::Asserter => PersonRole::Asserter,
        Role::Requester => PersonRole::Requester,
        Role::Performer => PersonRole::Performer,
        Role::Interpreter => PersonRole::Interpreter,
        Role::Author => PersonRole::Author,
        Role::Participant => PersonRole::Participant,
        Role::Provider => PersonRole::Provider,
    }
}

/// The files of a document or a report.
fn files(entry: &Entry) -> Vec<File> {
    let attachments = match &entry.details {
        Details::Document(details) => &details.attachments,
        Details::Report(details) => &details.attachments,
        _ => return Vec::new(),
    };
    let file = |attachment: &Attachment| File {
        title: attachment.title.clone(),
        media_type: attachment.content_type.clone(),
        is_held: attachment.is_held,
    };
    attachments.iter().map(file).collect()
}

/// Whether files of it are here.
pub fn has_files(entry: &Entry) -> bool {
    files(entry).iter().any(|file| file.is_held)
}

fn details(entry: &Entry, lang: Lang) -> Vec<String> {
    match &entry.details {
        Details::Medication(details) => dosage::lines(&details.dosages, lang),
        Details::Allergy(details) => details
            .reactions
            .iter()
            .filter_map(|reaction| {
                let manifestations = facts::words(&reaction.manifestations).collect::<Vec<_>>().join(", ");
                (!manifestations.is_empty()).then_some(manifestations).or(reaction.description.clone())
            })
            .collect(),
        Details::Condition(details) => facts::words(&details.body_sites).collect(),
        Details::Immunization(details) => details.occurrence_text.iter().cloned().collect(),
        Details::Procedure(details) => details.performed_text.iter().cloned().collect(),
        Details::Encounter(details) => facts::words(&details.reasons).collect(),
        // Where it is not the title itself.
        Details::Document(details) => details
            .description
            .iter()
            .filter(|words| entry.code.text.as_ref() != Some(*words))
            .cloned()
            .collect(),
        Details::Observation(_)
        | Details::Report(_)
        | Details::CarePlan(_)
        | Details::Goal(_)
        | Details::Kept => Vec::new(),
    }
}

/// The sender's sorting: that it is a note or a vital sign before all others.
pub fn category(entry: &Entry) -> Option<String> {
    let codes = || {
        let codings = entry.categories.iter().flat_map(|category| &category.codings);
        codings.filter_map(|coding| coding.code.as_deref())
    };
    // What carries results is no note, whatever else it is called.
    let is_result = matches!(entry.details, Details::Report(_)) && result::result(entry).is_some();
    let is_note = |code: &&str| result::NOTES.contains(code);
    let told = if is_result {
        codes().find(|code| !is_note(code))
    } else {
        codes().find(|code| is_note(code) || result::VITAL_SIGNS.contains(code))
    };
    told.or_else(|| entry.categories.first()?.code.as_deref()).map(ToOwned::to_owned)
}

/// Not for the patient without the clinician (HL7 v3 ActCode).
const NOT_FOR_THE_PATIENT: &[&str] = &["NOPAT"];
/// Restricted, or of a kind that people keep from their families (HL7 v3 Confidentiality and ActCode).
const RESTRICTED: &[&str] =
    &["R", "V", "ETH", "HIV", "PSY", "SDV", "SEX", "STD", "SUD", "MH", "BH", "SPI", "TBOO", "DVD", "GDIS"];

/// Whether no patient sees it: it is not for the portal, or its sender keeps it from the patient.
pub fn is_hidden(entry: &Entry) -> bool {
    is_unfit(entry) || is_labelled(entry)
}

/// Whether nothing but its sender's label hides it: clinicians see it.
pub fn is_kept_back(entry: &Entry) -> bool {
    is_labelled(entry) && !is_unfit(entry)
}

/// Whether it is marked as not for the patient. A marked result is no entry that is hidden: it waits for a clinician.
fn is_labelled(entry: &Entry) -> bool {
    let is_result = result::result(entry).is_some_and(|result| result.is_by_itself);
    has_label(entry, NOT_FOR_THE_PATIENT) && !is_result
}

/// Whether it is not for the portal: made in error, a draft, or a prescription that forbids.
fn is_unfit(entry: &Entry) -> bool {
    let is_draft = match &entry.details {
        Details::Document(details) => {
            details.document_status.as_deref() == Some("preliminary") || is_of_a_laboratory(entry)
        }
        // A note; results wait by their own rules.
        Details::Report(_) => {
            result::result(entry).is_none()
                && matches!(entry.status.as_deref(), Some("registered" | "partial" | "preliminary"))
        }
        _ => false,
    };
    entry.is_entered_in_error || is_draft || is_forbidden(entry)
}

/// Whether a document is a report of the laboratory or of imaging (LOINC): no rule releases a file, so nobody is shown one.
fn is_of_a_laboratory(entry: &Entry) -> bool {
    const REPORTS: [&str; 5] = ["11502-2", "26436-6", "11526-1", "18748-4", "18725-2"];
    let codings = entry.code.codings.iter();
    let codings = codings.chain(entry.categories.iter().flat_map(|category| &category.codings));
    codings
        .filter_map(|coding| coding.code.as_deref())
        .any(|code| REPORTS.contains(&code) || result::LABORATORY.contains(&code) || code == "imaging")
}

/// What the sender has marked, as it stands among the codes of a result.
pub fn marks(entry: &Entry) -> Vec<&'static str> {
    let marks = [
        (RESTRICTED, domain::results::settings::RESTRICTED),
        (NOT_FOR_THE_PATIENT, domain::results::settings::NOT_FOR_THE_PATIENT),
    ];
    marks.into_iter().filter(|(labels, _)| has_label(entry, labels)).map(|(_, mark)| mark).collect()
}

/// Whether it is for the patient alone.
pub fn is_restricted(entry: &Entry) -> bool {
    has_label(entry, RESTRICTED)
}

fn has_label(entry: &Entry, labels: &[&str]) -> bool {
    entry.security.iter().any(|label| labels.contains(&label.as_str()))
}

/// The name of a clinician, an organization, a place or a medicine.
pub fn directory_name(view: &fhir::View) -> String {
    let name = match view {
        fhir::View::Practitioner(practitioner) => practitioner.display_name(),
        fhir::View::Organization(organization) => organization.name.clone(),
        fhir::View::Location(location) => location.name.clone(),
        fhir::View::Medication(medication) => medication.code.text.clone(),
        fhir::View::PractitionerRole(role) => {
            let who = role.practitioner.as_ref().and_then(|who| who.display.clone());
            who.or_else(|| facts::words(role.specialties.iter().chain(&role.roles)).next())
        }
        fhir::View::Patient(_) | fhir::View::Entry(_) | fhir::View::Unsupported => None,
    };
    name.unwrap_or_default()
}
