//! Words for what came as a bare code: from small tables of common codes, or a plain phrase that says what it is. No page shows
//! a code where a name should stand.

use fhir::{Code, Details, Entry, Value, View};
use i18n::{Key, Lang, fill, k, text};

/// Code systems with their tables, and what people call them.
const SYSTEMS: [(&str, &str, &str); 4] = [
    ("http://loinc.org", "LOINC", include_str!("codes/loinc.tsv")),
    ("http://hl7.org/fhir/sid/cvx", "CVX", include_str!("codes/cvx.tsv")),
    ("http://hl7.org/fhir/sid/icd-10-cm", "ICD-10-CM", include_str!("codes/icd10.tsv")),
    ("http://www.nlm.nih.gov/research/umls/rxnorm", "RxNorm", include_str!("codes/rxnorm.tsv")),
];
/// Systems that are named and have no table.
const NAMED: [(&str, &str); 3] = [
    ("http://snomed.info/sct", "SNOMED CT"),
    ("http://hl7.org/fhir/sid/icd-10", "ICD-10"),
    ("http://www.ama-assn.org/go/cpt", "CPT"),
];

/// The words of a code in a table.
#[must_use]
pub fn find(system: &str, code: &str, lang: Lang) -> Option<&'static str> {
    let (.., table) = SYSTEMS.iter().find(|(known, ..)| *known == system)?;
    table.lines().find_map(|line| {
        let mut columns = line.split('\t');
        if columns.next()? != code {
            return None;
        }
        match lang {
            Lang::En => columns.next(),
            Lang::Es => columns.nth(1),
        }
    })
}

/// HL7's own short lists: the list, the code, its words.
const LISTS: &str = include_str!("codes/hl7.tsv");

/// The words of a code of a short list.
fn in_list(list: &str, code: &str, lang: Lang) -> Option<&'static str> {
    LISTS.lines().find_map(|line| {
        let mut columns = line.split('\t');
        if columns.next()? != list || columns.next()? != code {
            return None;
        }
        match lang {
            Lang::En => columns.next(),
            Lang::Es => columns.nth(1),
        }
    })
}

/// Gives words to what came as a code of a short list.
fn say(said: &mut Option<String>, list: &str, lang: Lang) {
    if let Some(words) = said.as_deref().and_then(|code| in_list(list, code, lang)) {
        *said = Some(words.to_owned());
    }
}

/// Whether a concept has a code and no words.
fn is_bare(concept: &Code) -> bool {
    concept.code.is_some() && concept.text == concept.code
}

/// The words of a concept that came without any: a table's, or what it is with its code.
fn words(concept: &Code, what: Key, lang: Lang) -> String {
    let known = concept
        .codings
        .iter()
        .find_map(|coding| find(coding.system.as_deref()?, coding.code.as_deref()?, lang));
    known.map_or_else(|| unnamed(concept, what, lang), ToOwned::to_owned)
}

/// What something is that has no name, with its code.
fn unnamed(concept: &Code, what: Key, lang: Lang) -> String {
    let what = text(lang, what);
    let Some(code) = concept.code.as_deref() else { return what.to_owned() };
    let tables = SYSTEMS.iter().map(|(known, name, _)| (*known, *name));
    let system = concept.system.as_deref();
    let name = tables.chain(NAMED).find(|(known, _)| Some(*known) == system).map(|(_, name)| name);
    match name {
        Some(name) => {
            let parts = [("what", what), ("code", code), ("system", name)];
            fill(text(lang, k::UNNAMED_IN_SYSTEM), &parts)
        }
        None => fill(text(lang, k::UNNAMED_WITH_CODE), &[("what", what), ("code", code)]),
    }
}

/// What an entry without a name is.
const fn what(entry: &Entry) -> Key {
    match entry.details {
        Details::Condition(_) => k::UNNAMED_DIAGNOSIS,
        Details::Medication(_) => k::UNNAMED_MEDICATION,
        Details::Allergy(_) => k::UNNAMED_ALLERGY,
        Details::Immunization(_) => k::UNNAMED_VACCINATION,
        Details::Encounter(_) => k::UNNAMED_VISIT,
        Details::Procedure(_) => k::UNNAMED_PROCEDURE,
        Details::Document(_) => k::UNNAMED_DOCUMENT,
        Details::CarePlan(_) => k::UNNAMED_PLAN,
        Details::Goal(_) => k::UNNAMED_GOAL,
        Details::Observation(_) => k::UNNAMED_TEST,
        Details::Report(_) => k::UNNAMED_REPORT,
        Details::Kept => k::UNNAMED_ENTRY,
    }
}

/// The phrase for an entry of which nothing is known but what it is.
#[must_use]
pub fn of_entry(entry: &Entry, lang: Lang) -> String {
    unnamed(&entry.code, what(entry), lang)
}

fn give(concept: &mut Code, what: Key, lang: Lang) {
    if is_bare(concept) {
        concept.text = Some(words(concept, what, lang));
    }
}

/// Gives words to the names and values of a resource that came as bare codes.
pub fn name(view: &mut View, lang: Lang) {
    match view {
        View::Entry(entry) => {
            let what = what(entry);
            give(&mut entry.code, what, lang);
            name_details(&mut entry.details, lang);
        }
        View::Medication(medication) => give(&mut medication.code, k::UNNAMED_MEDICATION, lang),
        _ => {}
    }
}

/// What stands beside the name.
fn name_details(details: &mut Details, lang: Lang) {
    match details {
        Details::Observation(details) => {
            for component in &mut details.components {
                give(&mut component.code, k::UNNAMED_TEST, lang);
                if let Some(Value::Concept(value)) = &mut component.value {
                    give(value, k::UNNAMED_VALUE, lang);
                }
            }
            if let Some(Value::Concept(value)) = &mut details.value {
                give(value, k::UNNAMED_VALUE, lang);
            }
        }
        Details::Condition(details) => {
            if let Some(severity) = details.severity.as_mut().filter(|severity| is_bare(severity)) {
                say(&mut severity.text, "condition-severity", lang);
                give(severity, k::UNNAMED_VALUE, lang);
            }
        }
        Details::Medication(details) => {
            for dosage in &mut details.dosages {
                say(&mut dosage.route, "v3-RouteOfAdministration", lang);
            }
        }
        Details::Immunization(details) => {
            say(&mut details.site, "v3-ActSite", lang);
            say(&mut details.route, "v3-RouteOfAdministration", lang);
            say(&mut details.status_reason, "v3-ActReason", lang);
        }
        Details::Encounter(details) => say(&mut details.discharge, "discharge-disposition", lang),
        Details::Goal(details) => say(&mut details.achievement, "goal-achievement", lang),
        _ => {}
    }
}

/// For the tests of the tables: every row with its system.
#[must_use]
pub fn rows() -> Vec<(&'static str, Vec<&'static str>)> {
    let tables = SYSTEMS.iter();
    tables
        .flat_map(|(system, _, table)| table.lines().map(|line| (*system, line.split('\t').collect())))
        .collect()
}
