//! What crosses the wire about the medical-ID card.

use crate::civil::LocalMinute;
use crate::records::view::Fact;
use crate::results::value::Value;
use serde::{Deserialize, Serialize};

words! {
    /// How bad the worst known reaction was (FHIR's `reaction.severity`).
    Severity {
        /// Mild.
        Mild = "mild",
        /// Moderate.
        Moderate = "moderate",
        /// Severe.
        Severe = "severe",
    }
}

words! {
    /// What a contact is to the patient, where the code says so (HL7 v2 table 0131).
    Relationship {
        /// To be called in an emergency.
        Emergency = "emergency",
        /// Next of kin.
        NextOfKin = "next_of_kin",
    }
}

words! {
    /// Which card this browser keeps for when there is no connection.
    Kept {
        /// None.
        Nothing = "nothing",
        /// This one.
        This = "this",
        /// That of another person whose record the account opens.
        Another = "another",
    }
}

/// An allergy, a diagnosis or a medicine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardLine {
    /// The words of the code.
    pub title: String,
    /// FHIR's status word.
    pub status: String,
    /// How it shows, where it is, how it is taken.
    pub details: Vec<String>,
    /// How dangerous, how bad, how sure.
    pub facts: Vec<Fact>,
    /// How bad a reaction was, of an allergy.
    pub severity: Option<Severity>,
}

/// The blood group, as released results of the laboratory say it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BloodGroup {
    /// The group, or group and rhesus factor in one.
    pub group: Option<Value>,
    /// The rhesus factor, where a test of its own says it.
    pub rhesus: Option<Value>,
}

/// Somebody to call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardContact {
    /// The name.
    pub name: String,
    /// What they are to the patient, where the code says so.
    pub relationship: Option<Relationship>,
    /// The same in the words of the record.
    pub words: Option<String>,
    /// Telephone numbers, the best first.
    pub phones: Vec<String>,
}

/// The card of the chart that is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// The patient's name.
    pub name: String,
    /// The date of birth, as far as it is known.
    pub born: Option<String>,
    /// Allergies that still hold, the dangerous ones first.
    pub allergies: Vec<CardLine>,
    /// Diagnoses that still hold.
    pub conditions: Vec<CardLine>,
    /// Medicines in use.
    pub medicines: Vec<CardLine>,
    /// The blood group; nothing where no released result says it, or for a reader who may not see results.
    pub blood: Option<BloodGroup>,
    /// Whom to call.
    pub contacts: Vec<CardContact>,
    /// The clinic's name.
    pub clinic: String,
    /// Its telephone number.
    pub phone: Option<String>,
    /// When the card was made, on the clinic's clock.
    pub made: LocalMinute,
    /// Which card this browser keeps.
    pub kept: Kept,
}

/// Keeps the card in this browser, or no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeepCardRequest {
    /// Whether it is to be kept.
    pub is_kept: bool,
}
