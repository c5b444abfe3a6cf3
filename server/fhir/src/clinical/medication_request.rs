//! Prescriptions: MedicationRequest.

use serde::{Deserialize, Serialize};

use super::dosage::{Dosage, dosage};
use super::entry::telling;
use super::{Details, Entry, Kind, Role};
use crate::Resource;
use crate::date::{Period, date_time, period};
use crate::element::{
    Code, Fields, Parsed, Quantity, Reference, boolean, code, integer, one_of, quantity, reference,
};
use crate::error::Invalid;

const STATUSES: &[&str] =
    &["active", "on-hold", "cancelled", "completed", "entered-in-error", "stopped", "draft", "unknown"];
const INTENTS: &[&str] = &[
    "proposal",
    "plan",
    "order",
    "original-order",
    "reflex-order",
    "filler-order",
    "instance-order",
    "option",
];
const PRIORITIES: &[&str] = &["routine", "urgent", "asap", "stat"];

/// What only prescriptions have.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MedicationDetails {
    /// Whether it is an order, a plan or a proposal.
    pub intent: String,
    /// `routine`, `urgent`, `asap` or `stat`.
    pub priority: Option<String>,
    /// The medicine must NOT be taken: the prescription forbids it.
    pub is_forbidden: bool,
    /// The medicine, when it is described in a resource of its own; its name is found through the reference.
    pub medication: Option<Reference>,
    /// How to take it, in order.
    pub dosages: Vec<Dosage>,
    /// What it is for.
    pub reasons: Vec<Code>,
    /// What it is for, as entries of the record.
    pub reason_references: Vec<Reference>,
    /// Why the status is what it is.
    pub status_reason: Option<Code>,
    /// How often it may be dispensed again.
    pub refills: Option<i64>,
    /// How much is dispensed at a time.
    pub quantity: Option<Quantity>,
    /// How long one supply lasts.
    pub supply: Option<Quantity>,
    /// When it may be dispensed.
    pub valid: Period,
}

pub(super) fn read(resource: &Resource, fields: &Fields<'_>) -> Parsed<Entry> {
    let status = fields.required("status", one_of(STATUSES))?;
    let (medicine, medication) = medication(resource, fields)?;
    let details = Details::Medication(details(fields, medication)?);
    let mut entry = Entry::new(fields, Kind::Medication, details)?;
    entry.date = fields.optional("authoredOn", date_time)?;
    entry.set_status(Some(status));
    entry.categories = fields.list("category", code)?;
    entry.code = medicine;
    entry.add_person(fields, "requester", Role::Requester)?;
    entry.add_person(fields, "recorder", Role::Recorder)?;
    entry.add_person(fields, "performer", Role::Performer)?;
    Ok(entry)
}

/// The medicine's name as far as it stands here, and the reference to it if it does not.
pub(super) fn medication(resource: &Resource, fields: &Fields<'_>) -> Parsed<(Code, Option<Reference>)> {
    const CONCEPT: &str = "medicationCodeableConcept";
    const REFERENCE: &str = "medicationReference";
    match fields.choice("medication[x]", &[CONCEPT, REFERENCE])? {
        None => Err(Invalid::at("medication[x]", "is required")),
        Some((CONCEPT, _)) => Ok((telling(CONCEPT, fields.required(CONCEPT, code)?)?, None)),
        Some(_) => {
            let pointer = fields.required(REFERENCE, reference)?;
            let Some(id) = pointer.reference.as_deref().and_then(|text| text.strip_prefix('#')) else {
                return Ok((Code::words(pointer.display.clone()), Some(pointer)));
            };
            let held = resource.contained(id);
            let held = held.ok_or_else(|| Invalid::at(REFERENCE, "points to nothing contained here"))?;
            let own = Fields::of(held).and_then(|fields| fields.optional("code", code));
            let own = own.map_err(|invalid| invalid.within(REFERENCE))?.unwrap_or_default();
            let named = if own.text.is_some() { own } else { Code::words(pointer.display) };
            Ok((telling(REFERENCE, named)?, None))
        }
    }
}

fn details(fields: &Fields<'_>, medication: Option<Reference>) -> Parsed<MedicationDetails> {
    let mut dosages = fields.list("dosageInstruction", dosage)?;
    dosages.sort_by_key(|dosage| dosage.sequence);
    let nothing = crate::json::Json::Object(Vec::new());
    let dispense = Fields::of(fields.get("dispenseRequest").unwrap_or(&nothing));
    let dispense = dispense.map_err(|invalid| invalid.within("dispenseRequest"))?;
    let within = |invalid: Invalid| invalid.within("dispenseRequest");
    Ok(MedicationDetails {
        intent: fields.required("intent", one_of(INTENTS))?,
        priority: fields.optional("priority", one_of(PRIORITIES))?,
        is_forbidden: fields.optional("doNotPerform", boolean)?.unwrap_or(false),
        medication,
        dosages,
        reasons: fields.list("reasonCode", code)?,
        reason_references: fields.list("reasonReference", reference)?,
        status_reason: fields.optional("statusReason", code)?,
        refills: dispense.optional("numberOfRepeatsAllowed", integer).map_err(within)?,
        quantity: dispense.optional("quantity", quantity).map_err(within)?,
        supply: dispense.optional("expectedSupplyDuration", quantity).map_err(within)?,
        valid: dispense.optional("validityPeriod", period).map_err(within)?.unwrap_or_default(),
    })
}
