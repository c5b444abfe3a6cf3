//! What stands on the card, in the reader's words.

use crate::layout::record::words::{fact_words, state};
use crate::layout::result_words;
use crate::texts::{t, tf};
use domain::card::contract::{BloodGroup, CardContact, CardLine, Relationship, Severity};
use domain::civil::LocalMinute;
use domain::records::contract::Section;
use domain::records::view::{Fact, FactKind};
use i18n::{Key, k};

const fn severity(severity: Severity) -> Key {
    match severity {
        Severity::Mild => k::CARD_SEVERITY_MILD,
        Severity::Moderate => k::CARD_SEVERITY_MODERATE,
        Severity::Severe => k::CARD_SEVERITY_SEVERE,
    }
}

/// What has to be seen first of an allergy, where it is dangerous.
pub fn danger(line: &CardLine) -> Option<&'static str> {
    let is_high = line.facts.iter().any(|fact| fact.kind == FactKind::Danger);
    let is_severe = line.severity == Some(Severity::Severe);
    (is_high || is_severe).then(|| t(if is_high { k::ENTRY_DANGER_HIGH } else { k::CARD_SEVERITY_SEVERE }))
}

/// What else is said of a line: how it shows or is taken, how bad, how sure, and its state where it is not the usual one.
pub fn told(section: Section, line: &CardLine) -> Vec<String> {
    let first = danger(line);
    let bad = line.severity.map(|found| t(severity(found)).to_owned());
    // How bad it was is said already.
    let is_other = |fact: &&Fact| bad.is_none() || fact.kind != FactKind::Severity;
    let facts: Vec<String> = line.facts.iter().filter(is_other).map(fact_words).collect();
    let standing = (line.status != "active").then(|| state(section, &line.status).0.to_owned());
    let all = line.details.iter().cloned().chain(bad).chain(facts).chain(standing);
    let mut told: Vec<String> = Vec::new();
    for words in all {
        if first != Some(words.as_str()) && !told.contains(&words) {
            told.push(words);
        }
    }
    told
}

/// The blood group in one line.
pub fn blood(blood: &BloodGroup) -> Option<String> {
    let group = result_words::value(blood.group.as_ref()?);
    Some(match &blood.rhesus {
        Some(rhesus) => {
            tf(k::CARD_BLOOD_BOTH, &[("group", &group), ("rhesus", &result_words::value(rhesus))])
        }
        None => group,
    })
}

/// What a contact is to the patient.
pub fn relationship(contact: &CardContact) -> Option<String> {
    let of_table = contact.relationship.map(|relationship| match relationship {
        Relationship::Emergency => t(k::CARD_CONTACT_EMERGENCY),
        Relationship::NextOfKin => t(k::CARD_CONTACT_NEXT_OF_KIN),
    });
    contact.words.clone().or(of_table.map(ToOwned::to_owned))
}

/// A moment in a sentence that names its day and hour.
pub fn moment(key: Key, at: LocalMinute) -> String {
    tf(key, &[("date", &i18n::numeric_date(&t, at)), ("time", &i18n::time(at))])
}
