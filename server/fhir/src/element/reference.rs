//! References from one resource to another, in all the ways FHIR knows.

use serde::{Deserialize, Serialize};

use super::{Fields, Identifier, Parsed, identifier, text, words};
use crate::json::Json;

/// A reference. It is resolved by [`ReferenceIndex`](crate::ReferenceIndex), or by the keys it may mean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// As written: `urn:uuid:…`, `Patient/123`, an absolute address, `#id` or `Patient?identifier=system|value`.
    pub reference: Option<String>,
    /// The type it points to, where said apart.
    pub type_name: Option<String>,
    /// The business identifier of what it points to.
    pub identifier: Option<Box<Identifier>>,
    /// Words for what it points to.
    pub display: Option<String>,
}

/// What a reference points to, as far as its text tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// A resource held inside the same one.
    Contained(String),
    /// An address of its own: `urn:uuid:…`, `https://…/Patient/1`.
    Url(String),
    /// A type and an id on the same server.
    Id { type_name: String, id: String },
    /// A business identifier, perhaps with the type.
    Identifier { type_name: Option<String>, system: String, value: String },
    /// Something that can't be followed.
    Unusable,
}

impl Reference {
    /// Whether it points anywhere at all, not only names something.
    #[must_use]
    pub fn is_pointing(&self) -> bool {
        self.target() != Target::Unusable
    }

    pub(crate) fn target(&self) -> Target {
        match &self.reference {
            Some(reference) => target(reference),
            None => self.logical_target().unwrap_or(Target::Unusable),
        }
    }

    fn logical_target(&self) -> Option<Target> {
        let identifier = self.identifier.as_ref()?;
        let (system, value) = (identifier.system.clone()?, identifier.value.clone()?);
        Some(Target::Identifier { type_name: self.type_name.clone(), system, value })
    }
}

/// The resource with every search by identifier (`Patient?identifier=system|value`, which only a request to a server may say)
/// written as a logical reference, which a file may say (FHIR R4, 2.3.0.2). Its key stays the same.
#[must_use]
pub fn without_searches(json: &Json) -> Json {
    match json {
        Json::List(items) => Json::List(items.iter().map(without_searches).collect()),
        Json::Object(members) => {
            let mut written = Vec::with_capacity(members.len());
            for (name, value) in members {
                match (name.as_str(), value) {
                    ("reference", Json::Text(text)) => match searched(text) {
                        Some(logical) => {
                            let new = logical.into_iter().filter(|(name, _)| json.get(name).is_none());
                            written.extend(new.map(|(name, value)| (name.to_owned(), value)));
                        }
                        None => written.push((name.clone(), value.clone())),
                    },
                    (_, other) => written.push((name.clone(), without_searches(other))),
                }
            }
            Json::Object(written)
        }
        other => other.clone(),
    }
}

