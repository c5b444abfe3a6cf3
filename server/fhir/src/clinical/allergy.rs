//! Allergies and intolerances: AllergyIntolerance.

use serde::{Deserialize, Serialize};

use super::onset::{Onset, onset};
use super::{Details, Entry, Kind, Role};
use crate::date::{ClinicalDate, date_time};
use crate::element::{Code, Coding, Fields, Parsed, bound_concept, code, one_of, words};
use crate::error::Invalid;
use crate::json::Json;

const CLINICAL_SYSTEM: &str = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical";
const CLINICAL: &[&str] = &["active", "inactive", "resolved"];
const VERIFICATION_SYSTEM: &str = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";
const VERIFICATION: &[&str] = &["unconfirmed", "confirmed", "refuted", "entered-in-error"];
const CATEGORY_SYSTEM: &str = "http://hl7.org/fhir/allergy-intolerance-category";
const CATEGORIES: &[&str] = &["food", "medication", "environment", "biologic"];
const TYPES: &[&str] = &["allergy", "intolerance"];
const CRITICALITIES: &[&str] = &["low", "high", "unable-to-assess"];
const SEVERITIES: &[&str] = &["mild", "moderate", "severe"];

/// What only allergies have.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllergyDetails {
    /// `allergy` or `intolerance`.
    pub type_code: Option<String>,
    /// How dangerous it may become: `low`, `high` or `unable-to-assess`.
    pub criticality: Option<String>,
    /// What happened.
    pub reactions: Vec<Reaction>,
    /// When it began, where no date says so.
    pub onset: Onset,
    /// When it last happened.
    pub last_occurrence: Option<ClinicalDate>,
}

/// One time it happened, or one way it shows.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reaction {
    /// The substance, where it is told more exactly than in the allergy.
    pub substance: Option<Code>,
    /// How it showed; at least one.
    pub manifestations: Vec<Code>,
    /// What happened, told.
    pub description: Option<String>,
    /// `mild`, `moderate` or `severe`.
    pub severity: Option<String>,
    /// When.
    pub onset: Option<ClinicalDate>,
}

pub(super) fn read(fields: &Fields<'_>) -> Parsed<Entry> {
    let details = AllergyDetails {
        type_code: fields.optional("type", one_of(TYPES))?,
        criticality: fields.optional("criticality", one_of(CRITICALITIES))?,
        reactions: fields.list("reaction", reaction)?,
        onset: onset(fields, "onset")?,
        last_occurrence: fields.optional("lastOccurrence", date_time)?,
    };
    let recorded = fields.optional("recordedDate", date_time)?;
    let date = details.onset.date.clone().or_else(|| recorded.clone());
    let substance = details.reactions.iter().find_map(|reaction| reaction.substance.clone());

    let mut entry = Entry::new(fields, Kind::Allergy, Details::Allergy(details))?;
    (entry.date, entry.recorded) = (date, recorded);
    entry.set_status(fields.optional("clinicalStatus", bound_concept(CLINICAL_SYSTEM, CLINICAL))?);
    entry.verification =
        fields.optional("verificationStatus", bound_concept(VERIFICATION_SYSTEM, VERIFICATION))?;
    entry.is_entered_in_error = entry.verification.as_deref() == Some("entered-in-error");
    entry.categories = fields.list("category", one_of(CATEGORIES))?.into_iter().map(category).collect();
    let named = fields.optional("code", code)?.filter(|code| code.text.is_some());
    entry.code = named.or(substance).unwrap_or_default();
    entry.add_person(fields, "recorder", Role::Recorder)?;
    entry.add_person(fields, "asserter", Role::Asserter)?;
    Ok(entry)
}

fn reaction(json: &Json) -> Parsed<Reaction> {
    let fields = Fields::of(json)?;
    let manifestations = fields.list("manifestation", code)?;
    if manifestations.is_empty() {
        return Err(Invalid::at("manifestation", "is required"));
    }
    Ok(Reaction {
        substance: fields.optional("substance", code)?,
        manifestations,
        description: fields.optional("description", words)?.flatten(),
        severity: fields.optional("severity", one_of(SEVERITIES))?,
        onset: fields.optional("onset", date_time)?,
    })
}

fn category(code: String) -> Code {
    Coding { system: Some(CATEGORY_SYSTEM.to_owned()), code: Some(code), ..Coding::default() }.into()
}
