//! Words for what came as a bare code: from small tables of common codes, or a plain phrase that says what it is. No page shows
//! a code where a name should stand.

use fhir::{Code, Details, Entry, View};
use i18n::{Key, Lang, fill, k, text};

/// Code systems with their tables, and what people call them.
const SYSTEMS: [(&str, &str, &str); 5] = [
    ("http://loinc.org", "LOINC", include_str!("codes/loinc.tsv")),
    ("http://snomed.info/sct", "SNOMED CT", include_str!("codes/snomed.tsv")),
    ("http://hl7.org/fhir/sid/cvx", "CVX", include_str!("codes/cvx.tsv")),
    ("http://hl7.org/fhir/sid/icd-10-cm", "ICD-10-CM", include_str!("codes/icd10.tsv")),
    ("http://www.nlm.nih.gov/research/umls/rxnorm", "RxNorm", include_str!("codes/rxnorm.tsv")),
];
/// Systems that are named and have no table.
const NAMED: [(&str, &str); 2] =
    [("http://hl7.org/fhir/sid/icd-10", "ICD-10"), ("http://www.ama-assn.org/go/cpt", "CPT")];
/// HL7's own short lists in one table: each code behind the name of its list, which its address ends with.
const LISTS: &str = include_str!("codes/hl7.tsv");
/// What the addresses of HL7's own lists begin with.
const HL7: [&str; 2] = ["http://terminology.hl7.org/", "http://hl7.org/fhir/"];

/// The name of one of HL7's own lists. Version 3's were addressed without the version in its name for a while.
fn list_of(system: &str) -> Option<&str> {
    let rest = HL7.iter().find_map(|begin| system.strip_prefix(begin))?;
    let name = rest.rsplit('/').next()?;
    Some(name.strip_prefix("v3-").unwrap_or(name))
}

/// The words of a code in a table.
#[must_use]
pub fn find(system: &str, code: &str, lang: Lang) -> Option<&'static str> {
    match SYSTEMS.iter().find(|(known, ..)| *known == system) {
        Some((.., table)) => read(table, code, lang),
        None => read(LISTS, &format!("{} {code}", list_of(system)?), lang),
    }
}

fn read(table: &'static str, key: &str, lang: Lang) -> Option<&'static str> {
    let mut columns = table.lines().map(|line| line.split('\t')).find_map(|mut columns| {
        let is_it = columns.next() == Some(key);
        is_it.then_some(columns)
    })?;
    match lang {
        Lang::En => columns.next(),
        Lang::Es => columns.nth(1),
    }
}

/// What people call a system. An address that nobody knows by name would only be in the way.
fn name_of(system: &str) -> Option<&str> {
    let tables = SYSTEMS.iter().map(|(known, name, _)| (*known, *name));
    let named = tables.chain(NAMED).find(|(known, _)| *known == system).map(|(_, name)| name);
    named.or_else(|| list_of(system))
}

/// The words of the first of a concept's codes that has any.
fn known(concept: &Code, lang: Lang) -> Option<String> {
    let words = concept
        .codings
        .iter()
        .find_map(|coding| find(coding.system.as_deref()?, coding.code.as_deref()?, lang));
    words.map(ToOwned::to_owned)
}

/// What something is that has no name, with its code.
fn unnamed(concept: &Code, what: Key, lang: Lang) -> String {
    let what = text(lang, what);
    match (concept.code.as_deref(), concept.system.as_deref().and_then(name_of)) {
        (None, _) => what.to_owned(),
        (Some(code), None) => fill(text(lang, k::UNNAMED_WITH_CODE), &[("what", what), ("code", code)]),
        (Some(code), Some(system)) => {
            let parts = [("what", what), ("code", code), ("system", system)];
            fill(text(lang, k::UNNAMED_IN_SYSTEM), &parts)
        }
    }
}

/// Whether a concept that was given words says more than its code.
#[must_use]
pub fn has_words(concept: &Code, lang: Lang) -> bool {
    concept.text.as_ref().is_some_and(|words| *words != unnamed(concept, k::UNNAMED_VALUE, lang))
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

/// Gives words to a concept that came without any: a table's, or what it is with its code.
fn give(concept: &mut Code, what: Key, lang: Lang) {
    if concept.is_bare() {
        concept.text = known(concept, lang).or_else(|| Some(unnamed(concept, what, lang)));
    }
}

/// Gives words to all that is shown of a resource and came as a bare code: its name, and what stands beside it.
pub fn name(view: &mut View, lang: Lang) {
    match view {
        View::Entry(entry) => {
            let what = what(entry);
            give(&mut entry.code, what, lang);
            if let Details::Observation(details) = &mut entry.details {
                for component in &mut details.components {
                    give(&mut component.code, k::UNNAMED_TEST, lang);
                }
            }
            for concept in entry.details.concepts_mut() {
                give(concept, k::UNNAMED_VALUE, lang);
            }
            for test in &mut entry.held {
                give(&mut test.code, k::UNNAMED_TEST, lang);
                for component in &mut test.details.components {
                    give(&mut component.code, k::UNNAMED_TEST, lang);
                }
                for concept in test.concepts_mut() {
                    give(concept, k::UNNAMED_VALUE, lang);
                }
            }
        }
        View::Medication(medication) => give(&mut medication.code, k::UNNAMED_MEDICATION, lang),
        // Of what nobody knows in words, nothing is kept.
        View::PractitionerRole(role) => {
            for concept in role.specialties.iter_mut().chain(&mut role.roles).filter(|one| one.is_bare()) {
                concept.text = known(concept, lang);
            }
        }
        _ => {}
    }
}

/// For the tests of the tables: every row with its system. HL7's lists share one.
#[must_use]
pub fn rows() -> Vec<(&'static str, Vec<&'static str>)> {
    let tables = SYSTEMS.iter().map(|(system, _, table)| (*system, *table)).chain([("HL7", LISTS)]);
    tables
        .flat_map(|(system, table)| table.lines().map(move |line| (system, line.split('\t').collect())))
        .collect()
}
