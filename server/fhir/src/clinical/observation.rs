//! Measured values and findings: Observation.

use serde::{Deserialize, Serialize};

use super::entry::{security, telling};
use super::value::{Value, value};
use super::{Details, Entry, Kind, Role, refuse_modifiers};
use crate::date::{ClinicalDate, date_time, instant, period};
use crate::element::{
    Code, Fields, Parsed, Quantity, Range, Reference, code, notes, one_of, quantity, range, reference, words,
};
use crate::json::Json;

const STATUSES: &[&str] = &[
    "registered",
    "preliminary",
    "final",
    "amended",
    "corrected",
    "cancelled",
    "entered-in-error",
    "unknown",
];

/// What only observations have.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObservationDetails {
    /// What was found.
    pub value: Option<Value>,
    /// Why there is no value.
    pub absent_reason: Option<Code>,
    /// Codes of the judgement (`H` high, `L` low, `A` abnormal).
    pub interpretations: Vec<Code>,
    /// What is usual.
    pub reference_ranges: Vec<ReferenceRange>,
    /// Values measured together (systolic and diastolic pressure).
    pub components: Vec<Component>,
    /// Where in the body.
    pub body_site: Option<Code>,
    /// What was examined, in words.
    pub specimen: Option<String>,
    /// How it was measured.
    pub method: Option<Code>,
    /// When the value was given out, by its maker.
    pub issued: Option<ClinicalDate>,
    /// Observations that belong to this one.
    pub members: Vec<Reference>,
}

/// One of several values measured together.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Component {
    /// What was measured.
    pub code: Code,
    /// What was found.
    pub value: Option<Value>,
    /// Why there is no value.
    pub absent_reason: Option<Code>,
    /// Codes of the judgement.
    pub interpretations: Vec<Code>,
    /// What is usual.
    pub reference_ranges: Vec<ReferenceRange>,
}

/// A test that stands inside what it belongs to (`contained`), and is nothing by itself.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldTest {
    /// What was measured.
    pub code: Code,
    /// It should never have been recorded, and is not to be shown.
    pub is_entered_in_error: bool,
    /// Remarks.
    pub notes: Vec<String>,
    /// What was found.
    pub details: ObservationDetails,
}

/// What is usual, for whom.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceRange {
    /// The lower end.
    pub low: Option<Quantity>,
    /// The upper end.
    pub high: Option<Quantity>,
    /// What kind of range (`normal`, `therapeutic`).
    pub meaning: Option<Code>,
    /// Whom it is for (`women`).
    pub applies_to: Vec<Code>,
    /// At which age.
    pub age: Option<Range>,
    /// The whole range in words.
    pub text: Option<String>,
}

pub(super) fn read(fields: &Fields<'_>) -> Parsed<Entry> {
    let status = fields.required("status", one_of(STATUSES))?;
    let concept = telling("code", fields.required("code", code)?)?;
    let (date, end) = effective(fields)?;
    let details = details(fields)?;
    let issued = details.issued.clone();

    let mut entry = Entry::new(fields, Kind::Observation, Details::Observation(details))?;
    (entry.date, entry.end, entry.recorded) = (date.or_else(|| issued.clone()), end, issued);
    entry.set_status(Some(status));
    entry.categories = fields.list("category", code)?;
    entry.code = concept;
    entry.add_person(fields, "performer", Role::Performer)?;
    entry.hold_tests(fields)?;
    Ok(entry)
}

fn details(fields: &Fields<'_>) -> Parsed<ObservationDetails> {
    Ok(ObservationDetails {
        value: value(fields)?,
        absent_reason: fields.optional("dataAbsentReason", code)?,
        interpretations: fields.list("interpretation", code)?,
        reference_ranges: fields.list("referenceRange", reference_range)?,
        components: fields.list("component", component)?,
        body_site: fields.optional("bodySite", code)?,
        specimen: fields.optional("specimen", reference)?.and_then(|specimen| specimen.display),
        method: fields.optional("method", code)?,
        issued: fields.optional("issued", instant)?,
        members: fields.list("hasMember", reference)?,
    })
}

impl Entry {
    /// Takes in the tests that stand inside this one. What holds for one of them holds for the whole, which is given out as it is.
    pub(super) fn hold_tests(&mut self, fields: &Fields<'_>) -> Parsed<()> {
        for (test, labels) in fields.list("contained", held_test)?.into_iter().flatten() {
            self.held.push(test);
            self.security.extend(labels);
        }
        Ok(())
    }
}

/// A contained resource, if it is a test, with its security labels.
fn held_test(json: &Json) -> Parsed<Option<(HeldTest, Vec<String>)>> {
    let fields = Fields::of(json)?;
    if fields.get("resourceType").and_then(Json::as_text) != Some("Observation") {
        return Ok(None);
    }
    refuse_modifiers(&fields)?;
    let test = HeldTest {
        is_entered_in_error: fields.required("status", one_of(STATUSES))? == "entered-in-error",
        code: telling("code", fields.required("code", code)?)?,
        notes: notes(&fields)?,
        details: details(&fields)?,
    };
    Ok(Some((test, security(&fields)?)))
}

/// When it was true: an instant, a period, or the first time of a schedule.
pub(super) fn effective(fields: &Fields<'_>) -> Parsed<(Option<ClinicalDate>, Option<ClinicalDate>)> {
    let names = ["effectiveDateTime", "effectivePeriod", "effectiveTiming", "effectiveInstant"];
    Ok(match fields.choice("effective[x]", &names)? {
        Some((name @ "effectiveDateTime", _)) => (fields.optional(name, date_time)?, None),
        Some((name @ "effectiveInstant", _)) => (fields.optional(name, instant)?, None),
        Some((name @ "effectivePeriod", _)) => {
            let period = fields.optional(name, period)?.unwrap_or_default();
            (period.start.or_else(|| period.end.clone()), period.end)
        }
        Some((name, _)) => {
            let times = fields.optional(name, |json| Fields::of(json)?.list("event", date_time))?;
            (times.unwrap_or_default().into_iter().min(), None)
        }
        None => (None, None),
    })
}

fn component(json: &Json) -> Parsed<Component> {
    let fields = Fields::of(json)?;
    Ok(Component {
        code: telling("code", fields.required("code", code)?)?,
        value: value(&fields)?,
        absent_reason: fields.optional("dataAbsentReason", code)?,
        interpretations: fields.list("interpretation", code)?,
        reference_ranges: fields.list("referenceRange", reference_range)?,
    })
}

fn reference_range(json: &Json) -> Parsed<ReferenceRange> {
    let fields = Fields::of(json)?;
    Ok(ReferenceRange {
        low: fields.optional("low", quantity)?,
        high: fields.optional("high", quantity)?,
        meaning: fields.optional("type", code)?,
        applies_to: fields.list("appliesTo", code)?,
        age: fields.optional("age", range)?,
        text: fields.optional("text", words)?.flatten(),
    })
}
