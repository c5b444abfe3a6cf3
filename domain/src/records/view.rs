//! What the importer keeps beside a resource for the pages: plain words, and what they say.

use crate::results::value::Measured;
use serde::{Deserialize, Serialize};

words! {
    /// Whether entries still hold or are over.
    State {
        /// They hold.
        Current = "current",
        /// They are over.
        Past = "past",
    }
}

words! {
    /// What a fact says.
    FactKind {
        /// What it is about, in a sentence.
        Description = "description",
        /// How bad it is; of an allergy the worst that has happened: `mild`, `moderate` or `severe`.
        Severity = "severity",
        /// How sure it is (FHIR's verification status).
        Certainty = "certainty",
        /// How dangerous it may become: `low` or `high`.
        Danger = "danger",
        /// When it began, in words.
        Began = "began",
        /// Where in the body.
        BodySite = "body_site",
        /// Why.
        Reason = "reason",
        /// Why it was not done, or is what it is.
        StatusReason = "status_reason",
        /// How it went.
        Outcome = "outcome",
        /// What went wrong.
        Complication = "complication",
        /// What is to be done afterwards.
        FollowUp = "follow_up",
        /// Where.
        Place = "place",
        /// How the patient left a hospital.
        Discharge = "discharge",
        /// How it was given or is taken.
        Route = "route",
        /// Which dose of a series.
        Dose = "dose",
        /// What it protects against.
        Disease = "disease",
        /// Who made it.
        Manufacturer = "manufacturer",
        /// Its batch.
        Lot = "lot",
        /// How often it may be dispensed again.
        Refills = "refills",
        /// How much is dispensed at a time.
        Quantity = "quantity",
        /// What is to be done.
        Activity = "activity",
        /// How near a goal is.
        Achievement = "achievement",
        /// By when, as a date.
        Due = "due",
    }
}

words! {
    /// The part somebody had in an entry.
    PersonRole {
        /// Wrote it down.
        Recorder = "recorder",
        /// Said that it is so.
        Asserter = "asserter",
        /// Prescribed it.
        Requester = "requester",
        /// Did it.
        Performer = "performer",
        /// Read the images or tissue.
        Interpreter = "interpreter",
        /// Wrote it.
        Author = "author",
        /// Was there.
        Participant = "participant",
        /// The organization responsible.
        Provider = "provider",
    }
}

/// Something an entry adds to its title.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What it says.
    pub kind: FactKind,
    /// The words; a code or a date where the kind says so.
    pub words: String,
}

/// Somebody with a part in an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Which part.
    pub role: PersonRole,
    /// The name.
    pub name: String,
}

/// A file that belongs to an entry. Its bytes stay in the resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Its title.
    pub title: Option<String>,
    /// The media type as the sender gave it.
    pub media_type: Option<String>,
    /// Whether its bytes are here.
    pub is_held: bool,
}

/// Stands before each of an entry's codes in its view: no other text there is such a sign and a code.
pub const CODE_SIGN: char = '=';

/// What a page shows of an entry beside its title and status.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct View {
    /// The clinical date as recorded: a year, a month, a day, or empty where none is.
    pub date: String,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
    /// When it was written down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<String>,
    /// Dosage, reaction, dose number: what the entry adds to its title in a list.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<String>,
    /// Who recorded it, if the data says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded_by: Option<String>,
    /// The code, for those who look for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Its other codes, those of its parts too, each behind [`CODE_SIGN`]: by them a clinic's rules find it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    /// What was measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measured: Option<Measured>,
    /// What else is known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<Fact>,
    /// Who had a part in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Person>,
    /// Remarks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Its files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<File>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_stored_before_there_were_facts_is_read() {
        let old = r#"{"date":"2020","details":["a"],"recorded_by":null,"code":"1","measured":null}"#;
        let view: View = serde_json::from_str(old).expect("a view");
        assert_eq!((view.date.as_str(), view.details.len(), view.facts.len()), ("2020", 1, 0));
    }

    #[test]
    fn what_is_not_there_takes_no_room() {
        let view = View { date: "2020".to_owned(), ..View::default() };
        assert_eq!(serde_json::to_string(&view).expect("JSON"), r#"{"date":"2020"}"#);
    }
}
