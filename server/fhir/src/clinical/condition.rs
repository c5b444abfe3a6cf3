//! Diagnoses and problems: Condition.

use serde::{Deserialize, Serialize};

use super::onset::{Onset, onset};
use super::{Details, Entry, Kind, Role};
use crate::date::date_time;
use crate::element::{Code, Fields, Parsed, bound_concept, code};

const CLINICAL_SYSTEM: &str = "http://terminology.hl7.org/CodeSystem/condition-clinical";
const CLINICAL: &[&str] = &["active", "recurrence", "relapse", "inactive", "remission", "resolved"];
const VERIFICATION_SYSTEM: &str = "http://terminology.hl7.org/CodeSystem/condition-ver-status";
const VERIFICATION: &[&str] =
    &["unconfirmed", "provisional", "differential", "confirmed", "refuted", "entered-in-error"];

/// What only conditions have.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConditionDetails {
    /// How bad it is.
    pub severity: Option<Code>,
    /// Where in the body.
    pub body_sites: Vec<Code>,
    /// When it began, where no date says so.
    pub onset: Onset,
    /// When it ended, where no date says so.
    pub abatement: Onset,
}

pub(super) fn read(fields: &Fields<'_>) -> Parsed<Entry> {
    let details = ConditionDetails {
        severity: fields.optional("severity", code)?,
        body_sites: fields.list("bodySite", code)?,
        onset: onset(fields, "onset")?,
        abatement: onset(fields, "abatement")?,
    };
    let recorded = fields.optional("recordedDate", date_time)?;
    let date = details.onset.date.clone().or_else(|| recorded.clone());
    let end = details.abatement.until.clone().or_else(|| details.abatement.date.clone());

    let mut entry = Entry::new(fields, Kind::Condition, Details::Condition(Box::new(details)))?;
    (entry.date, entry.end, entry.recorded) = (date, end, recorded);
    entry.set_status(fields.optional("clinicalStatus", bound_concept(CLINICAL_SYSTEM, CLINICAL))?);
    entry.verification =
        fields.optional("verificationStatus", bound_concept(VERIFICATION_SYSTEM, VERIFICATION))?;
    entry.is_entered_in_error = entry.verification.as_deref() == Some("entered-in-error");
    entry.categories = fields.list("category", code)?;
    entry.code = fields.optional("code", code)?.unwrap_or_default();
    entry.add_person(fields, "recorder", Role::Recorder)?;
    entry.add_person(fields, "asserter", Role::Asserter)?;
    Ok(entry)
}
