//! What an entry says beyond its title, as words with what they are about.

use super::words::Names;
use domain::records::view::{Fact, FactKind};
use fhir::{
    AllergyDetails, CarePlanDetails, ConditionDetails, Details, EncounterDetails, Entry, GoalDetails,
    ImmunizationDetails, MedicationDetails, ProcedureDetails, Quantity, Reference,
};

/// Facts in the order in which they are read.
#[derive(Default)]
struct Facts(Vec<Fact>);

impl Facts {
    fn add(&mut self, kind: FactKind, words: impl IntoIterator<Item = String>) {
        let new = words.into_iter().filter(|words| !words.trim().is_empty());
        self.0.extend(new.map(|words| Fact { kind, words }));
    }
}

/// All that an entry of this kind can say.
pub fn facts(entry: &Entry, names: Names<'_>) -> Vec<Fact> {
    let mut facts = Facts::default();
    match &entry.details {
        Details::Condition(details) => condition(&mut facts, details),
        Details::Medication(details) => medication(&mut facts, details),
        Details::Allergy(details) => allergy(&mut facts, details),
        Details::Immunization(details) => immunization(&mut facts, details, names),
        Details::Encounter(details) => visit(&mut facts, details, names),
        Details::Procedure(details) => procedure(&mut facts, details, names),
        Details::CarePlan(details) => plan(&mut facts, entry, details),
        Details::Goal(details) => goal(&mut facts, details),
        Details::Document(_) | Details::Observation(_) | Details::Report(_) | Details::Kept => {}
    }
    // What is confirmed goes without saying.
    let unsure =
        entry.verification.clone().filter(|code| !matches!(code.as_str(), "confirmed" | "entered-in-error"));
    facts.add(FactKind::Certainty, unsure);
    facts.0
}

fn condition(facts: &mut Facts, details: &ConditionDetails) {
    facts.add(FactKind::Severity, details.severity.iter().filter_map(|severity| severity.text.clone()));
    facts.add(FactKind::BodySite, details.body_sites.iter().filter_map(fhir::Code::said));
    facts.add(FactKind::Began, details.onset.text.clone());
}

fn medication(facts: &mut Facts, details: &MedicationDetails) {
    facts.add(FactKind::Reason, reasons(&details.reasons, &details.reason_references));
    facts.add(FactKind::StatusReason, details.status_reason.clone());
    facts.add(FactKind::Route, details.dosages.iter().filter_map(|dosage| dosage.route.clone()));
    facts.add(FactKind::Quantity, details.quantity.as_ref().and_then(amount));
    facts.add(FactKind::Refills, details.refills.map(|refills| refills.to_string()));
}

fn allergy(facts: &mut Facts, details: &AllergyDetails) {
    let said = details.criticality.clone().filter(|code| matches!(code.as_str(), "low" | "high"));
    facts.add(FactKind::Danger, said);
    facts.add(FactKind::Began, details.onset.text.clone());
}

fn immunization(facts: &mut Facts, details: &ImmunizationDetails, names: Names<'_>) {
    let dose = |dose: &fhir::Dose| {
        let number = dose.number.clone()?;
        Some(match &dose.of {
            Some(of) => format!("{number}/{of}"),
            None => number,
        })
    };
    facts.add(FactKind::Disease, details.doses.iter().flat_map(|dose| dose.diseases.iter().cloned()));
    facts.add(FactKind::Dose, details.doses.iter().filter_map(dose));
    facts.add(FactKind::StatusReason, details.status_reason.clone());
    facts.add(FactKind::BodySite, details.site.clone());
    facts.add(FactKind::Route, details.route.clone());
    facts.add(FactKind::Manufacturer, details.manufacturer.iter().filter_map(|who| name(who, names)));
    facts.add(FactKind::Lot, details.lot_number.clone());
    facts.add(FactKind::Place, details.location.iter().filter_map(|place| name(place, names)));
}

fn visit(facts: &mut Facts, details: &EncounterDetails, names: Names<'_>) {
    facts.add(FactKind::Reason, reasons(&details.reasons, &details.reason_references));
    facts.add(FactKind::Place, details.locations.iter().filter_map(|place| name(place, names)));
    facts.add(FactKind::Discharge, details.discharge.clone());
}

fn procedure(facts: &mut Facts, details: &ProcedureDetails, names: Names<'_>) {
    facts.add(FactKind::Reason, details.reasons.iter().cloned());
    facts.add(FactKind::StatusReason, details.status_reason.clone());
    facts.add(FactKind::BodySite, details.body_sites.iter().cloned());
    facts.add(FactKind::Outcome, details.outcome.clone());
    facts.add(FactKind::Complication, details.complications.iter().cloned());
    facts.add(FactKind::FollowUp, details.follow_ups.iter().cloned());
    facts.add(FactKind::Place, details.location.iter().filter_map(|place| name(place, names)));
}

fn plan(facts: &mut Facts, entry: &Entry, details: &CarePlanDetails) {
    let other = |words: &&String| entry.code.text.as_ref() != Some(*words);
    facts.add(FactKind::Description, details.description.iter().filter(other).cloned());
    facts.add(FactKind::Activity, details.activities.iter().cloned());
}

fn goal(facts: &mut Facts, details: &GoalDetails) {
    facts.add(FactKind::Achievement, details.achievement.clone());
    facts.add(FactKind::Due, details.due.as_ref().map(|date| date.day().unwrap_or(&date.text).to_owned()));
}

fn name(what: &Reference, names: Names<'_>) -> Option<String> {
    what.display.clone().or_else(|| names(what))
}

/// Reasons in words. Those that are entries themselves are named for each reader anew, as not everybody may see them.
fn reasons<'a>(words: &'a [String], references: &'a [Reference]) -> impl Iterator<Item = String> + 'a {
    let named = references.iter().filter(|reference| !may_lead(reference));
    words.iter().cloned().chain(named.filter_map(|reference| reference.display.clone()))
}

/// Whether a reference leads out of the resource in which it stands.
pub fn may_lead(reference: &Reference) -> bool {
    let is_within = reference.reference.as_ref().is_some_and(|text| text.starts_with('#'));
    reference.identifier.is_some() || (reference.is_pointing() && !is_within)
}

fn amount(quantity: &Quantity) -> Option<String> {
    let unit = quantity.shown_unit().map(|unit| format!(" {unit}")).unwrap_or_default();
    Some(format!("{}{unit}", quantity.value.as_deref()?))
}
