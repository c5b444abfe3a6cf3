//! The common shape of record entries.

use serde::{Deserialize, Serialize};

use super::{
    AllergyDetails, CarePlanDetails, ConditionDetails, DocumentDetails, EncounterDetails, GoalDetails,
    HeldTest, ImmunizationDetails, MedicationDetails, ObservationDetails, ProcedureDetails, ReportDetails,
};
use crate::TypeName;
use crate::date::ClinicalDate;
use crate::element::{
    Code, Fields, Identifier, Parsed, Reference, Target, code, coding, identifier, notes, reference,
};
use crate::error::Invalid;
use crate::json::Json;
use crate::key::best_identifier;

const PATIENT: &str = "Patient";

/// The kinds of record entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A diagnosis or problem (Condition).
    Condition,
    /// A prescription (MedicationRequest).
    Medication,
    /// An allergy or intolerance (AllergyIntolerance).
    Allergy,
    /// A vaccination (Immunization).
    Immunization,
    /// A measured value or finding (Observation).
    Observation,
    /// A laboratory or imaging report (DiagnosticReport).
    Report,
    /// A visit (Encounter).
    Encounter,
    /// An operation or examination (Procedure).
    Procedure,
    /// A note, a letter, a picture (DocumentReference).
    Document,
    /// A medicine that is taken (MedicationStatement).
    Statement,
    /// What is planned (CarePlan).
    CarePlan,
    /// What is aimed at (Goal).
    Goal,
    /// An insurance (Coverage).
    Coverage,
    /// What an insurance paid (ExplanationOfBenefit).
    Benefit,
    /// A bill (Invoice).
    Invoice,
    /// A message (Communication).
    Communication,
    /// A visit to come (Appointment).
    Appointment,
}

impl Kind {
    /// The kind of a resource of this type; nothing for types that are no record entries.
    #[must_use]
    pub fn of(type_name: TypeName) -> Option<Self> {
        Some(match type_name.as_str() {
            "Condition" => Self::Condition,
            "MedicationRequest" => Self::Medication,
            "AllergyIntolerance" => Self::Allergy,
            "Immunization" => Self::Immunization,
            "Observation" => Self::Observation,
            "DiagnosticReport" => Self::Report,
            "Encounter" => Self::Encounter,
            "Procedure" => Self::Procedure,
            "DocumentReference" => Self::Document,
            "MedicationStatement" => Self::Statement,
            "CarePlan" => Self::CarePlan,
            "Goal" => Self::Goal,
            "Coverage" => Self::Coverage,
            "ExplanationOfBenefit" => Self::Benefit,
            "Invoice" => Self::Invoice,
            "Communication" => Self::Communication,
            "Appointment" => Self::Appointment,
            _ => return None,
        })
    }

    /// The name of the element that points to the patient.
    const fn subject_element(self) -> &'static str {
        match self {
            Self::Allergy | Self::Immunization | Self::Benefit => "patient",
            Self::Coverage => "beneficiary",
            Self::Appointment => "participant",
            _ => "subject",
        }
    }
}

/// One entry of a medical record, whatever its kind.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The kind.
    pub kind: Kind,
    /// The business identifier that is best for recognising it again.
    pub identifier: Option<Identifier>,
    /// The patient. Always pointing somewhere; whether to a known patient is for the caller to find out.
    pub subject: Reference,
    /// The visit it belongs to.
    pub encounter: Option<Reference>,
    /// The clinical date: when it began, was given, prescribed or measured.
    pub date: Option<ClinicalDate>,
    /// When it ended.
    pub end: Option<ClinicalDate>,
    /// When it was written down.
    pub recorded: Option<ClinicalDate>,
    /// The status code; for conditions and allergies the clinical status (`active`, `resolved`).
    pub status: Option<String>,
    /// How sure it is (`confirmed`), for conditions and allergies.
    pub verification: Option<String>,
    /// It should never have been recorded, and is not to be shown.
    pub is_entered_in_error: bool,
    /// The sender's sorting (`laboratory`, `problem-list-item`).
    pub categories: Vec<Code>,
    /// What it is.
    pub code: Code,
    /// Who had a part in it.
    pub people: Vec<Participant>,
    /// Remarks.
    pub notes: Vec<String>,
    /// Codes of its security labels (`R` restricted, `NOPAT` not for the patient without the clinician, `PSY` psychiatry).
    pub security: Vec<String>,
    /// Tests that stand inside it.
    pub held: Vec<HeldTest>,
    /// What only this kind has.
    pub details: Details,
}

/// Only the kind: the rest is somebody's medical record.
impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Entry({:?})", self.kind)
    }
}

