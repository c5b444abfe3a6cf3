//! Measured amounts: Quantity, Range and Ratio. Numbers keep the digits they were written with.

use serde::{Deserialize, Serialize};

use super::{Fields, Parsed, decimal, one_of, text, words};
use crate::json::Json;

const COMPARATORS: &[&str] = &["<", "<=", ">=", ">"];

/// An amount with its unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quantity {
    /// The number, as written: `5.10` is measured more exactly than `5.1`.
    pub value: Option<String>,
    /// `<`, `<=`, `>=` or `>`, when the number is a bound.
    pub comparator: Option<String>,
    /// The unit for people (`mmHg`).
    pub unit: Option<String>,
    /// The unit's code system.
    pub system: Option<String>,
    /// The unit for machines (`mm[Hg]`).
    pub code: Option<String>,
}

impl Quantity {
    /// The unit to show: words, else the code.
    #[must_use]
    pub fn shown_unit(&self) -> Option<&str> {
        self.unit.as_deref().or(self.code.as_deref())
    }
}

/// From one amount to another; either end may be open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// The lower end.
    pub low: Option<Quantity>,
    /// The upper end.
    pub high: Option<Quantity>,
}

/// One amount in relation to another (`1:128`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ratio {
    /// The first amount.
    pub numerator: Option<Quantity>,
    /// The second amount.
    pub denominator: Option<Quantity>,
}

/// A Quantity, also as SimpleQuantity, Age and Duration.
pub(crate) fn quantity(json: &Json) -> Parsed<Quantity> {
    let fields = Fields::of(json)?;
    Ok(Quantity {
        value: fields.optional("value", decimal)?,
        comparator: fields.optional("comparator", one_of(COMPARATORS))?,
        unit: fields.optional("unit", words)?.flatten(),
        system: fields.optional("system", text)?,
        code: fields.optional("code", text)?,
    })
}

/// A Range.
pub(crate) fn range(json: &Json) -> Parsed<Range> {
    let fields = Fields::of(json)?;
    Ok(Range { low: fields.optional("low", quantity)?, high: fields.optional("high", quantity)? })
}

/// A Ratio.
pub(crate) fn ratio(json: &Json) -> Parsed<Ratio> {
    let fields = Fields::of(json)?;
    let numerator = fields.optional("numerator", quantity)?;
    Ok(Ratio { numerator, denominator: fields.optional("denominator", quantity)? })
}
