//! Which view fits a resource.

use crate::clinical::{Entry, Kind, extract};
use crate::error::Invalid;
use crate::people::{Location, Medication, Organization, Patient, Practitioner, PractitionerRole};
use crate::{Resource, TypeName};

/// A resource as the portal understands it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum View {
    /// A patient: the head of a chart.
    Patient(Box<Patient>),
    /// An entry of a chart.
    Entry(Box<Entry>),
    /// A clinician.
    Practitioner(Box<Practitioner>),
    /// What a clinician does where.
    PractitionerRole(Box<PractitionerRole>),
    /// An organization.
    Organization(Box<Organization>),
    /// A place.
    Location(Box<Location>),
    /// A medicine.
    Medication(Box<Medication>),
    /// A type the portal makes no use of.
    Unsupported,
}

/// Looks at a resource with the view that fits its type.
///
/// # Errors
/// As [`extract`] and the `read` functions of the views.
pub fn view(resource: &Resource) -> Result<View, Invalid> {
    Ok(match resource.type_name().as_str() {
        "Patient" => View::Patient(Box::new(Patient::read(resource)?)),
        "Practitioner" => View::Practitioner(Box::new(Practitioner::read(resource)?)),
        "PractitionerRole" => View::PractitionerRole(Box::new(PractitionerRole::read(resource)?)),
        "Organization" => View::Organization(Box::new(Organization::read(resource)?)),
        "Location" => View::Location(Box::new(Location::read(resource)?)),
        "Medication" => View::Medication(Box::new(Medication::read(resource)?)),
        _ if Kind::of(resource.type_name()).is_some() => View::Entry(Box::new(extract(resource)?)),
        _ => View::Unsupported,
    })
}

/// Whether the portal makes any use of resources of this type.
#[must_use]
pub fn is_supported(type_name: TypeName) -> bool {
    let others = ["Patient", "Practitioner", "PractitionerRole", "Organization", "Location", "Medication"];
    Kind::of(type_name).is_some() || others.contains(&type_name.as_str())
}
