//! What a report or a test holds: its values in words and numbers, what is usual, and how it was judged.

use super::{facts, words};
use domain::results::Range;
use domain::results::value::{Flag, Measured, Part, Value};
use fhir::{Code, Details, Entry, ObservationDetails, Quantity, ReferenceRange};

/// Whether a report is a clinician's note, which is no result: its category is a kind of note (LOINC).
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
/// Digits after the point from which on they are a computer's, not a laboratory's.
const COMPUTED_DIGITS: usize = 5;

/// What makes an entry a result.
pub struct Result {
    /// By which values of one test are found again.
    pub code: String,
    /// Every code.
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
        Details::Report(_) if !has(&NOTES) => true,
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
        codes: entry.code.codings.iter().filter_map(|coding| coding.code.clone()).collect(),
        is_laboratory,
        measured: measured(entry).unwrap_or_default(),
    })
}

/// The code by which the same test is found again: LOINC's where there is one.
fn main_code(code: &Code) -> String {
    let loinc = code.in_system("http://loinc.org").map(ToOwned::to_owned);
    loinc.or_else(|| code.code.clone()).unwrap_or_default()
}

/// What an observation or a report holds.
pub fn measured(entry: &Entry) -> Option<Measured> {
    match &entry.details {
        Details::Observation(details) => Some(Measured {
            value: value(
                details.value.as_ref(),
                details.absent_reason.as_ref(),
                &details.interpretations,
                &details.reference_ranges,
            ),
            parts: details
                .components
                .iter()
                .map(|component| Part {
                    title: component.code.text.clone().or(component.code.code.clone()).unwrap_or_default(),
                    value: value(
                        component.value.as_ref(),
                        component.absent_reason.as_ref(),
                        &component.interpretations,
                        &component.reference_ranges,
                    ),
                })
                .collect(),
            notes: notes(entry, details),
            conclusions: Vec::new(),
        }),
        Details::Report(details) => Some(Measured {
            notes: entry.notes.clone(),
            conclusions: match &details.conclusion {
                Some(words) => vec![words.clone()],
                None => facts::words(&details.conclusions).collect(),
            },
            ..Measured::default()
        }),
        _ => None,
    }
}

fn notes(entry: &Entry, details: &ObservationDetails) -> Vec<String> {
    let about = facts::words(details.body_site.iter().chain(&details.method));
    details.specimen.iter().cloned().chain(about).chain(entry.notes.iter().cloned()).collect()
}

fn value(
    found: Option<&fhir::Value>,
    absent: Option<&Code>,
    judgements: &[Code],
    ranges: &[ReferenceRange],
) -> Value {
    let mut value = found.map(told).unwrap_or_default();
    if value.is_empty() {
        value.absent = absent.and_then(|reason| reason.text.clone());
    }
    let codes = judgements.iter().flat_map(|judgement| &judgement.codings);
    value.judged = Flag::gravest(codes.filter_map(|coding| Flag::of_code(coding.code.as_deref()?)));
    value.ranges = ranges.iter().map(|given| range(given, value.unit.as_deref())).collect();
    value
}

fn told(found: &fhir::Value) -> Value {
    let text = |text: Option<String>| Value { text, ..Value::default() };
    match found {
        fhir::Value::Quantity(quantity) => amount(quantity),
        fhir::Value::Concept(concept) => text(concept.text.clone()),
        fhir::Value::Text(words) | fhir::Value::Time(words) => text(Some(words.clone())),
        fhir::Value::Boolean(is_so) => Value { is_so: Some(*is_so), ..Value::default() },
        fhir::Value::Integer(count) => {
            Value { text: Some(count.to_string()), number: Some(count.to_string()), ..Value::default() }
        }
        fhir::Value::Range(range) => {
            let unit = range.low.as_ref().or(range.high.as_ref()).and_then(Quantity::shown_unit);
            let end = |end: &Option<Quantity>| end.as_ref().and_then(written);
            Value {
                text: match (end(&range.low), end(&range.high)) {
                    (Some(low), Some(high)) => Some(format!("{low}–{high}")),
                    (Some(low), None) => Some(format!("≥ {low}")),
                    (None, Some(high)) => Some(format!("≤ {high}")),
                    (None, None) => None,
                },
                unit: unit.map(ToOwned::to_owned),
                ..Value::default()
            }
        }
        fhir::Value::Ratio(ratio) => {
            let side = |side: &Option<Quantity>| {
                let side = side.as_ref()?;
                let unit = side.shown_unit().filter(|unit| *unit != "1").map(|unit| format!(" {unit}"));
                Some(format!("{}{}", written(side)?, unit.unwrap_or_default()))
            };
            text(
                side(&ratio.numerator)
                    .zip(side(&ratio.denominator))
                    .map(|(one, other)| format!("{one}:{other}")),
            )
        }
        fhir::Value::Date(date) => text(Some(date.text.clone())),
        fhir::Value::Period(period) => {
            let ends = [&period.start, &period.end];
            let ends: Vec<&str> = ends.into_iter().flatten().map(|date| date.text.as_str()).collect();
            text((!ends.is_empty()).then(|| ends.join(" – ")))
        }
        fhir::Value::Samples => Value::default(),
    }
}

