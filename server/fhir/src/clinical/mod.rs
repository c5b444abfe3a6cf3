//! What stands in a medical record: the kinds of resource that belong to a chart, brought into one shape.

mod allergy;
mod concepts;
mod condition;
mod document;
mod dosage;
mod encounter;
mod entry;
mod immunization;
mod kept;
mod medication_request;
mod observation;
mod onset;
mod plan;
mod procedure;
mod report;
mod statement;
mod value;

pub use allergy::{AllergyDetails, Reaction};
pub use condition::ConditionDetails;
pub use document::DocumentDetails;
pub use dosage::Dosage;
pub use encounter::EncounterDetails;
pub use entry::{Details, Entry, Kind, Participant, Role};
pub use immunization::{Dose, ImmunizationDetails};
pub use medication_request::MedicationDetails;
pub use observation::{Component, HeldTest, ObservationDetails, ReferenceRange};
pub use onset::Onset;
pub use plan::{CarePlanDetails, GoalDetails};
pub use procedure::ProcedureDetails;
pub use report::{Attachment, ReportDetails};
pub use value::Value;

use crate::Resource;
use crate::element::Fields;
use crate::error::Invalid;
use crate::json::Json;

/// Brings a resource into the common shape. A resource entered in error comes through with its flag set, so that
/// what was shown before can be hidden.
///
/// # Errors
/// When the resource is of another kind, lacks an element that R4 or a chart requires, breaks a code list or the
/// syntax of a date, or carries a modifier the portal does not know and so might misread.
pub fn extract(resource: &Resource) -> Result<Entry, Invalid> {
    let Some(kind) = Kind::of(resource.type_name()) else {
        return Err(Invalid::at("resourceType", "is not a kind of record entry"));
    };
    let fields = resource.fields()?;
    refuse_modifiers(&fields)?;
    match kind {
        Kind::Condition => condition::read(&fields),
        Kind::Medication => medication_request::read(resource, &fields),
        Kind::Allergy => allergy::read(&fields),
        Kind::Immunization => immunization::read(&fields),
        Kind::Observation => observation::read(&fields),
        Kind::Report => report::read(&fields),
        Kind::Encounter => encounter::read(&fields),
        Kind::Procedure => procedure::read(&fields),
        Kind::Document => document::read(&fields),
        Kind::Statement => statement::read(resource, &fields),
        Kind::CarePlan => plan::read_plan(&fields),
        Kind::Goal => plan::read_goal(&fields),
        Kind::Coverage | Kind::Benefit | Kind::Invoice | Kind::Communication | Kind::Appointment => {
            kept::read(&fields, kind)
        }
    }
}

/// FHIR forbids processing a resource whose modifier extensions are not understood: they may negate it.
pub(crate) fn refuse_modifiers(fields: &Fields<'_>) -> Result<(), Invalid> {
    match fields.get("modifierExtension") {
        Some(Json::List(items)) if items.is_empty() => Ok(()),
        None => Ok(()),
        Some(_) => {
            Err(Invalid::at("modifierExtension", "may change the meaning in a way the portal does not know"))
        }
    }
}
