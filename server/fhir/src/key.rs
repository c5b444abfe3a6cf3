//! Keys: how a resource is recognised when it comes again.

use std::fmt;

use crate::element::{Identifier, Reference, Target, normal_url, type_and_id};
use crate::error::Invalid;
use crate::{Resource, TypeName};

/// The longest identifier, address or id that is used as a key; longer ones are passed over.
const KEY_BYTES: usize = 500;
/// Types of identifier that belong to the state, the insurer or the employer: used only when there is no other.
const FOREIGN_NUMBERS: &[&str] =
    &["SS", "SB", "NI", "NNUSA", "DL", "PPN", "TAX", "MB", "MC", "MA", "EN", "AN"];

/// What a resource is recognised by, within one facility and one source: its type and its business identifier,
/// else its `fullUrl`, else its id.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    type_name: TypeName,
    rest: String,
}

impl Key {
    /// By a business identifier.
    #[must_use]
    pub fn by_identifier(type_name: TypeName, system: &str, value: &str) -> Self {
        let system = system.replace('%', "%25").replace('|', "%7C");
        Self { type_name, rest: format!("identifier|{system}|{value}") }
    }

    /// By an address of its own.
    #[must_use]
    pub fn by_url(type_name: TypeName, url: &str) -> Self {
        Self { type_name, rest: format!("url|{}", normal_url(url)) }
    }

    /// By the id its server gave it.
    #[must_use]
    pub fn by_id(type_name: TypeName, id: &str) -> Self {
        Self { type_name, rest: format!("id|{id}") }
    }

    /// The resource's type.
    #[must_use]
    pub const fn type_name(&self) -> TypeName {
        self.type_name
    }

    /// The key's text without the type.
    pub(crate) fn rest(&self) -> &str {
        &self.rest
    }
}

/// The text to store: `Patient|identifier|urn:mrn|77`, `Condition|url|urn:uuid:…`, `Condition|id|c1`.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}|{}", self.type_name, self.rest)
    }
}

/// Only type and way of recognising: an identifier may be a national one.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let way = self.rest.split_once('|').map_or("", |(way, _)| way);
        write!(f, "Key({}, by {way})", self.type_name)
    }
}

/// The key of a resource that stood in an entry with this `fullUrl`.
///
/// # Errors
/// When it has nothing to recognise it by.
pub fn resource_key(resource: &Resource, full_url: Option<&str>) -> Result<Key, Invalid> {
    let type_name = resource.type_name();
    let identifiers = resource.identifiers();
    let identifier = best_identifier(&identifiers, type_name.as_str() == "Patient");
    let by_identifier = identifier.and_then(|identifier| identifier_key(type_name, identifier));
    by_identifier.or_else(|| address_keys(resource, full_url).into_iter().next()).ok_or_else(|| {
        Invalid::at(
            "id",
            "is missing; without an identifier, a fullUrl or an id it can't be recognised again",
        )
    })
}

