//! What a report or a test holds: its values in words and numbers, what is usual, and how it was judged.

use super::facts;
use domain::results::Range;
use domain::results::value::{Flag, Measured, Part, Value};
use fhir::{Code, Details, Entry, HeldTest, ObservationDetails, Quantity, ReferenceRange, printed_unit};

/// Digits after the point from which on they are a computer's, not a laboratory's.
const COMPUTED_DIGITS: usize = 5;

/// What an observation or a report holds.
pub fn measured(entry: &Entry) -> Option<Measured> {
    match &entry.details {
        Details::Observation(details) => Some(Measured {
            value: whole(details),
            parts: components(details).chain(held(entry)).collect(),
            notes: notes(&entry.notes, details),
            conclusions: Vec::new(),
        }),
        Details::Report(details) => Some(Measured {
            parts: held(entry).collect(),
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

/// A test's own value.
fn whole(details: &ObservationDetails) -> Value {
    value(
        details.value.as_ref(),
        details.absent_reason.as_ref(),
        &details.interpretations,
        &details.reference_ranges,
    )
}

fn title(code: &Code) -> String {
    code.text.clone().or(code.code.clone()).unwrap_or_default()
}

fn components(details: &ObservationDetails) -> impl Iterator<Item = Part> {
    details.components.iter().map(|component| Part {
        title: title(&component.code),
        value: value(
            component.value.as_ref(),
            component.absent_reason.as_ref(),
            &component.interpretations,
            &component.reference_ranges,
        ),
        notes: Vec::new(),
    })
}

/// The values of the tests that stand inside a report or a test; those of a test with parts bear its name too.
fn held(entry: &Entry) -> impl Iterator<Item = Part> {
    entry.held.iter().filter(|test| !test.is_entered_in_error).flat_map(|test: &HeldTest| {
        let (name, value) = (title(&test.code), whole(&test.details));
        let within = components(&test.details)
            .map(|part| Part { title: format!("{name}: {}", part.title), ..part })
            .collect::<Vec<_>>();
        let has_own = within.is_empty() || !value.is_empty();
        let own = has_own.then(|| Part { title: name.clone(), value, notes: Vec::new() });
        let mut parts: Vec<Part> = own.into_iter().chain(within).collect();
        if let Some(first) = parts.first_mut() {
            first.notes = notes(&test.notes, &test.details);
        }
        parts
    })
}

fn notes(remarks: &[String], details: &ObservationDetails) -> Vec<String> {
    let about = facts::words(details.body_site.iter().chain(&details.method));
    details.specimen.iter().cloned().chain(about).chain(remarks.iter().cloned()).collect()
}

/// What was stored when units were still written as they came.
pub fn tidy(mut measured: Measured) -> Measured {
    let values = measured.parts.iter_mut().map(|part| &mut part.value).chain([&mut measured.value]);
    for value in values {
        if let Some(unit) = &mut value.unit {
            *unit = printed_unit(unit).to_owned();
        }
    }
    measured
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
        let is_same = end.shown_unit().is_none()
            || end.shown_unit() == unit
            || end.code.as_deref().map(printed_unit) == unit;
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
