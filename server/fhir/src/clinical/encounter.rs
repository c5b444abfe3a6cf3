//! Visits: Encounter.

use serde::{Deserialize, Serialize};

use super::{Details, Entry, Kind, Participant, Role};
use crate::date::period;
use crate::element::{Code, Fields, Parsed, Reference, code, coding, one_of, reference};

const STATUSES: &[&str] = &[
    "planned",
    "arrived",
    "triaged",
    "in-progress",
    "onleave",
    "finished",
    "cancelled",
    "entered-in-error",
    "unknown",
];

/// What only visits have.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EncounterDetails {
    /// Ambulatory, inpatient, emergency and so on (`AMB`, `IMP`, `EMER`, `VR`).
    pub class: Code,
    /// Why the patient came.
    pub reasons: Vec<Code>,
    /// Why the patient came, as entries of the record.
    pub reason_references: Vec<Reference>,
    /// Where.
    pub locations: Vec<Reference>,
    /// How the patient left a hospital.
    pub discharge: Option<Code>,
}

pub(super) fn read(fields: &Fields<'_>) -> Parsed<Entry> {
    let status = fields.required("status", one_of(STATUSES))?;
    let class: Code = fields.required("class", coding)?.into();
    let types = fields.list("type", code)?;
    let service = fields.optional("serviceType", code)?;
    let period = fields.optional("period", period)?.unwrap_or_default();
    let what = types.iter().chain(&service).chain([&class]).find(|code| code.text.is_some());
    let what = what.cloned().unwrap_or_default();
    let details = EncounterDetails {
        class,
        reasons: fields.list("reasonCode", code)?,
        reason_references: fields.list("reasonReference", reference)?,
        locations: fields.list("location", |json| Fields::of(json)?.required("location", reference))?,
        discharge: fields
            .optional("hospitalization", |json| Fields::of(json)?.optional("dischargeDisposition", code))?
            .flatten(),
    };

    let mut entry = Entry::new(fields, Kind::Encounter, Details::Encounter(details))?;
    (entry.date, entry.end) = (period.start, period.end);
    entry.set_status(Some(status));
    entry.categories = types;
    entry.code = what;
    let people = fields.list("participant", |json| Fields::of(json)?.optional("individual", reference))?;
    let people = people.into_iter().flatten();
    entry.people = people.map(|who| Participant { role: Role::Participant, who }).collect();
    entry.add_person(fields, "serviceProvider", Role::Provider)?;
    Ok(entry)
}
