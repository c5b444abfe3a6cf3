//! Connections: apps that patients let read their records, and systems of the clinic that hand records in (SMART App Launch
//! 2.2, SMART Backend Services).

pub mod contract;
mod redirect;
mod scopes;

pub use redirect::{LONGEST_URI, MOST_URIS, is_allowed, matches, shown_host};
pub use scopes::{Access, LONGEST_SCOPE, Level, Scopes, Verb};

words! {
    /// Who speaks FHIR with the portal.
    ClientKind {
        /// A system of the clinic, such as its records system: it proves who it is with a key of its own.
        System = "system",
        /// An app that patients connect to their records.
        App = "app",
    }
}

words! {
    /// Parts of a record, as people are asked about them.
    Part {
        /// Name, birth date, contact details.
        Person = "person",
        /// Diagnoses.
        Diagnoses = "diagnoses",
        /// Medications.
        Medications = "medications",
        /// Allergies.
        Allergies = "allergies",
        /// Results and measurements.
        Results = "results",
        /// Vaccinations.
        Vaccinations = "vaccinations",
        /// Visits, past and to come.
        Visits = "visits",
        /// Procedures.
        Procedures = "procedures",
        /// Notes, letters, files.
        Documents = "documents",
        /// Plans and goals.
        Plans = "plans",
        /// What an insurance covers and pays.
        Money = "money",
        /// Letters between the clinic and the patient.
        Letters = "letters",
    }
}

/// People, places and medicines that entries name: whoever reads an entry may read these.
pub const NAMED: [&str; 5] = ["Practitioner", "PractitionerRole", "Organization", "Location", "Medication"];

impl Part {
    /// The FHIR types it is made of.
    #[must_use]
    pub const fn types(self) -> &'static [&'static str] {
        match self {
            Self::Person => &["Patient"],
            Self::Diagnoses => &["Condition"],
            Self::Medications => &["MedicationRequest", "MedicationStatement"],
            Self::Allergies => &["AllergyIntolerance"],
            Self::Results => &["DiagnosticReport", "Observation"],
            Self::Vaccinations => &["Immunization"],
            Self::Visits => &["Appointment", "Encounter"],
            Self::Procedures => &["Procedure"],
            Self::Documents => &["DocumentReference"],
            Self::Plans => &["CarePlan", "Goal"],
            Self::Money => &["Coverage", "ExplanationOfBenefit", "Invoice"],
            Self::Letters => &["Communication"],
        }
    }

    /// The part that a FHIR type belongs to.
    #[must_use]
    pub fn of_type(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|part| part.types().contains(&name))
    }
}

/// Whether a FHIR type can be read of a record.
#[must_use]
pub fn is_readable(name: &str) -> bool {
    Part::of_type(name).is_some() || NAMED.contains(&name)
}

/// Every FHIR type that can be read of a record, in the order of the alphabet.
#[must_use]
pub fn readable_types() -> Vec<&'static str> {
    let mut types: Vec<&str> =
        Part::ALL.iter().flat_map(|part| part.types()).chain(NAMED.iter()).copied().collect();
    types.sort_unstable();
    types
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_belongs_to_one_part() {
        for part in Part::ALL {
            for name in part.types() {
                assert_eq!(Part::of_type(name), Some(*part), "{name}");
            }
        }
        assert_eq!(Part::of_type("Practitioner"), None);
        assert_eq!(readable_types().len(), 23);
        assert!(readable_types().into_iter().all(is_readable) && !is_readable("Device"));
    }
}
