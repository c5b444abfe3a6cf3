//! Vaccinations: Immunization.

use serde::{Deserialize, Serialize};

use super::entry::telling;
use super::{Details, Entry, Kind, Participant, Role};
use crate::date::{ClinicalDate, date, date_time};
use crate::element::{
    Code, Fields, Parsed, Quantity, Reference, boolean, code, integer, one_of, quantity, reference, words,
};
use crate::error::Invalid;
use crate::json::Json;

const STATUSES: &[&str] = &["completed", "entered-in-error", "not-done"];

/// What only vaccinations have.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImmunizationDetails {
    /// When it was given, in words, where no date is known.
    pub occurrence_text: Option<String>,
    /// Why it was not given, when the status is `not-done`.
    pub status_reason: Option<Code>,
    /// Which dose of which series it is, for each disease.
    pub doses: Vec<Dose>,
    /// The batch of the vaccine.
    pub lot_number: Option<String>,
    /// When the batch expired.
    pub expires: Option<ClinicalDate>,
    /// Who made the vaccine.
    pub manufacturer: Option<Reference>,
    /// Where in the body.
    pub site: Option<Code>,
    /// How it was given.
    pub route: Option<Code>,
    /// How much was given.
    pub amount: Option<Quantity>,
    /// Where it was given.
    pub location: Option<Reference>,
    /// The one who gave it recorded it; `false` when it was told by somebody else.
    pub is_first_hand: Option<bool>,
    /// The dose was too weak to count.
    pub is_subpotent: bool,
}

/// A dose of a series.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dose {
    /// The series (`2-dose primary series`).
    pub series: Option<String>,
    /// Which dose: a number, or words (`booster`).
    pub number: Option<String>,
    /// How many doses protect.
    pub of: Option<String>,
    /// The diseases it is against.
    pub diseases: Vec<Code>,
}

pub(super) fn read(fields: &Fields<'_>) -> Parsed<Entry> {
    let status = fields.required("status", one_of(STATUSES))?;
    let vaccine = telling("vaccineCode", fields.required("vaccineCode", code)?)?;
    let occurrence = fields.choice("occurrence[x]", &["occurrenceDateTime", "occurrenceString"])?;
    if occurrence.is_none() {
        return Err(Invalid::at("occurrence[x]", "is required"));
    }
    let given = fields.optional("occurrenceDateTime", date_time)?;
    let recorded = fields.optional("recorded", date_time)?;

    let details = Details::Immunization(details(fields)?);
    let mut entry = Entry::new(fields, Kind::Immunization, details)?;
    entry.date = given.or_else(|| recorded.clone());
    entry.recorded = recorded;
    entry.set_status(Some(status));
    entry.code = vaccine;
    let performers = fields.list("performer", |json| Fields::of(json)?.required("actor", reference))?;
    entry.people = performers.into_iter().map(|who| Participant { role: Role::Performer, who }).collect();
    Ok(entry)
}

fn details(fields: &Fields<'_>) -> Parsed<ImmunizationDetails> {
    Ok(ImmunizationDetails {
        occurrence_text: fields.optional("occurrenceString", words)?.flatten(),
        status_reason: fields.optional("statusReason", code)?,
        doses: fields.list("protocolApplied", dose)?,
        lot_number: fields.optional("lotNumber", words)?.flatten(),
        expires: fields.optional("expirationDate", date)?,
        manufacturer: fields.optional("manufacturer", reference)?,
        site: fields.optional("site", code)?,
        route: fields.optional("route", code)?,
        amount: fields.optional("doseQuantity", quantity)?,
        location: fields.optional("location", reference)?,
        is_first_hand: fields.optional("primarySource", boolean)?,
        is_subpotent: fields.optional("isSubpotent", boolean)?.unwrap_or(false),
    })
}

fn dose(json: &Json) -> Parsed<Dose> {
    let fields = Fields::of(json)?;
    let number = number_or_words(&fields, "doseNumber")?;
    if number.is_none() {
        return Err(Invalid::at("doseNumber[x]", "is required"));
    }
    Ok(Dose {
        series: fields.optional("series", words)?.flatten(),
        number,
        of: number_or_words(&fields, "seriesDoses")?,
        diseases: fields.list("targetDisease", code)?,
    })
}

/// `{name}PositiveInt` or `{name}String`.
fn number_or_words(fields: &Fields<'_>, name: &str) -> Parsed<Option<String>> {
    let (as_number, as_words) = (format!("{name}PositiveInt"), format!("{name}String"));
    fields.choice(&format!("{name}[x]"), &[&as_number, &as_words])?;
    let number = fields.optional(&as_number, integer)?.map(|number| number.to_string());
    Ok(number.or(fields.optional(&as_words, words)?.flatten()))
}
