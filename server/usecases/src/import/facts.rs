//! What an entry says beyond its title, as words with what they are about.

use super::words::Names;
use domain::records::view::{Fact, FactKind};
use fhir::{
    AllergyDetails, CarePlanDetails, Code, ConditionDetails, Details, EncounterDetails, Entry, GoalDetails,
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

/// The words of each of these concepts.
pub fn words<'a>(concepts: impl IntoIterator<Item = &'a Code>) -> impl Iterator<Item = String> {
    concepts.into_iter().filter_map(|concept| concept.text.clone())
}

fn condition(facts: &mut Facts, details: &ConditionDetails) {
    facts.add(FactKind::Severity, words(&details.severity));
    facts.add(FactKind::BodySite, words(&details.body_sites));
    facts.add(FactKind::Began, details.onset.text.clone());
}

fn medication(facts: &mut Facts, details: &MedicationDetails) {
    facts.add(FactKind::Reason, reasons(&details.reasons, &details.reason_references));
    facts.add(FactKind::StatusReason, words(&details.status_reason));
    facts.add(FactKind::Route, details.dosages.iter().flat_map(|dosage| words(&dosage.route)));
    facts.add(FactKind::Quantity, details.quantity.as_ref().and_then(amount));
    facts.add(FactKind::Refills, details.refills.map(|refills| refills.to_string()));
}

fn allergy(facts: &mut Facts, details: &AllergyDetails) {
    // The worst of what happened, as a code.
    let severities = ["severe", "moderate", "mild"];
    let is_said =
        |code: &&str| details.reactions.iter().any(|reaction| reaction.severity.as_deref() == Some(*code));
    facts.add(FactKind::Severity, severities.into_iter().find(is_said).map(ToOwned::to_owned));
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
    facts.add(FactKind::Disease, details.doses.iter().flat_map(|dose| words(&dose.diseases)));
    facts.add(FactKind::Dose, details.doses.iter().filter_map(dose));
    facts.add(FactKind::StatusReason, words(&details.status_reason));
    facts.add(FactKind::BodySite, words(&details.site));
    facts.add(FactKind::Route, words(&details.route));
    facts.add(FactKind::Manufacturer, details.manufacturer.iter().filter_map(|who| name(who, names)));
    facts.add(FactKind::Lot, details.lot_number.clone());
    facts.add(FactKind::Place, details.location.iter().filter_map(|place| name(place, names)));
}

fn visit(facts: &mut Facts, details: &EncounterDetails, names: Names<'_>) {
    facts.add(FactKind::Reason, reasons(&details.reasons, &details.reason_references));
    facts.add(FactKind::Place, details.locations.iter().filter_map(|place| name(place, names)));
    facts.add(FactKind::Discharge, words(&details.discharge));
}

fn procedure(facts: &mut Facts, details: &ProcedureDetails, names: Names<'_>) {
    facts.add(FactKind::Reason, words(&details.reasons));
    facts.add(FactKind::StatusReason, words(&details.status_reason));
    facts.add(FactKind::BodySite, words(&details.body_sites));
    facts.add(FactKind::Outcome, words(&details.outcome));
    facts.add(FactKind::Complication, words(&details.complications));
    facts.add(FactKind::FollowUp, words(&details.follow_ups));
    facts.add(FactKind::Place, details.location.iter().filter_map(|place| name(place, names)));
}

fn plan(facts: &mut Facts, entry: &Entry, details: &CarePlanDetails) {
    let other = |words: &&String| entry.code.text.as_ref() != Some(*words);
    facts.add(FactKind::Description, details.description.iter().filter(other).cloned());
    facts.add(FactKind::Activity, words(&details.activities));
}

fn goal(facts: &mut Facts, details: &GoalDetails) {
    facts.add(FactKind::Achievement, words(&details.achievement));
    facts.add(FactKind::Due, details.due.as_ref().map(|date| date.day().unwrap_or(&date.text).to_owned()));
}

fn name(what: &Reference, names: Names<'_>) -> Option<String> {
    what.display.clone().or_else(|| names(what))
}

/// Reasons in words. Those that are entries themselves are named for each reader anew, as not everybody may see them.
fn reasons<'a>(named: &'a [Code], references: &'a [Reference]) -> impl Iterator<Item = String> + 'a {
    let within = references.iter().filter(|reference| !may_lead(reference));
    words(named).chain(within.filter_map(|reference| reference.display.clone()))
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
