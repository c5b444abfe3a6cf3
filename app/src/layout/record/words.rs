//! What the record's words become on the page: names and icons of sections, states in plain words.

use crate::dates::day;
use crate::texts::t;
use crate::ui::{Icon, Tone};
use domain::records::contract::Section;
use domain::records::view::{Fact, FactKind, PersonRole};
use i18n::{Key, k};

/// The section's name.
#[must_use]
pub const fn name(section: Section) -> Key {
    match section {
        Section::Diagnoses => k::RECORDS_DIAGNOSES,
        Section::Medications => k::RECORDS_MEDICATIONS,
        Section::Allergies => k::RECORDS_ALLERGIES,
        Section::Vaccinations => k::RECORDS_VACCINATIONS,
        Section::Visits => k::RECORDS_VISITS,
        Section::Procedures => k::RECORDS_PROCEDURES,
        Section::Documents => k::RECORDS_DOCUMENTS,
        Section::Plans => k::RECORDS_PLANS,
    }
}

/// What is in it, in one line.
#[must_use]
pub const fn about(section: Section) -> Key {
    match section {
        Section::Diagnoses => k::RECORDS_DIAGNOSES_ABOUT,
        Section::Medications => k::RECORDS_MEDICATIONS_ABOUT,
        Section::Allergies => k::RECORDS_ALLERGIES_ABOUT,
        Section::Vaccinations => k::RECORDS_VACCINATIONS_ABOUT,
        Section::Visits => k::ENTRY_VISITS_ABOUT,
        Section::Procedures => k::ENTRY_PROCEDURES_ABOUT,
        Section::Documents => k::ENTRY_DOCUMENTS_ABOUT,
        Section::Plans => k::ENTRY_PLANS_ABOUT,
    }
}

/// Its icon.
#[must_use]
pub const fn icon(section: Section) -> Icon {
    match section {
        Section::Diagnoses => Icon::Diagnoses,
        Section::Medications => Icon::Medications,
        Section::Allergies => Icon::Allergies,
        Section::Vaccinations => Icon::Vaccinations,
        Section::Visits => Icon::VisitDone,
        Section::Procedures => Icon::Procedures,
        Section::Documents => Icon::Records,
        Section::Plans => Icon::Plans,
    }
}

/// What a fact is about.
#[must_use]
pub const fn fact(kind: FactKind) -> Key {
    match kind {
        FactKind::Description => k::ENTRY_FACT_DESCRIPTION,
        FactKind::Severity => k::ENTRY_FACT_SEVERITY,
        FactKind::Certainty => k::ENTRY_FACT_CERTAINTY,
        FactKind::Danger => k::ENTRY_FACT_DANGER,
        FactKind::Began => k::ENTRY_FACT_BEGAN,
        FactKind::BodySite => k::ENTRY_FACT_BODY_SITE,
        FactKind::Reason => k::ENTRY_FACT_REASON,
        FactKind::StatusReason => k::ENTRY_FACT_STATUS_REASON,
        FactKind::Outcome => k::ENTRY_FACT_OUTCOME,
        FactKind::Complication => k::ENTRY_FACT_COMPLICATION,
        FactKind::FollowUp => k::ENTRY_FACT_FOLLOW_UP,
        FactKind::Place => k::ENTRY_FACT_PLACE,
        FactKind::Discharge => k::ENTRY_FACT_DISCHARGE,
        FactKind::Route => k::ENTRY_FACT_ROUTE,
        FactKind::Dose => k::ENTRY_FACT_DOSE,
        FactKind::Disease => k::ENTRY_FACT_DISEASE,
        FactKind::Manufacturer => k::ENTRY_FACT_MANUFACTURER,
        FactKind::Lot => k::ENTRY_FACT_LOT,
        FactKind::Refills => k::ENTRY_FACT_REFILLS,
        FactKind::Quantity => k::ENTRY_FACT_QUANTITY,
        FactKind::Activity => k::ENTRY_FACT_ACTIVITY,
        FactKind::Achievement => k::ENTRY_FACT_ACHIEVEMENT,
        FactKind::Due => k::ENTRY_FACT_DUE,
    }
}

/// What a fact says, in the reader's words where it came as a code or a date.
#[must_use]
pub fn fact_words(fact: &Fact) -> String {
    let key = match (fact.kind, fact.words.as_str()) {
        (FactKind::Danger, "high") => k::ENTRY_DANGER_HIGH,
        (FactKind::Danger, "low") => k::ENTRY_DANGER_LOW,
        (FactKind::Severity, "mild") => k::ENTRY_SEVERITY_MILD,
        (FactKind::Severity, "moderate") => k::ENTRY_SEVERITY_MODERATE,
        (FactKind::Severity, "severe") => k::ENTRY_SEVERITY_SEVERE,
        (FactKind::Certainty, "refuted") => k::ENTRY_CERTAINTY_REFUTED,
        (FactKind::Certainty, "differential") => k::ENTRY_CERTAINTY_DIFFERENTIAL,
        (FactKind::Certainty, "provisional") => k::ENTRY_CERTAINTY_PROVISIONAL,
        (FactKind::Certainty, _) => k::ENTRY_CERTAINTY_UNCONFIRMED,
        (FactKind::Due, date) => return day(date).unwrap_or_else(|| date.to_owned()),
        (_, words) => return words.to_owned(),
    };
    t(key).to_owned()
}