fn amount(quantity: &Quantity) -> Value {
    let shown = written(quantity);
    Value {
        number: quantity.value.clone().filter(|_| quantity.comparator.is_none()),
        unit: quantity.shown_unit().map(ToOwned::to_owned).filter(|_| shown.is_some()),
        text: shown,
        ..Value::default()
    }
}

/// A number with its comparator. Digits as the laboratory wrote them, except those that only a computer writes.
fn written(quantity: &Quantity) -> Option<String> {
    let number = quantity.value.as_deref()?;
    let digits = number.split_once('.').map_or(0, |(_, digits)| digits.len());
    let number = match number.parse::<f64>() {
        Ok(amount) if digits >= COMPUTED_DIGITS && amount.abs() >= 1.0 => {
            let rounded = format!("{amount:.3}");
            rounded.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        _ => number.to_owned(),
    };
    Some(match quantity.comparator.as_deref() {
        Some("<=") => format!("≤ {number}"),
        Some(">=") => format!("≥ {number}"),
        Some(sign) => format!("{sign} {number}"),
        None => number,
    })
}

fn range(given: &ReferenceRange, unit: Option<&str>) -> Range {
    let is_fit = |end: &Quantity| {
        let is_same = end.shown_unit().is_none() || end.shown_unit() == unit || end.code.as_deref() == unit;
        is_same && end.comparator.is_none() && end.value.is_some()
    };
    let ends = [&given.low, &given.high];
    // With one end that cannot be used, the other alone would call usual what is not.
    let is_usable = ends.iter().all(|end| end.as_ref().is_none_or(is_fit));
    let number =
        |end: &Option<Quantity>| end.as_ref().and_then(|end| end.value.clone()).filter(|_| is_usable);
    let mut range = Range {
        low: number(&given.low),
        high: number(&given.high),
        text: given.text.clone().or_else(|| in_words(given).filter(|_| !is_usable)),
        is_usual: given.meaning.as_ref().is_none_or(|meaning| {
            let has_code = meaning.codings.iter().any(|coding| coding.code.as_deref() == Some("normal"));
            let is_said = meaning.text.as_deref().is_some_and(|text| text.to_lowercase().contains("normal"));
            has_code || (meaning.codings.is_empty() && is_said)
        }),
        ..Range::default()
    };
    for whom in &given.applies_to {
        let gender = whom.codings.iter().find_map(|coding| gender(coding.code.as_deref()?));
        match (gender, &whom.text) {
            (Some(gender), _) => range.gender = Some(gender.to_owned()),
            (None, Some(words)) => range.others.push(words.clone()),
            (None, None) => {}
        }
    }
    if let Some(age) = &given.age {
        for (end, is_upper) in [(&age.low, false), (&age.high, true)] {
            let Some(end) = end else { continue };
            match (years(end, is_upper), is_upper) {
                (Some(years), false) => range.from_age = Some(years),
                (Some(years), true) => range.to_age = Some(years),
                // Whether it is meant for the patient is not known.
                (None, _) => range.others.push(end.shown_unit().unwrap_or_default().to_owned()),
            }
        }
    }
    range
}

/// A range whose numbers cannot be compared, as it was sent.
fn in_words(given: &ReferenceRange) -> Option<String> {
    let end = |end: &Option<Quantity>| {
        let end = end.as_ref()?;
        let unit = end.shown_unit().map(|unit| format!(" {unit}")).unwrap_or_default();
        Some(format!("{}{unit}", written(end)?))
    };
    let ends: Vec<String> = [end(&given.low), end(&given.high)].into_iter().flatten().collect();
    (!ends.is_empty()).then(|| ends.join(" – "))
}

/// The administrative gender of a code: FHIR's own, HL7's, SNOMED CT's.
fn gender(code: &str) -> Option<&'static str> {
    match code {
        "female" | "F" | "248152002" => Some("female"),
        "male" | "M" | "248153007" => Some("male"),
        _ => None,
    }
}

/// An age in years. FHIR's ranges hold both ends, each as exact as its unit: up to 5 years is all of the sixth.
fn years(age: &Quantity, is_upper: bool) -> Option<String> {
    let number: f64 = age.value.as_deref()?.parse().ok()?;
    let unit = age.code.as_deref().or(age.unit.as_deref())?.to_lowercase();
    let per_year = match unit.as_str() {
        "a" | "y" | "yr" | "yrs" | "year" | "years" => 1.0,
        "mo" | "month" | "months" => 12.0,
        "wk" | "week" | "weeks" => 52.178_57,
        "d" | "day" | "days" => 365.25,
        _ => return None,
    };
    let number = if is_upper { number + 1.0 } else { number };
    Some(format!("{:.4}", number / per_year))
}