/// Every key the resource may be referred to by, its own first.
#[must_use]
pub fn aliases(resource: &Resource, full_url: Option<&str>) -> Vec<Key> {
    let type_name = resource.type_name();
    let identifiers = resource.identifiers();
    let by_identifier = identifiers.iter().filter_map(|identifier| identifier_key(type_name, identifier));
    let mut keys: Vec<Key> = resource_key(resource, full_url).ok().into_iter().collect();
    for key in by_identifier.chain(address_keys(resource, full_url)) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

/// Types of what is known by its name, for whoever refers to it.
const NAMED: [&str; 5] = ["Practitioner", "PractitionerRole", "Organization", "Location", "Medication"];

impl Reference {
    /// The keys of the clinician, the organization, the place or the medicine that this may point to, likeliest first.
    #[must_use]
    pub fn named_keys(&self, full_url: Option<&str>) -> Vec<Key> {
        // An address often says of which type it is.
        let told = match self.target() {
            Target::Url(url) => type_and_id(&url).map(|(type_name, _)| type_name.to_owned()),
            _ => None,
        };
        let types = NAMED.iter().filter(|name| told.as_deref().is_none_or(|told| told == **name));
        let mut keys: Vec<Key> = Vec::new();
        for type_name in types.filter_map(|name| TypeName::find(name)) {
            for key in self.possible_keys(type_name, full_url) {
                if NAMED.contains(&key.type_name().as_str()) && !keys.contains(&key) {
                    keys.push(key);
                }
            }
        }
        keys
    }

    /// The keys of what this points to, likeliest first, for looking up what earlier files brought. `type_name`
    /// is the type to expect where the reference does not say; `full_url` that of the entry it stands in.
    #[must_use]
    pub fn possible_keys(&self, type_name: TypeName, full_url: Option<&str>) -> Vec<Key> {
        let own_type = |name: &str| TypeName::find(name);
        match self.target() {
            Target::Contained(_) | Target::Unusable => Vec::new(),
            Target::Url(url) => vec![Key::by_url(type_name, &url)],
            Target::Identifier { type_name: own, system, value } => {
                let type_name = own.map_or(Some(type_name), |own| own_type(&own));
                type_name
                    .map(|type_name| Key::by_identifier(type_name, &system, &value))
                    .into_iter()
                    .collect()
            }
            Target::Id { type_name: own, id } => {
                let Some(type_name) = own_type(&own) else { return Vec::new() };
                let on_same_server =
                    full_url.and_then(server).map(|server| format!("{server}{type_name}/{id}"));
                let on_same_server = on_same_server.map(|url| Key::by_url(type_name, &url));
                on_same_server.into_iter().chain([Key::by_id(type_name, &id)]).collect()
            }
        }
    }
}

/// The identifier that is best for recognising something: one that is complete and meant to last. Of a patient's,
/// the clinic's record number comes before numbers of the state or an insurer.
pub(crate) fn best_identifier(identifiers: &[Identifier], is_patient: bool) -> Option<&Identifier> {
    let usable = identifiers.iter().filter(|identifier| {
        identifier.is_complete() && !matches!(identifier.use_code.as_deref(), Some("old" | "temp"))
    });
    usable.min_by_key(|identifier| {
        let is_foreign = is_patient && FOREIGN_NUMBERS.iter().any(|code| identifier.is_type(code));
        let is_record_number = is_patient && identifier.is_type("MR");
        let by_use = match identifier.use_code.as_deref() {
            Some("official") => 0,
            Some("usual") => 1,
            None => 2,
            Some(_) => 3,
        };
        (is_foreign, !is_record_number, by_use)
    })
}

fn identifier_key(type_name: TypeName, identifier: &Identifier) -> Option<Key> {
    let key = Key::by_identifier(type_name, identifier.system.as_deref()?, identifier.value.as_deref()?);
    is_short(&key).then_some(key)
}

/// The keys by `fullUrl` and by id.
fn address_keys(resource: &Resource, full_url: Option<&str>) -> Vec<Key> {
    let type_name = resource.type_name();
    let by_url = full_url.filter(|url| !url.trim().is_empty()).map(|url| Key::by_url(type_name, url.trim()));
    let by_id = resource.id().map(|id| Key::by_id(type_name, id));
    by_url.filter(is_short).into_iter().chain(by_id).collect()
}

fn is_short(key: &Key) -> bool {
    key.rest.len() <= KEY_BYTES
}

/// The server's address in a `fullUrl`: all before `Type/id`.
fn server(full_url: &str) -> Option<&str> {
    let (type_name, id) = type_and_id(full_url)?;
    let tail = type_name.len().checked_add(id.len())?.checked_add(1)?;
    let url = full_url.split_once("/_history/").map_or(full_url, |(url, _)| url);
    url.get(..url.len().checked_sub(tail)?).filter(|server| server.contains("://"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resource(text: &str) -> Resource {
        Resource::parse(text.to_owned()).unwrap()
    }

    fn key(text: &str, full_url: Option<&str>) -> String {
        resource_key(&resource(text), full_url).unwrap().to_string()
    }

    #[test]
    fn the_identifier_wins_then_the_address_then_the_id() {
        let with_all =
            r#"{"resourceType":"Condition","id":"c1","identifier":[{"system":"urn:s|x","value":"7|8"}]}"#;
        assert_eq!(key(with_all, Some("urn:uuid:A")), "Condition|identifier|urn:s%7Cx|7|8");
        let with_id = r#"{"resourceType":"Condition","id":"c1","identifier":[{"value":"7"}]}"#;
        assert_eq!(key(with_id, Some("urn:uuid:A")), "Condition|url|urn:uuid:a");
        assert_eq!(key(with_id, Some(" ")), "Condition|id|c1");
        assert_eq!(key(with_id, None), "Condition|id|c1");
        let nothing = resource_key(&resource(r#"{"resourceType":"Condition"}"#), None).unwrap_err();
        assert_eq!(nothing.path, "id");
    }

    #[test]
    fn a_patient_goes_by_the_record_number_and_never_by_a_temporary_one() {
        let identifier = |system: &str, use_code: &str, kind: &str| {
            let table = "http://terminology.hl7.org/CodeSystem/v2-0203";
            let kind = format!(r#""type":{{"coding":[{{"system":"{table}","code":"{kind}"}}]}}"#);
            format!(r#"{{"use":"{use_code}",{kind},"system":"{system}","value":"1"}}"#)
        };
        let patient = |identifiers: &[String]| {
            key(
                &format!(r#"{{"resourceType":"Patient","id":"p","identifier":[{}]}}"#, identifiers.join(",")),
                None,
            )
        };
        let social = identifier("ssn", "official", "SS");
        let record = identifier("mrn", "usual", "MR");
        let temporary = identifier("tmp", "temp", "MR");
        let other = identifier("app", "secondary", "XX");
        assert_eq!(patient(&[social.clone(), record, other.clone()]), "Patient|identifier|mrn|1");
        assert_eq!(patient(&[social.clone(), other]), "Patient|identifier|app|1");
        assert_eq!(patient(&[temporary.clone(), social]), "Patient|identifier|ssn|1");
        assert_eq!(patient(&[temporary]), "Patient|id|p");
    }

    #[test]
    fn an_endless_identifier_is_passed_over() {
        let value = "9".repeat(600);
        let text = format!(
            r#"{{"resourceType":"Patient","id":"p","identifier":[{{"system":"s","value":"{value}"}}]}}"#
        );
        assert_eq!(key(&text, None), "Patient|id|p");
    }

    #[test]
    fn a_relative_reference_means_the_server_it_came_from_first() {
        let reference = Reference { reference: Some("Patient/9".to_owned()), ..Reference::default() };
        let patient = TypeName::find("Patient").unwrap();
        let keys = reference.possible_keys(patient, Some("https://a.example/fhir/Condition/1/_history/3"));
        let texts: Vec<_> = keys.iter().map(Key::to_string).collect();
        assert_eq!(texts, ["Patient|url|https://a.example/fhir/Patient/9", "Patient|id|9"]);
        assert_eq!(reference.possible_keys(patient, Some("urn:uuid:a")).len(), 1);
    }

    #[test]
    fn what_has_a_name_is_looked_for_by_every_type_it_may_be_of() {
        let keys = |text: &str| {
            let reference = Reference { reference: Some(text.to_owned()), ..Reference::default() };
            reference.named_keys(None).iter().map(Key::to_string).collect::<Vec<_>>()
        };
        assert_eq!(keys("Medication/9"), ["Medication|id|9"]);
        assert_eq!(keys("Practitioner?identifier=npi|7"), ["Practitioner|identifier|npi|7"]);
        assert_eq!(keys("https://a.example/Location/1"), ["Location|url|https://a.example/Location/1"]);
        assert_eq!(keys("urn:uuid:a").len(), 5);
        for nobody in ["Patient/9", "https://a.example/Patient/1", "#m", "Device/3"] {
            assert_eq!(keys(nobody).len(), 0, "{nobody}");
        }
    }
}