/// Members of a logical reference, for a search by identifier.
fn searched(reference: &str) -> Option<[(&'static str, Json); 2]> {
    if !reference.contains('?') {
        return None;
    }
    let Target::Identifier { type_name: Some(type_name), system, value } = target(reference) else {
        return None;
    };
    let identifier = [("system", system), ("value", value)];
    let identifier = identifier.map(|(name, text)| (name.to_owned(), Json::Text(text)));
    Some([("type", Json::Text(type_name)), ("identifier", Json::Object(identifier.into()))])
}

/// A Reference.
pub(crate) fn reference(json: &Json) -> Parsed<Reference> {
    let fields = Fields::of(json)?;
    Ok(Reference {
        reference: fields.optional("reference", text)?,
        type_name: fields.optional("type", text)?,
        identifier: fields.optional("identifier", identifier)?.map(Box::new),
        display: fields.optional("display", words)?.flatten(),
    })
}

fn target(reference: &str) -> Target {
    if let Some(id) = reference.strip_prefix('#') {
        return Target::Contained(id.to_owned());
    }
    if let Some((type_name, query)) = reference.split_once('?') {
        return if type_name.contains(['/', ':']) { Target::Unusable } else { search(type_name, query) };
    }
    if reference.contains(':') {
        return Target::Url(normal_url(reference));
    }
    match (type_and_id(reference), without_version(reference).matches('/').count()) {
        (Some((type_name, id)), 1) => Target::Id { type_name: type_name.to_owned(), id: id.to_owned() },
        _ => Target::Unusable,
    }
}

/// A search in place of an address: by identifier with a system, or by id.
fn search(type_name: &str, query: &str) -> Target {
    if query.contains('&') {
        return Target::Unusable;
    }
    let Some((name, value)) = query.split_once('=') else { return Target::Unusable };
    let Some(value) = percent_decoded(value) else { return Target::Unusable };
    match (name, value.split_once('|')) {
        ("identifier", Some((system, value))) if !system.is_empty() && !value.is_empty() => {
            let (system, value) = (system.trim().to_owned(), value.trim().to_owned());
            Target::Identifier { type_name: Some(type_name.to_owned()), system, value }
        }
        ("_id", None) if !value.is_empty() => Target::Id { type_name: type_name.to_owned(), id: value },
        _ => Target::Unusable,
    }
}

/// Type and id at the end of an address; `Patient/1/_history/2` is `Patient/1`.
pub(crate) fn type_and_id(address: &str) -> Option<(&str, &str)> {
    let (rest, id) = without_version(address).rsplit_once('/')?;
    let type_name = rest.rsplit_once('/').map_or(rest, |(_, last)| last);
    (crate::TypeName::find(type_name).is_some() && !id.is_empty()).then_some((type_name, id))
}

/// An address as it is compared: without a version, and a UUID in small letters.
pub(crate) fn normal_url(url: &str) -> String {
    let url = without_version(url);
    match url.get(..9) {
        Some(scheme) if scheme.eq_ignore_ascii_case("urn:uuid:") => url.to_ascii_lowercase(),
        _ => url.to_owned(),
    }
}

fn without_version(address: &str) -> &str {
    address.split_once("/_history/").map_or(address, |(address, _)| address)
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((plain, escaped)) = rest.split_once('%') {
        bytes.extend_from_slice(plain.as_bytes());
        bytes.push(u8::from_str_radix(escaped.get(..2)?, 16).ok()?);
        rest = escaped.get(2..)?;
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(type_name: &str, id: &str) -> Target {
        Target::Id { type_name: type_name.to_owned(), id: id.to_owned() }
    }

    fn url(url: &str) -> Target {
        Target::Url(url.to_owned())
    }

    fn number(type_name: &str, system: &str, value: &str) -> Target {
        let (system, value) = (system.to_owned(), value.to_owned());
        Target::Identifier { type_name: Some(type_name.to_owned()), system, value }
    }

    #[test]
    fn every_way_of_pointing_is_understood() {
        let cases = [
            ("#med1", Target::Contained("med1".to_owned())),
            ("Patient/123", id("Patient", "123")),
            ("Patient/123/_history/4", id("Patient", "123")),
            ("urn:uuid:AB12", url("urn:uuid:ab12")),
            ("URN:UUID:AB12", url("urn:uuid:ab12")),
            ("https://a.example/Patient/1/_history/2", url("https://a.example/Patient/1")),
            ("Patient?identifier=urn:mrn|77", number("Patient", "urn:mrn", "77")),
            (
                "Patient?identifier=http%3A%2F%2Fa.example%7C7%207",
                number("Patient", "http://a.example", "7 7"),
            ),
            ("Patient?_id=9", id("Patient", "9")),
        ];
        for (text, expected) in cases {
            assert_eq!(target(text), expected, "{text}");
        }
    }

    #[test]
    fn a_search_is_written_as_an_identifier_and_nothing_else_is_touched()
    -> Result<(), Box<dyn std::error::Error>> {
        let text = r#"{"resourceType":"Condition","subject":{"reference":"Patient?identifier=urn:mrn%7C77","display":"Ana"},"asserter":{"reference":"Practitioner/1"},"onsetAge":{"value":1.0}}"#;
        let written = without_searches(crate::Resource::parse(text.to_owned())?.json()).to_string();
        let expected = r#"{"resourceType":"Condition","subject":{"type":"Patient","identifier":{"system":"urn:mrn","value":"77"},"display":"Ana"},"asserter":{"reference":"Practitioner/1"},"onsetAge":{"value":1.0}}"#;
        assert_eq!(written, expected);
        Ok(())
    }

    #[test]
    fn what_leads_nowhere_is_unusable() {
        let cases = [
            "",
            "Patient",
            "Patient/",
            "Dragon/1",
            "a/Patient/1",
            "Patient?identifier=77",
            "Patient?identifier=|77",
            "Patient?identifier=s|",
            "Patient?name=Ana",
            "Patient?identifier=s|1&name=Ana",
            "Patient?identifier=%zz|1",
            "Patient?identifier=%2|1",
            "https://a.example/Patient?identifier=s|1",
        ];
        for text in cases {
            assert_eq!(target(text), Target::Unusable, "{text}");
        }
        assert!(!Reference { display: Some("Ana".to_owned()), ..Reference::default() }.is_pointing());
    }
}
