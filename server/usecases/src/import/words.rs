//! The words of a row: its title, and the lines beside it.

use super::measured;
use fhir::{ClinicalDate, Details, Entry, Reference, Role, View};
use serde_json::json;

type Names<'a> = &'a dyn Fn(&Reference) -> Option<String>;

/// What the entry is, in the best words the data has; never a bare code if there are any words.
pub fn title(entry: &Entry, names: Names<'_>) -> String {
    let medicine = match &entry.details {
        Details::Medication(details) => details.medication.as_ref().and_then(names),
        _ => None,
    };
    let code = || entry.code.code.clone().unwrap_or_default();
    entry.code.text.clone().or(entry.code.display.clone()).or(medicine).unwrap_or_else(code)
}

/// Whether a prescription says that something must not be given: never shown as a medicine.
pub const fn is_forbidden(entry: &Entry) -> bool {
    matches!(&entry.details, Details::Medication(details) if details.is_forbidden)
}

/// What a page shows beside the title, as JSON: date as known, lines, who, code.
pub fn view(entry: &Entry, names: Names<'_>) -> String {
    let date = entry.date.as_ref().or(entry.recorded.as_ref());
    json!({
        "date": date.map_or("", plain_date),
        "details": details(entry),
        "recorded_by": recorded_by(entry, names),
        "code": entry.code.code,
        "measured": measured::measured(entry),
    })
    .to_string()
}

/// The date in its own words, without a time of day.
fn plain_date(date: &ClinicalDate) -> &str {
    date.day().unwrap_or(&date.text)
}

fn recorded_by(entry: &Entry, names: Names<'_>) -> Option<String> {
    const ORDER: [Role; 5] =
        [Role::Recorder, Role::Requester, Role::Performer, Role::Asserter, Role::Participant];
    ORDER.iter().find_map(|role| {
        let person = entry.people.iter().find(|person| person.role == *role)?;
        person.who.display.clone().or_else(|| names(&person.who))
    })
}

fn details(entry: &Entry) -> Vec<String> {
    match &entry.details {
        Details::Medication(details) => details
            .dosages
            .iter()
            .filter_map(|dosage| dosage.patient_text.clone().or(dosage.text.clone()))
            .collect(),
        Details::Allergy(details) => details
            .reactions
            .iter()
            .filter_map(|reaction| {
                let manifestations = reaction.manifestations.join(", ");
                (!manifestations.is_empty()).then_some(manifestations).or(reaction.description.clone())
            })
            .collect(),
        Details::Condition(details) => {
            details.body_sites.iter().filter_map(|site| site.text.clone()).collect()
        }
        Details::Immunization(details) => details.occurrence_text.iter().cloned().collect(),
        Details::Observation(_) | Details::Report(_) | Details::Encounter(_) => Vec::new(),
    }
}

/// The name of a clinician, an organization, a place or a medicine.
pub fn directory_name(view: &View) -> String {
    let name = match view {
        View::Practitioner(practitioner) => practitioner.display_name(),
        View::Organization(organization) => organization.name.clone(),
        View::Location(location) => location.name.clone(),
        View::Medication(medication) => medication.code.text.clone(),
        View::PractitionerRole(role) => role.specialties.first().cloned(),
        View::Patient(_) | View::Entry(_) | View::Unsupported => None,
    };
    name.unwrap_or_default()
}
