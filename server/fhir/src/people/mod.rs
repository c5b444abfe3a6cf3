//! Who and where: patients, clinicians, organizations, places; and medicines described on their own.

mod medication;
mod organization;
mod patient;
mod practitioner;

pub use medication::Medication;
pub use organization::{Location, Organization};
pub use patient::{Deceased, LinkKind, MultipleBirth, Patient, PatientLink};
pub use practitioner::{Practitioner, PractitionerRole};
