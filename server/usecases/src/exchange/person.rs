//! The patient as apps and whoever has a link are told of them: who it is and how to reach them, and no more.

use fhir::{Json, Resource};

/// What is told as it came.
const TOLD: [&str; 13] = [
    "resourceType",
    "id",
    "meta",
    "active",
    "name",
    "telecom",
    "gender",
    "birthDate",
    "deceasedBoolean",
    "deceasedDateTime",
    "address",
    "communication",
    "identifier",
];

/// A Patient of whom nothing is told.
const NOTHING: &str = r#"{"resourceType":"Patient"}"#;

/// A Patient without numbers of the state and of insurers, other people, pictures, and whatever else the clinic has noted. Links
/// lead to other charts, of which this reader reads none.
pub fn in_short(content: &str) -> String {
    // What cannot be read is not told.
    let Ok(resource) = Resource::parse(content.to_owned()) else { return NOTHING.to_owned() };
    let Json::Object(members) = resource.json() else { return NOTHING.to_owned() };
    let told = members.iter().filter(|(name, _)| TOLD.contains(&name.as_str()));
    let told = told.filter_map(|(name, value)| match name.as_str() {
        "identifier" => Some((name.clone(), record_numbers(value)?)),
        _ => Some((name.clone(), value.clone())),
    });
    Json::Object(told.collect()).to_string()
}

/// The record numbers of the clinic among identifiers (`MR` in HL7's table of their types).
fn record_numbers(identifiers: &Json) -> Option<Json> {
    let is_record_number = |identifier: &&Json| {
        let codings = identifier.get("type").and_then(|kind| kind.get("coding"));
        codings
            .into_iter()
            .flat_map(Json::items)
            .any(|coding| coding.get("code").and_then(Json::as_text) == Some("MR"))
    };
    let numbers: Vec<Json> = identifiers.items().filter(is_record_number).cloned().collect();
    (!numbers.is_empty()).then_some(Json::List(numbers))
}
