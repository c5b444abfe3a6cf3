//! Operations, examinations and other procedures: Procedure.

use serde::{Deserialize, Serialize};

use super::entry::telling;
use super::{Details, Entry, Kind, Participant, Role};
use crate::date::{ClinicalDate, date_time, period};
use crate::element::{Code, Fields, Parsed, Reference, code, one_of, reference, words};

const STATUSES: &[&str] = &[
    "preparation",
    "in-progress",
    "not-done",
    "on-hold",
    "stopped",
    "completed",
    "entered-in-error",
    "unknown",
];
/// The types of `performed[x]`; ages and ranges of ages say no date.
const PERFORMED: &[&str] =
    &["performedDateTime", "performedPeriod", "performedString", "performedAge", "performedRange"];

/// What only procedures have.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcedureDetails {
    /// When it was done, in words, where no date is known.
    pub performed_text: Option<String>,
    /// Why it was done.
    pub reasons: Vec<Code>,
    /// Where in the body.
    pub body_sites: Vec<Code>,
    /// How it went.
    pub outcome: Option<Code>,
    /// What went wrong.
    pub complications: Vec<Code>,
    /// What is to be done afterwards.
    pub follow_ups: Vec<Code>,
    /// Where it was done.
    pub location: Option<Reference>,
    /// Why it was not done.
    pub status_reason: Option<Code>,
}

pub(super) fn read(fields: &Fields<'_>) -> Parsed<Entry> {
    let status = fields.required("status", one_of(STATUSES))?;
    let concept = telling("code", fields.required("code", code)?)?;
    let details = ProcedureDetails {
        performed_text: fields.optional("performedString", words)?.flatten(),
        reasons: fields.list("reasonCode", code)?,
        body_sites: fields.list("bodySite", code)?,
        outcome: fields.optional("outcome", code)?,
        complications: fields.list("complication", code)?,
        follow_ups: fields.list("followUp", code)?,
        location: fields.optional("location", reference)?,
        status_reason: fields.optional("statusReason", code)?,
    };
    let (date, end) = performed(fields)?;

    let mut entry = Entry::new(fields, Kind::Procedure, Details::Procedure(Box::new(details)))?;
    (entry.date, entry.end) = (date, end);
    entry.set_status(Some(status));
    entry.categories = fields.optional("category", code)?.into_iter().collect();
    entry.code = concept;
    let performers = fields.list("performer", |json| Fields::of(json)?.required("actor", reference))?;
    entry.people = performers.into_iter().map(|who| Participant { role: Role::Performer, who }).collect();
    entry.add_person(fields, "recorder", Role::Recorder)?;
    entry.add_person(fields, "asserter", Role::Asserter)?;
    Ok(entry)
}

fn performed(fields: &Fields<'_>) -> Parsed<(Option<ClinicalDate>, Option<ClinicalDate>)> {
    Ok(match fields.choice("performed[x]", PERFORMED)? {
        Some((name @ "performedDateTime", _)) => (fields.optional(name, date_time)?, None),
        Some((name @ "performedPeriod", _)) => {
            let period = fields.optional(name, period)?.unwrap_or_default();
            (period.start.or_else(|| period.end.clone()), period.end)
        }
        _ => (None, None),
    })
}
