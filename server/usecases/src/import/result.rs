//! What is a result, and by which codes the clinic's rules know it.

use super::{measured, words};
use domain::results::settings::PART;
use domain::results::value::Measured;
use fhir::{Code, Component, Details, Entry, Resource, View};

/// Kinds of note (LOINC): a report of such a category is a clinician's note, which is no result, unless it carries results.
pub const NOTES: [&str; 2] = ["34117-2", "51847-2"];
/// Categories of weight, blood pressure and the like: FHIR's, and as some write it.
pub const VITAL_SIGNS: [&str; 2] = ["vital-signs", "vital-sign"];
/// Categories of the laboratory: FHIR's, LOINC's, and the sections of HL7's table 0074.
pub const LABORATORY: [&str; 14] =
    ["laboratory", "LP29693-6", "LAB", "BLB", "CH", "HM", "IMM", "MB", "MCB", "MYC", "SP", "SR", "TX", "VR"];
/// Categories of observations that are no results of a laboratory, of imaging or of an examination: FHIR's and US Core's.
pub const OBSERVED: [&str; 13] = [
    "vital-signs",
    "vital-sign",
    "social-history",
    "survey",
    "exam",
    "therapy",
    "activity",
    "sdoh",
    "functional-status",
    "disability-status",
    "cognitive-status",
    "care-experience-preference",
    "treatment-intervention-preference",
];
/// Categories of imaging and of other examinations: FHIR's and SNOMED's for imaging, LOINC's for radiology, cardiology and pathology,
/// and the sections of HL7's table 0074.
const EXAMINATIONS: [&str; 24] = [
    "imaging",
    "394914008",
    "LP29684-5",
    "LP29708-2",
    "LP7839-6",
    "AU",
    "CG",
    "CP",
    "CT",
    "CTH",
    "CUS",
    "EC",
    "EN",
    "GE",
    "IMG",
    "NMR",
    "NMS",
    "OUS",
    "PAT",
    "RAD",
    "RUS",
    "RX",
    "VUS",
    "XRC",
];

/// What makes an entry a result.
pub struct Result {
    /// By which values of one test are found again.
    pub code: String,
    /// Every code, those of each of its parts behind a mark.
    pub codes: Vec<String>,
    /// Whether it is one by itself; else only where a report names it.
    pub is_by_itself: bool,
    /// Whether it is the laboratory's.
    pub is_laboratory: bool,
    /// What it holds.
    pub measured: Measured,
}

/// What makes this entry a result: a report, a test of the laboratory, of imaging or of whatever is not merely observed, or what a
/// report names.
pub fn result(entry: &Entry) -> Option<Result> {
    let categories = || entry.categories.iter().flat_map(|category| &category.codings);
    let has = |wanted: &[&str]| {
        categories().filter_map(|coding| coding.code.as_deref()).any(|code| wanted.contains(&code))
    };
    let is_laboratory = has(&LABORATORY);
    let is_by_itself = match &entry.details {
        // What carries results is one, whatever else it is called.
        Details::Report(details) => {
            let is_examined = is_laboratory || has(&EXAMINATIONS);
            if has(&NOTES) && !is_examined && details.results.is_empty() && entry.held.is_empty() {
                return None;
            }
            true
        }
        // Where nobody says what it is, it waits as a result rather than being shown as something else.
        Details::Observation(_) => {
            let category = words::category(entry);
            is_laboratory || category.is_none_or(|category| !OBSERVED.contains(&category.as_str()))
        }
        _ => return None,
    };
    Some(Result {
        is_by_itself,
        code: main_code(&entry.code),
        codes: codes(entry),
        is_laboratory,
        measured: measured::measured(entry).unwrap_or_default(),
    })
}

/// The code by which the same test is found again: LOINC's where there is one.
fn main_code(code: &Code) -> String {
    let loinc = code.in_system("http://loinc.org").map(ToOwned::to_owned);
    loinc.or_else(|| code.code.clone()).unwrap_or_default()
}

/// The parts of a test, and the tests that stand inside something with their parts: by their codes it is known, too.
fn parts_of(entry: &Entry) -> impl Iterator<Item = &Code> {
    let components: &[Component] = match &entry.details {
        Details::Observation(details) => &details.components,
        _ => &[],
    };
    let held = entry.held.iter().flat_map(|test| {
        let parts = test.details.components.iter().map(|component| &component.code);
        std::iter::once(&test.code).chain(parts)
    });
    components.iter().map(|component| &component.code).chain(held)
}

fn codes_of(code: &Code) -> impl Iterator<Item = String> {
    code.codings.iter().filter_map(|coding| coding.code.clone())
}

/// Every code by which the clinic's rules know a result, those of each part behind a mark. A test that has a value of its own beside
/// its parts counts among them.
pub fn codes(entry: &Entry) -> Vec<String> {
    let mut codes: Vec<String> = codes_of(&entry.code).collect();
    let has_value = matches!(&entry.details, Details::Observation(details) if details.value.is_some());
    let own = std::iter::once(&entry.code).filter(|_| has_value);
    let mut parts = parts_of(entry).peekable();
    if parts.peek().is_some() {
        for part in own.chain(parts) {
            codes.push(PART.to_owned());
            codes.extend(codes_of(part));
        }
    }
    codes
}

/// What makes a stored entry a result, read anew from its resource: the code by which the same test is found again, and every code.
/// Nothing where the resource cannot be read.
pub fn of_stored(content: &str) -> Option<(String, Vec<String>)> {
    let resource = Resource::parse(content.to_owned()).ok()?;
    let View::Entry(entry) = fhir::view(&resource).ok()? else { return None };
    result(&entry).map(|found| (found.code, found.codes))
}
