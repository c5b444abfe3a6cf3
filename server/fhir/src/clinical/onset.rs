//! When a condition or allergy began or ended, which FHIR allows to say in five ways.

use serde::{Deserialize, Serialize};

use crate::date::{ClinicalDate, date_time, period};
use crate::element::{Fields, Parsed, Quantity, Range, quantity, range, words};

/// A beginning or an end.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Onset {
    /// The date, or the first of a period.
    pub date: Option<ClinicalDate>,
    /// The last date of a period.
    pub until: Option<ClinicalDate>,
    /// The patient's age.
    pub age: Option<Quantity>,
    /// The patient's age, between two.
    pub ages: Option<Range>,
    /// The sender's own words (`in childhood`).
    pub text: Option<String>,
}

/// Reads `{name}DateTime`, `{name}Period`, `{name}Age`, `{name}Range` or `{name}String`.
pub(super) fn onset(fields: &Fields<'_>, name: &str) -> Parsed<Onset> {
    let mut onset = Onset::default();
    let names = ["DateTime", "Period", "Age", "Range", "String"].map(|ending| format!("{name}{ending}"));
    let names = names.each_ref().map(String::as_str);
    let Some((element, _)) = fields.choice(&format!("{name}[x]"), &names)? else { return Ok(onset) };
    match element.strip_prefix(name) {
        Some("DateTime") => onset.date = fields.optional(element, date_time)?,
        Some("Age") => onset.age = fields.optional(element, quantity)?,
        Some("Range") => onset.ages = fields.optional(element, range)?,
        Some("String") => onset.text = fields.optional(element, words)?.flatten(),
        _ => {
            let period = fields.optional(element, period)?.unwrap_or_default();
            (onset.date, onset.until) = (period.start, period.end);
        }
    }
    Ok(onset)
}
