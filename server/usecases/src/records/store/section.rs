//! What belongs to a section of the record, and whether it still holds.

use crate::import::NOTES;
use domain::records::contract::Section;
use entity::entry;
use sea_orm::{ColumnTrait as _, Condition, ExprTrait as _};

/// The types of resource of a section.
pub(super) const fn kinds(section: Section) -> &'static [&'static str] {
    match section {
        Section::Diagnoses => &["Condition"],
        Section::Medications => &["MedicationRequest", "MedicationStatement"],
        Section::Allergies => &["AllergyIntolerance"],
        Section::Vaccinations => &["Immunization"],
        Section::Visits => &["Encounter"],
        Section::Procedures => &["Procedure"],
        Section::Documents => &["DocumentReference"],
        Section::Plans => &["CarePlan", "Goal"],
    }
}

/// The section of a type of resource. A report that is no result is a note.
pub fn section_of(kind: &str) -> Option<Section> {
    if kind == "DiagnosticReport" {
        return Some(Section::Documents);
    }
    Section::ALL.into_iter().find(|section| kinds(*section).contains(&kind))
}

/// What belongs to a section.
pub(super) fn of_section(section: Section) -> Condition {
    let kinds = entry::Column::Kind.is_in(kinds(section).iter().copied());
    match section {
        Section::Documents => Condition::any()
            .add(kinds)
            .add(entry::Column::Kind.eq("DiagnosticReport").and(entry::Column::Category.is_in(NOTES))),
        _ => Condition::all().add(kinds),
    }
}

/// By which FHIR statuses an entry still holds.
enum Holds {
    /// By all but these.
    But(&'static [&'static str]),
    /// By these.
    Only(&'static [&'static str]),
}

const fn holds(section: Section) -> Holds {
    match section {
        Section::Diagnoses | Section::Allergies => Holds::But(&["inactive", "resolved", "remission"]),
        Section::Medications => Holds::Only(&["active", "on-hold", "draft", "intended", "unknown"]),
        Section::Plans => Holds::But(&["revoked", "completed", "cancelled", "rejected"]),
        Section::Vaccinations | Section::Visits | Section::Procedures | Section::Documents => Holds::But(&[]),
    }
}

/// Whether a FHIR status means that the entry still holds.
pub fn is_current(section: Section, status: &str) -> bool {
    match holds(section) {
        Holds::But(over) => !over.contains(&status),
        Holds::Only(current) => current.contains(&status),
    }
}

/// That an entry of a section still holds, or that it does not any more.
pub fn holding(section: Section, is_current: bool) -> Condition {
    let (listed, holds_if_listed) = match holds(section) {
        Holds::But(over) => (over, false),
        Holds::Only(current) => (current, true),
    };
    let listed = entry::Column::Status.is_in(listed.iter().copied());
    let all = Condition::all().add(listed);
    if is_current == holds_if_listed { all } else { all.not() }
}
