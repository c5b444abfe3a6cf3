//! Downloads: a patient asks for the record, or parts of it, as a file; it is made beside the requests, lasts a day, and is
//! fetched by whoever asked for it.

pub mod contract;
pub mod policy;

use crate::records::contract::Section;
use crate::time::{DAY, Instant};

/// How long a file can be fetched, and how long is told why there is none, in seconds.
const LASTS_S: i64 = DAY;
/// How long a worker has a download before another takes it over, in seconds.
pub const LEASE_S: i64 = 120;
/// How often a download is begun before it is given up.
pub const MOST_ATTEMPTS: i32 = 3;
/// Most downloads of an account that wait, are being made, or can be fetched.
pub const MOST_AT_ONCE: u64 = 5;
/// Most files with the records of all patients that wait, are made, or can be fetched.
pub const MOST_EXPORTS: usize = 3;
/// Longest reason why an administrator takes all records along, in characters.
pub const LONGEST_REASON: usize = 300;
/// How much of a file stands in one row, in bytes.
pub const PART_BYTES: u64 = 256 * 1024;

words! {
    /// What kind of file it is.
    Kind {
        /// To read and to print.
        Pdf = "pdf",
        /// Everything in one archive: to read, tables, documents, and for another clinic.
        Archive = "archive",
        /// The records of all patients of the clinic, for another system.
        Clinic = "clinic",
    }
}

impl Kind {
    /// Those of one record.
    pub const OF_A_RECORD: [Self; 2] = [Self::Pdf, Self::Archive];
}

words! {
    /// How far a download is.
    State {
        /// Nobody has begun it.
        Waiting = "waiting",
        /// It is being made.
        Working = "working",
        /// It can be fetched.
        Ready = "ready",
        /// It could not be made.
        Failed = "failed",
    }
}

words! {
    /// Why a download could not be made.
    Problem {
        /// Something of ours failed, several times.
        Failed = "failed",
        /// What opened the record has ended or changed meanwhile.
        AccessEnded = "access_ended",
    }
}

words! {
    /// A part of the record, in the order of the file.
    Part {
        /// Conditions.
        Diagnoses = "diagnoses",
        /// Allergies and intolerances.
        Allergies = "allergies",
        /// Medication requests and statements.
        Medications = "medications",
        /// Results of the laboratory and of imaging.
        Results = "results",
        /// Weight, blood pressure and the like.
        Measurements = "measurements",
        /// Encounters.
        Visits = "visits",
        /// Procedures.
        Procedures = "procedures",
        /// Immunizations.
        Vaccinations = "vaccinations",
        /// Notes, letters and other documents.
        Documents = "documents",
        /// Care plans and goals.
        Plans = "plans",
    }
}

impl Part {
    /// The section of the record that it is; results and measurements are none.
    #[must_use]
    pub const fn section(self) -> Option<Section> {
        Some(match self {
            Self::Diagnoses => Section::Diagnoses,
            Self::Allergies => Section::Allergies,
            Self::Medications => Section::Medications,
            Self::Visits => Section::Visits,
            Self::Procedures => Section::Procedures,
            Self::Vaccinations => Section::Vaccinations,
            Self::Documents => Section::Documents,
            Self::Plans => Section::Plans,
            Self::Results | Self::Measurements => return None,
        })
    }
}

/// What a download is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The kind of file.
    pub kind: Kind,
    /// The parts, in the order of [`Part::ALL`].
    pub parts: Vec<Part>,
    /// Not before this day, as `2027-03-14`.
    pub from: Option<String>,
    /// Not after this day.
    pub to: Option<String>,
}

impl Wanted {
    /// Whether it is everything that this reader may see, so that the file for other clinics, which is always whole, belongs to it.
    #[must_use]
    pub fn is_whole(&self, may_read_results: bool) -> bool {
        let has = |part: &Part| self.parts.contains(part) || (*part == Part::Results && !may_read_results);
        self.from.is_none() && self.to.is_none() && Part::ALL.iter().all(has)
    }
}

/// Until when a file can be fetched.
#[must_use]
pub const fn until(made: Instant) -> Instant {
    made.plus_seconds(LASTS_S)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_of_the_record_is_a_part() {
        for section in Section::ALL {
            let parts = Part::ALL.iter().filter(|part| part.section() == Some(section));
            assert_eq!(parts.count(), 1, "{section:?}");
        }
        assert_eq!(Part::ALL.len(), Section::ALL.len() + 2);
    }

    #[test]
    fn the_whole_is_every_part_without_days() {
        let all = Wanted { kind: Kind::Archive, parts: Part::ALL.to_vec(), from: None, to: None };
        assert!(all.is_whole(true));
        let mut fewer = all.clone();
        fewer.parts.retain(|part| *part != Part::Results);
        assert!(!fewer.is_whole(true));
        assert!(fewer.is_whole(false), "results are not for this reader");
        assert!(!Wanted { from: Some("2027-01-01".to_owned()), ..all }.is_whole(true));
    }
}
