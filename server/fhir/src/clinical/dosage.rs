//! How to take a medicine: Dosage.

use serde::{Deserialize, Serialize};

use crate::element::{
    Code, Fields, Parsed, Quantity, Range, boolean, code, decimal, integer, one_of, quantity, range, text,
    words,
};
use crate::error::Invalid;
use crate::json::Json;

const DAYS: &[&str] = &["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const PERIOD_UNITS: &[&str] = &["s", "min", "h", "d", "wk", "mo", "a"];

/// One instruction. `text` is the prescriber's own and is shown as it is; where it is missing, the parts can be
/// put into words in the reader's language.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dosage {
    /// The order among several.
    pub sequence: Option<i64>,
    /// The whole instruction.
    pub text: Option<String>,
    /// The instruction as told to the patient.
    pub patient_text: Option<String>,
    /// More to heed (`with food`).
    pub additions: Vec<Code>,
    /// How much at a time.
    pub dose: Option<Quantity>,
    /// How much at a time, from and to.
    pub dose_range: Option<Range>,
    /// How many times in each period.
    pub frequency: Option<i64>,
    /// How many times in each period at most.
    pub frequency_max: Option<i64>,
    /// The period's length, as written.
    pub period: Option<String>,
    /// The period's greatest length, as written.
    pub period_max: Option<String>,
    /// `s`, `min`, `h`, `d`, `wk`, `mo` or `a`.
    pub period_unit: Option<String>,
    /// Days of the week: `mon` to `sun`.
    pub days: Vec<String>,
    /// Times of the day, as written (`08:00:00`).
    pub times: Vec<String>,
    /// Events of the day (`HS` at bedtime, `C` with meals).
    pub when: Vec<String>,
    /// Only when needed.
    pub is_as_needed: bool,
    /// What for, when needed.
    pub as_needed_for: Option<Code>,
    /// By mouth, on the skin and so on.
    pub route: Option<Code>,
}

pub(super) fn dosage(json: &Json) -> Parsed<Dosage> {
    let fields = Fields::of(json)?;
    fields.choice("asNeeded[x]", &["asNeededBoolean", "asNeededCodeableConcept"])?;
    let as_needed_for = fields.optional("asNeededCodeableConcept", code)?;
    let mut dosage = Dosage {
        sequence: fields.optional("sequence", integer)?,
        text: fields.optional("text", words)?.flatten(),
        patient_text: fields.optional("patientInstruction", words)?.flatten(),
        additions: fields.list("additionalInstruction", code)?,
        is_as_needed: fields.optional("asNeededBoolean", boolean)?.unwrap_or(as_needed_for.is_some()),
        as_needed_for,
        route: fields.optional("route", code)?,
        ..Dosage::default()
    };
    let doses = fields.list("doseAndRate", |json| {
        let fields = Fields::of(json)?;
        fields.choice("dose[x]", &["doseQuantity", "doseRange"])?;
        Ok((fields.optional("doseQuantity", quantity)?, fields.optional("doseRange", range)?))
    })?;
    if let Some((dose, dose_range)) = doses.into_iter().next() {
        (dosage.dose, dosage.dose_range) = (dose, dose_range);
    }
    if let Some(timing) = fields.get("timing") {
        timing_of(timing, &mut dosage).map_err(|invalid| invalid.within("timing"))?;
    }
    Ok(dosage)
}

fn timing_of(json: &Json, dosage: &mut Dosage) -> Parsed<()> {
    let timing = Fields::of(json)?;
    let Some(repeat) = timing.get("repeat") else { return Ok(()) };
    let within = |invalid: Invalid| invalid.within("repeat");
    let fields = Fields::of(repeat).map_err(within)?;
    dosage.frequency = fields.optional("frequency", integer).map_err(within)?;
    dosage.frequency_max = fields.optional("frequencyMax", integer).map_err(within)?;
    dosage.days = fields.list("dayOfWeek", one_of(DAYS)).map_err(within)?;
    dosage.times = fields.list("timeOfDay", text).map_err(within)?;
    dosage.period = fields.optional("period", decimal).map_err(within)?;
    dosage.period_max = fields.optional("periodMax", decimal).map_err(within)?;
    dosage.period_unit = fields.optional("periodUnit", one_of(PERIOD_UNITS)).map_err(within)?;
    dosage.when = fields.list("when", text).map_err(within)?;
    Ok(())
}