/// What only one kind of entry has.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Details {
    /// Of a condition.
    Condition(Box<ConditionDetails>),
    /// Of a prescription.
    Medication(MedicationDetails),
    /// Of an allergy.
    Allergy(AllergyDetails),
    /// Of a vaccination.
    Immunization(ImmunizationDetails),
    /// Of an observation.
    Observation(ObservationDetails),
    /// Of a report.
    Report(ReportDetails),
    /// Of a visit.
    Encounter(EncounterDetails),
    /// Of a procedure.
    Procedure(Box<ProcedureDetails>),
    /// Of a document.
    Document(DocumentDetails),
    /// Of a plan.
    CarePlan(CarePlanDetails),
    /// Of a goal.
    Goal(GoalDetails),
    /// Nothing: it is only kept.
    Kept,
}

/// A person or organization with a part in an entry.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// Which part.
    pub role: Role,
    /// Who; the name may stand in `display`, or be found through the reference.
    pub who: Reference,
}

/// The parts people have in entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Wrote it down.
    Recorder,
    /// Said that it is so.
    Asserter,
    /// Prescribed it.
    Requester,
    /// Did it.
    Performer,
    /// Read the images or tissue and answers for the conclusion.
    Interpreter,
    /// Wrote it.
    Author,
    /// Was there.
    Participant,
    /// The organization responsible.
    Provider,
}

impl Entry {
    /// The name of the element that points to the patient, for the path of an unresolvable one.
    #[must_use]
    pub const fn subject_element(&self) -> &'static str {
        self.kind.subject_element()
    }

    /// An entry with what all kinds have.
    pub(super) fn new(fields: &Fields<'_>, kind: Kind, details: Details) -> Parsed<Self> {
        Self::about(fields, kind, details, patient(fields, kind.subject_element())?)
    }

    /// The same, about this patient.
    pub(super) fn about(
        fields: &Fields<'_>,
        kind: Kind,
        details: Details,
        subject: Reference,
    ) -> Parsed<Self> {
        Ok(Self {
            kind,
            identifier: best_identifier(&fields.list("identifier", identifier)?, false).cloned(),
            subject,
            encounter: fields.optional("encounter", reference)?,
            date: None,
            end: None,
            recorded: None,
            status: None,
            verification: None,
            is_entered_in_error: false,
            categories: Vec::new(),
            code: Code::default(),
            people: Vec::new(),
            notes: notes(fields)?,
            security: security(fields)?,
            held: Vec::new(),
            details,
        })
    }

    /// Adds whoever the named element points to.
    pub(super) fn add_person(&mut self, fields: &Fields<'_>, name: &str, role: Role) -> Parsed<()> {
        let found = match fields.get(name) {
            Some(Json::List(_)) => fields.list(name, reference)?,
            _ => fields.optional(name, reference)?.into_iter().collect(),
        };
        self.people.extend(found.into_iter().map(|who| Participant { role, who }));
        Ok(())
    }

    /// Sets the status and with it the flag for entries made in error.
    pub(super) fn set_status(&mut self, status: Option<String>) {
        self.is_entered_in_error |= status.as_deref() == Some("entered-in-error");
        self.status = status;
    }
}

/// The labels of the resource, and of a document's own list.
pub(super) fn security(fields: &Fields<'_>) -> Parsed<Vec<String>> {
    let of_meta = fields.optional("meta", |json| Fields::of(json)?.list("security", coding))?;
    let own = fields.list("securityLabel", code)?.into_iter().flat_map(|label| label.codings);
    Ok(of_meta.unwrap_or_default().into_iter().chain(own).filter_map(|label| label.code).collect())
}

/// The patient an entry is about. Without one it belongs to no chart.
fn patient(fields: &Fields<'_>, name: &str) -> Parsed<Reference> {
    let mut subject = fields.required(name, reference)?;
    if subject.reference.is_none() {
        // Given by its number alone: groups and devices, which could also be meant, have their type said.
        subject.type_name.get_or_insert_with(|| PATIENT.to_owned());
    }
    let is_patient = match subject.target() {
        Target::Contained(_) | Target::Unusable => false,
        Target::Id { type_name, .. } => type_name == PATIENT,
        Target::Identifier { type_name, .. } => type_name.as_deref() == Some(PATIENT),
        Target::Url(_) => true,
    };
    if is_patient { Ok(subject) } else { Err(Invalid::at(name, "does not point to a patient")) }
}

/// A concept that must say something, in words or by a code.
pub(super) fn telling(name: &str, code: Code) -> Parsed<Code> {
    if code.text.is_some() { Ok(code) } else { Err(Invalid::at(name, "has neither words nor a code")) }
}
