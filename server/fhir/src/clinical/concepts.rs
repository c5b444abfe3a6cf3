//! The concepts beside the one that names an entry, wherever they stand in it.

use super::{Details, Dosage, HeldTest, ObservationDetails, ReferenceRange, Value};
use crate::element::Code;

impl Details {
    /// Every concept that is shown beside the entry's name, to be given words where it came as a bare code.
    #[must_use]
    pub fn concepts_mut(&mut self) -> Vec<&mut Code> {
        match self {
            Self::Condition(of) => of.severity.iter_mut().chain(&mut of.body_sites).collect(),
            Self::Medication(of) => {
                let dosages = of.dosages.iter_mut().flat_map(dosage);
                of.reasons.iter_mut().chain(&mut of.status_reason).chain(dosages).collect()
            }
            Self::Allergy(of) => {
                of.reactions.iter_mut().flat_map(|reaction| &mut reaction.manifestations).collect()
            }
            Self::Immunization(of) => {
                let diseases = of.doses.iter_mut().flat_map(|dose| &mut dose.diseases);
                of.status_reason.iter_mut().chain(&mut of.site).chain(&mut of.route).chain(diseases).collect()
            }
            Self::Encounter(of) => of.reasons.iter_mut().chain(&mut of.discharge).collect(),
            Self::Procedure(of) => {
                let one = of.outcome.iter_mut().chain(&mut of.status_reason);
                let many = of.reasons.iter_mut().chain(&mut of.body_sites);
                one.chain(many).chain(&mut of.complications).chain(&mut of.follow_ups).collect()
            }
            Self::CarePlan(of) => of.activities.iter_mut().collect(),
            Self::Goal(of) => of.achievement.iter_mut().collect(),
            Self::Observation(of) => observation(of),
            Self::Report(of) => of.conclusions.iter_mut().collect(),
            Self::Document(_) | Self::Kept => Vec::new(),
        }
    }
}

impl HeldTest {
    /// The same of a test that stands inside something.
    #[must_use]
    pub fn concepts_mut(&mut self) -> Vec<&mut Code> {
        observation(&mut self.details)
    }
}

fn dosage(of: &mut Dosage) -> impl Iterator<Item = &mut Code> {
    of.additions.iter_mut().chain(&mut of.as_needed_for).chain(&mut of.route)
}

fn observation(of: &mut ObservationDetails) -> Vec<&mut Code> {
    let whole = of.body_site.iter_mut().chain(&mut of.method).chain(&mut of.absent_reason);
    let mut all: Vec<&mut Code> = whole.chain(concept(&mut of.value)).collect();
    all.extend(of.reference_ranges.iter_mut().flat_map(range));
    for part in &mut of.components {
        all.extend(part.absent_reason.iter_mut().chain(concept(&mut part.value)));
        all.extend(part.reference_ranges.iter_mut().flat_map(range));
    }
    all
}

fn range(of: &mut ReferenceRange) -> impl Iterator<Item = &mut Code> {
    of.applies_to.iter_mut()
}

const fn concept(value: &mut Option<Value>) -> Option<&mut Code> {
    match value {
        Some(Value::Concept(concept)) => Some(concept),
        _ => None,
    }
}
