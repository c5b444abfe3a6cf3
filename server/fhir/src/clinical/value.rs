//! What was found: `value[x]` of an observation or of one of its components.

use serde::{Deserialize, Serialize};

use crate::date::{ClinicalDate, Period, date_time, period};
use crate::element::{
    Code, Fields, Parsed, Quantity, Range, Ratio, boolean, code, integer, quantity, range, ratio, text,
};

const NAMES: &[&str] = &[
    "valueQuantity",
    "valueCodeableConcept",
    "valueString",
    "valueBoolean",
    "valueInteger",
    "valueRange",
    "valueRatio",
    "valueSampledData",
    "valueTime",
    "valueDateTime",
    "valuePeriod",
];

/// A value in one of the types FHIR allows.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
pub enum Value {
    /// A measured amount.
    Quantity(Quantity),
    /// A concept (`Former smoker`).
    Concept(Code),
    /// Words, as they stand.
    Text(String),
    /// Yes or no.
    Boolean(bool),
    /// A count.
    Integer(i64),
    /// Between two amounts.
    Range(Range),
    /// One amount to another (`1:128`).
    Ratio(Ratio),
    /// A time of day.
    Time(String),
    /// A date.
    Date(ClinicalDate),
    /// From a date to a date.
    Period(Period),
    /// A series of measurements, kept in the resource only.
    Samples,
}

pub(super) fn value(fields: &Fields<'_>) -> Parsed<Option<Value>> {
    let Some((name, _)) = fields.choice("value[x]", NAMES)? else { return Ok(None) };
    Ok(match name {
        "valueQuantity" => fields.optional(name, quantity)?.map(Value::Quantity),
        "valueCodeableConcept" => fields.optional(name, code)?.map(Value::Concept),
        "valueString" => fields.optional(name, text)?.map(Value::Text),
        "valueBoolean" => fields.optional(name, boolean)?.map(Value::Boolean),
        "valueInteger" => fields.optional(name, integer)?.map(Value::Integer),
        "valueRange" => fields.optional(name, range)?.map(Value::Range),
        "valueRatio" => fields.optional(name, ratio)?.map(Value::Ratio),
        "valueTime" => fields.optional(name, text)?.map(Value::Time),
        "valueDateTime" => fields.optional(name, date_time)?.map(Value::Date),
        "valuePeriod" => fields.optional(name, period)?.map(Value::Period),
        _ => Some(Value::Samples),
    })
}