/// The part somebody had.
#[must_use]
pub const fn part(role: PersonRole) -> Key {
    match role {
        PersonRole::Recorder => k::ENTRY_PART_RECORDER,
        PersonRole::Asserter => k::ENTRY_PART_ASSERTER,
        PersonRole::Requester => k::ENTRY_PART_REQUESTER,
        PersonRole::Performer => k::ENTRY_PART_PERFORMER,
        PersonRole::Interpreter => k::ENTRY_PART_INTERPRETER,
        PersonRole::Author => k::ENTRY_PART_AUTHOR,
        PersonRole::Participant => k::ENTRY_PART_PARTICIPANT,
        PersonRole::Provider => k::ENTRY_PART_PROVIDER,
    }
}

/// FHIR's status word in the reader's words, and what kind of news it is.
#[must_use]
pub fn state(section: Section, status: &str) -> (&'static str, Tone) {
    let (key, tone) = match (section, status) {
        (Section::Visits, "finished") => (k::ENTRY_STATUS_TOOK_PLACE, Tone::Neutral),
        (Section::Visits, "cancelled") => (k::ENTRY_STATUS_CANCELLED, Tone::Neutral),
        (Section::Visits, "planned") => (k::RECORDS_STATUS_PLANNED, Tone::Primary),
        (Section::Visits, "arrived" | "triaged" | "in-progress" | "onleave") => {
            (k::ENTRY_STATUS_NOW, Tone::Primary)
        }
        (Section::Procedures, "completed") => (k::ENTRY_STATUS_DONE, Tone::Neutral),
        (Section::Procedures, "not-done") => (k::ENTRY_STATUS_NOT_DONE, Tone::Neutral),
        (Section::Procedures, "preparation") => (k::RECORDS_STATUS_PLANNED, Tone::Primary),
        (Section::Procedures | Section::Plans, "in-progress" | "accepted" | "active") => {
            (k::ENTRY_STATUS_NOW, Tone::Primary)
        }
        (Section::Plans, "proposed" | "planned") => (k::RECORDS_STATUS_PLANNED, Tone::Neutral),
        (Section::Plans, "completed") => (k::ENTRY_STATUS_REACHED, Tone::Success),
        (Section::Plans, "revoked" | "rejected") => (k::RECORDS_STATUS_STOPPED, Tone::Neutral),
        (Section::Documents, "cancelled") => (k::ENTRY_STATUS_CANCELLED, Tone::Neutral),
        (Section::Documents, "superseded") => (k::ENTRY_STATUS_EARLIER_VERSION, Tone::Warning),
        (Section::Documents, "corrected" | "amended" | "appended") => {
            (k::ENTRY_STATUS_CORRECTED, Tone::Information)
        }
        (Section::Documents, _) => (k::ENTRY_STATUS_COMPLETE, Tone::Neutral),
        (Section::Medications, "intended") => (k::RECORDS_STATUS_PLANNED, Tone::Neutral),
        (Section::Medications, "not-taken") => (k::ENTRY_STATUS_NOT_TAKEN, Tone::Neutral),
        (Section::Vaccinations, "completed") => (k::RECORDS_STATUS_GIVEN, Tone::Success),
        (Section::Vaccinations, "not-done") => (k::RECORDS_STATUS_NOT_GIVEN, Tone::Neutral),
        (Section::Medications, "active") => (k::RECORDS_STATUS_TAKING, Tone::Primary),
        (Section::Allergies, "active") => (k::RECORDS_STATUS_ACTIVE, Tone::Warning),
        (_, "active") => (k::RECORDS_STATUS_ACTIVE, Tone::Primary),
        (_, "recurrence" | "relapse") => (k::RECORDS_STATUS_BACK, Tone::Warning),
        (_, "remission") => (k::RECORDS_STATUS_REMISSION, Tone::Success),
        (_, "resolved") => (k::RECORDS_STATUS_RESOLVED, Tone::Neutral),
        (_, "inactive") => (k::RECORDS_STATUS_INACTIVE, Tone::Neutral),
        (_, "on-hold") => (k::RECORDS_STATUS_ON_HOLD, Tone::Warning),
        (_, "draft") => (k::RECORDS_STATUS_PLANNED, Tone::Neutral),
        (_, "completed") => (k::RECORDS_STATUS_FINISHED, Tone::Neutral),
        (_, "stopped" | "cancelled") => (k::RECORDS_STATUS_STOPPED, Tone::Neutral),
        _ => (k::RECORDS_STATUS_UNKNOWN, Tone::Neutral),
    };
    (t(key), tone)
}
