//! Words of this feature.

use domain::connections::Part;
use i18n::{Key, k};

/// The name of a part of a record.
pub const fn part_name(part: Part) -> Key {
    match part {
        Part::Person => k::CONNECTIONS_PART_PERSON,
        Part::Diagnoses => k::CONNECTIONS_PART_DIAGNOSES,
        Part::Medications => k::CONNECTIONS_PART_MEDICATIONS,
        Part::Allergies => k::CONNECTIONS_PART_ALLERGIES,
        Part::Results => k::CONNECTIONS_PART_RESULTS,
        Part::Vaccinations => k::CONNECTIONS_PART_VACCINATIONS,
        Part::Visits => k::CONNECTIONS_PART_VISITS,
        Part::Procedures => k::CONNECTIONS_PART_PROCEDURES,
        Part::Documents => k::CONNECTIONS_PART_DOCUMENTS,
        Part::Plans => k::CONNECTIONS_PART_PLANS,
        Part::Money => k::CONNECTIONS_PART_MONEY,
        Part::Letters => k::CONNECTIONS_PART_LETTERS,
    }
}
