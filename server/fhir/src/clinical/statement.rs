//! Medicines that somebody takes, whoever prescribed them: MedicationStatement.

use super::medication_request::medication;
use super::{Details, Entry, Kind, MedicationDetails, Role};
use crate::Resource;
use crate::date::date_time;
use crate::date::{ClinicalDate, Period, period};
use crate::element::{Fields, Parsed, code, one_of, reference};

use super::dosage::dosage;

const STATUSES: &[&str] =
    &["active", "completed", "entered-in-error", "intended", "stopped", "on-hold", "unknown", "not-taken"];

pub(super) fn read(resource: &Resource, fields: &Fields<'_>) -> Parsed<Entry> {
    let status = fields.required("status", one_of(STATUSES))?;
    let (medicine, medication) = medication(resource, fields)?;
    let mut dosages = fields.list("dosage", dosage)?;
    dosages.sort_by_key(|dosage| dosage.sequence);
    let reasons = fields.list("statusReason", code)?;
    let details = MedicationDetails {
        intent: "statement".to_owned(),
        priority: None,
        is_forbidden: false,
        medication,
        dosages,
        reasons: fields.list("reasonCode", code)?,
        reason_references: fields.list("reasonReference", reference)?,
        status_reason: reasons.into_iter().next(),
        refills: None,
        quantity: None,
        supply: None,
        valid: Period::default(),
    };
    let (date, end) = taken(fields)?;
    let asserted = fields.optional("dateAsserted", date_time)?;

    let mut entry = Entry::new(fields, Kind::Statement, Details::Medication(details))?;
    // In this type the visit is called the context, which may be an episode of care instead.
    entry.encounter = fields.optional("context", reference)?;
    (entry.date, entry.end, entry.recorded) = (date.or_else(|| asserted.clone()), end, asserted);
    entry.set_status(Some(status));
    entry.categories = fields.optional("category", code)?.into_iter().collect();
    entry.code = medicine;
    entry.add_person(fields, "informationSource", Role::Asserter)?;
    Ok(entry)
}

fn taken(fields: &Fields<'_>) -> Parsed<(Option<ClinicalDate>, Option<ClinicalDate>)> {
    Ok(match fields.choice("effective[x]", &["effectiveDateTime", "effectivePeriod"])? {
        Some((name @ "effectiveDateTime", _)) => (fields.optional(name, date_time)?, None),
        Some((name, _)) => {
            let period = fields.optional(name, period)?.unwrap_or_default();
            (period.start, period.end)
        }
        None => (None, None),
    })
}
