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
    /// The unit to show: words, else the code. Codes for machines are written as people write them.
    #[must_use]
    pub fn shown_unit(&self) -> Option<&str> {
        self.unit.as_deref().or(self.code.as_deref()).map(printed_unit)
    }
}

/// Common codes of UCUM with what people write in their place.
const PRINTED: [(&str, &str); 45] = [
    ("%{Hb}", "%"),
    ("/[HPF]", "/HPF"),
    ("/[LPF]", "/LPF"),
    ("10*12/L", "×10¹²/L"),
    ("10*3/mL", "×10³/mL"),
    ("10*3/uL", "×10³/µL"),
    ("10*6/L", "×10⁶/L"),
    ("10*6/mL", "×10⁶/mL"),
    ("10*6/uL", "×10⁶/µL"),
    ("10*9/L", "×10⁹/L"),
    ("Cel", "°C"),
    ("[IU]/L", "IU/L"),
    ("[IU]/mL", "IU/mL"),
    ("[degF]", "°F"),
    ("[in_i]", "in"),
    ("[lb_av]", "lb"),
    ("[mi_i]", "mi"),
    ("[oz_av]", "oz"),
    ("[pH]", "pH"),
    ("cm[H2O]", "cmH₂O"),
    ("k[IU]/L", "kIU/L"),
    ("kg/m2", "kg/m²"),
    ("m2", "m²"),
    ("m[IU]/L", "mIU/L"),
    ("m[IU]/mL", "mIU/mL"),
    ("mL/min/1.73m2", "mL/min/1.73 m²"),
    ("mL/min/{1.73_m2}", "mL/min/1.73 m²"),
    ("meq/L", "mEq/L"),
    ("min-1", "/min"),
    ("mm3", "mm³"),
    ("mm[Hg]", "mmHg"),
    ("mosm/kg", "mOsm/kg"),
    ("u[IU]/mL", "µIU/mL"),
    ("ug", "µg"),
    ("ug/L", "µg/L"),
    ("ug/dL", "µg/dL"),
    ("ug/g", "µg/g"),
    ("ug/mL", "µg/mL"),
    ("uL", "µL"),
    ("um", "µm"),
    ("umol", "µmol"),
    ("umol/L", "µmol/L"),
    ("{beats}/min", "/min"),
    ("{breaths}/min", "/min"),
    ("{score}", "score"),
];

/// A unit as people write it, where it is one of the common codes of UCUM; any other as it is.
#[must_use]
pub fn printed_unit(unit: &str) -> &str {
    PRINTED.iter().find(|(code, _)| *code == unit).map_or(unit, |&(_, printed)| printed)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_written_as_people_write_it() {
        for (given, shown) in [
            (r#"{"value":1,"code":"mm[Hg]"}"#, "mmHg"),
            (r#"{"value":1,"unit":"mm[Hg]","code":"mm[Hg]"}"#, "mmHg"),
            (r#"{"value":1,"unit":"mmHg","code":"mm[Hg]"}"#, "mmHg"),
            (r#"{"value":1,"unit":"10*3/uL"}"#, "×10³/µL"),
            (r#"{"value":1,"code":"10*9/L"}"#, "×10⁹/L"),
            (r#"{"value":1,"code":"Cel"}"#, "°C"),
            (r#"{"value":1,"code":"ug/dL"}"#, "µg/dL"),
            (r#"{"value":1,"code":"uL"}"#, "µL"),
            (r#"{"value":1,"code":"min-1"}"#, "/min"),
            (r#"{"value":1,"code":"/min"}"#, "/min"),
            (r#"{"value":1,"unit":"beats/minute","code":"/min"}"#, "beats/minute"),
            (r#"{"value":1,"code":"mmol/L"}"#, "mmol/L"),
            (r#"{"value":1,"code":"{pack-years}"}"#, "{pack-years}"),
        ] {
            assert_eq!(quantity(&given.parse().unwrap()).unwrap().shown_unit(), Some(shown), "{given}");
        }
        assert_eq!(Quantity::default().shown_unit(), None);
    }

    #[test]
    fn each_code_stands_once_and_its_printed_form_stays_as_it_is() {
        for (number, (code, printed)) in PRINTED.iter().enumerate() {
            assert!(PRINTED.iter().skip(number + 1).all(|(other, _)| other != code), "{code}");
            assert_eq!(printed_unit(printed), *printed);
        }
    }
}
