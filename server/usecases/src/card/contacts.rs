//! Whom to call, as the patient's resource says it (FHIR's `Patient.contact`).

use domain::card::contract::{CardContact, Relationship};
use serde_json::Value;

/// HL7's table of what contacts are.
const TABLE: &str = "http://terminology.hl7.org/CodeSystem/v2-0131";
/// Those of it who are nobody's to call in an emergency: an employer, an agency, an insurance.
const NOBODY: [&str; 4] = ["E", "F", "I", "S"];
/// Most people on the card.
const MOST: usize = 4;

/// The people, those for emergencies first. Nobody who is one no longer on `today`, written as `2027-03-14`, and nobody without a
/// number.
pub fn contacts(patient: &str, today: &str) -> Vec<CardContact> {
    let Ok(patient) = serde_json::from_str::<Value>(patient) else { return Vec::new() };
    let mut found: Vec<CardContact> =
        list(&patient, "contact").iter().filter_map(|one| contact(one, today)).collect();
    found.sort_by_key(|one| match one.relationship {
        Some(Relationship::Emergency) => 0,
        Some(Relationship::NextOfKin) => 1,
        None => 2,
    });
    found.truncate(MOST);
    found
}

fn contact(one: &Value, today: &str) -> Option<CardContact> {
    if is_over(one, today) {
        return None;
    }
    let relationships = list(one, "relationship");
    let codings = || relationships.iter().flat_map(|relationship| list(relationship, "coding"));
    let codes: Vec<&str> = codings()
        .filter(|coding| text(coding, "system") == Some(TABLE))
        .filter_map(|coding| text(coding, "code"))
        .collect();
    if codes.iter().any(|code| NOBODY.contains(code)) {
        return None;
    }
    let relationship = if codes.contains(&"C") {
        Some(Relationship::Emergency)
    } else {
        codes.contains(&"N").then_some(Relationship::NextOfKin)
    };
    // In the words of the record, where they say more than the table does.
    let said = relationships.iter().find_map(|relationship| text(relationship, "text"));
    let shown = codings()
        .filter(|coding| text(coding, "system") != Some(TABLE))
        .find_map(|coding| text(coding, "display"));
    let phones = phones(one, today);
    (!phones.is_empty()).then(|| CardContact {
        name: one.get("name").map(name).unwrap_or_default(),
        relationship,
        words: said.or(shown).map(ToOwned::to_owned),
        phones,
    })
}

/// Numbers that still lead there, the best first.
fn phones(one: &Value, today: &str) -> Vec<String> {
    let mut found: Vec<(u64, &str)> = list(one, "telecom")
        .iter()
        .filter(|way| matches!(text(way, "system"), Some("phone" | "sms")))
        .filter(|way| text(way, "use") != Some("old") && !is_over(way, today))
        .filter_map(|way| {
            Some((way.get("rank").and_then(Value::as_u64).unwrap_or(u64::MAX), text(way, "value")?))
        })
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    let mut numbers: Vec<String> = found.into_iter().map(|(_, number)| number.to_owned()).collect();
    numbers.dedup();
    numbers
}

fn name(name: &Value) -> String {
    if let Some(whole) = text(name, "text") {
        return whole.to_owned();
    }
    let given = list(name, "given").iter().filter_map(Value::as_str);
    given.chain(text(name, "family")).collect::<Vec<_>>().join(" ")
}

/// Whether its period has ended before a day.
fn is_over(one: &Value, today: &str) -> bool {
    let Some(end) = one.get("period").and_then(|period| text(period, "end")) else { return false };
    // As much as is known of the end: a year that is not over has not ended.
    let length = end.len().min(today.len());
    end.get(..length).zip(today.get(..length)).is_some_and(|(end, today)| end < today)
}

fn list<'a>(of: &'a Value, name: &str) -> &'a [Value] {
    of.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn text<'a>(of: &'a Value, name: &str) -> Option<&'a str> {
    of.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
}
