//! What the resources of a file are called, for following references between them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, RandomState};

use crate::element::{Reference, Target, normal_url};
use crate::key::aliases;
use crate::{Key, Resource, TypeName};

/// The longest name that is remembered, in characters.
pub const NAME_CHARACTERS: usize = 200;

/// Where every reference of a file leads. `H` is whatever the caller knows a resource by (a row's id): small,
/// because there may be hundreds of thousands. Addresses themselves are not kept, only 128 bits of a hash with
/// random keys, so that nobody can craft two that collide.
#[derive(Debug)]
pub struct ReferenceIndex<H> {
    hashers: [RandomState; 2],
    slots: HashMap<[u64; 2], Slot<H>>,
    names: Vec<Box<str>>,
}

#[derive(Clone, Copy, Debug)]
enum Slot<H> {
    One {
        type_name: TypeName,
        handle: H,
        name: Option<u32>,
    },
    /// Different resources go by this address.
    Several,
}

/// Where a reference leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution<H> {
    /// To this resource.
    Found {
        /// Its type.
        type_name: TypeName,
        /// What the caller knows it by.
        handle: H,
    },
    /// To none of those in the index.
    Unknown,
    /// To several: choosing one could put an entry into the wrong chart.
    Ambiguous,
}

/// What is known when a resource is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// No other went by its key.
    New,
    /// It was added before, by the same address.
    Again,
    /// Another resource of the file, at another address, has the same business identifier. By the rule for keys
    /// the two are one; where the sender gives numbers carelessly, the second would overwrite the first.
    SameIdentifier,
}

impl<H> Default for ReferenceIndex<H> {
    fn default() -> Self {
        Self { hashers: [RandomState::new(), RandomState::new()], slots: HashMap::new(), names: Vec::new() }
    }
}

impl<H: Copy + PartialEq> ReferenceIndex<H> {
    /// Adds a resource under every address it may be referred to by, with what others call it when they refer to it.
    pub fn insert(
        &mut self,
        resource: &Resource,
        full_url: Option<&str>,
        (handle, name): (H, Option<&str>),
    ) -> Seen {
        let type_name = resource.type_name();
        let name = name.and_then(|name| self.remember(name));
        let keys: Vec<[u64; 2]> = aliases(resource, full_url).iter().map(|key| self.hash(key)).collect();
        let is_known = |hash: &[u64; 2]| self.slots.contains_key(hash);
        // The last alias is the one by address: `fullUrl` or id.
        let seen = match (keys.first().is_some_and(is_known), keys.last().is_some_and(is_known)) {
            (false, _) => Seen::New,
            (true, true) => Seen::Again,
            (true, false) => Seen::SameIdentifier,
        };
        for hash in keys {
            match self.slots.entry(hash) {
                Entry::Vacant(vacant) => {
                    vacant.insert(Slot::One { type_name, handle, name });
                }
                Entry::Occupied(mut occupied) => match occupied.get_mut() {
                    // Of several versions the last counts.
                    Slot::One { handle: other, name: known, .. } if *other == handle => {
                        *known = name.or(*known);
                    }
                    _ => {
                        occupied.insert(Slot::Several);
                    }
                },
            }
        }
        seen
    }

    /// Follows a reference that stands in an entry with this `fullUrl`. An address of another server is never
    /// taken for one of this file, however alike its end may look.
    #[must_use]
    pub fn resolve(&self, reference: &Reference, full_url: Option<&str>) -> Resolution<H> {
        match self.find(reference, full_url) {
            None => Resolution::Unknown,
            Some(Slot::Several) => Resolution::Ambiguous,
            Some(Slot::One { type_name, handle, .. }) => Resolution::Found { type_name, handle },
        }
    }

    /// The name of whom or what a reference leads to: its own words for it, else the name found in the file.
    #[must_use]
    pub fn name<'a>(&'a self, reference: &'a Reference, full_url: Option<&str>) -> Option<&'a str> {
        let own = reference.display.as_deref();
        own.or_else(|| match self.find(reference, full_url)? {
            Slot::One { name, .. } => self.names.get(usize::try_from(name?).ok()?).map(AsRef::as_ref),
            Slot::Several => None,
        })
    }

    /// How many addresses are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether nothing was added yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    fn find(&self, reference: &Reference, full_url: Option<&str>) -> Option<Slot<H>> {
        if let Target::Url(url) = reference.target() {
            return self.slots.get(&self.hash_text(&format!("url|{}", normal_url(&url)))).copied();
        }
        let any_type = TypeName::find("Patient")?;
        let keys = reference.possible_keys(any_type, full_url);
        keys.iter().find_map(|key| self.slots.get(&self.hash(key)).copied())
    }

    /// Addresses say where, not what: the type is left out of their hash.
    fn hash(&self, key: &Key) -> [u64; 2] {
        if key.rest().starts_with("url|") {
            self.hash_text(key.rest())
        } else {
            self.hash_text(&key.to_string())
        }
    }

    fn hash_text(&self, text: &str) -> [u64; 2] {
        self.hashers.each_ref().map(|hasher| hasher.hash_one(text))
    }

    fn remember(&mut self, name: &str) -> Option<u32> {
        let place = u32::try_from(self.names.len()).ok()?;
        self.names.push(name.chars().take(NAME_CHARACTERS).collect());
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resource(text: &str) -> Resource {
        Resource::parse(text.to_owned()).unwrap()
    }

    fn to(reference: &str) -> Reference {
        Reference { reference: Some(reference.to_owned()), ..Reference::default() }
    }

    fn found<H>(type_name: &str, handle: H) -> Resolution<H> {
        Resolution::Found { type_name: TypeName::find(type_name).unwrap(), handle }
    }

    const PATIENT: &str =
        r#"{"resourceType":"Patient","id":"9","identifier":[{"system":"urn:mrn","value":"77"}]}"#;

    #[test]
    fn a_resource_is_found_by_every_address_it_has() {
        let mut index = ReferenceIndex::default();
        assert_eq!(index.insert(&resource(PATIENT), Some("urn:uuid:AB"), (5_u32, None)), Seen::New);
        for address in ["urn:uuid:ab", "Patient/9", "Patient/9/_history/1", "Patient?identifier=urn:mrn|77"] {
            assert_eq!(index.resolve(&to(address), None), found("Patient", 5), "{address}");
        }
        let identifier = crate::element::identifier(&r#"{"system":"urn:mrn","value":"77"}"#.parse().unwrap());
        let logical = Reference { identifier: Some(Box::new(identifier.unwrap())), ..Reference::default() };
        assert_eq!(index.resolve(&logical, None), found("Patient", 5));
    }

    #[test]
    fn what_is_not_there_is_unknown() {
        let mut index = ReferenceIndex::default();
        index.insert(&resource(PATIENT), Some("https://a.example/Patient/9"), (5_u32, None));
        let elsewhere =
            ["Patient/8", "Group/9", "https://b.example/Patient/9", "urn:uuid:ab", "#9", "Patient?name=Ana"];
        for address in elsewhere {
            assert_eq!(index.resolve(&to(address), None), Resolution::Unknown, "{address}");
        }
        let base = Some("https://a.example/Condition/1");
        assert_eq!(index.resolve(&to("Patient/9"), base), found("Patient", 5));
    }

    #[test]
    fn two_patients_of_one_name_are_never_guessed_between() {
        let mut index = ReferenceIndex::default();
        let plain = r#"{"resourceType":"Patient","id":"9"}"#;
        index.insert(&resource(plain), Some("https://a.example/Patient/9"), (1_u32, None));
        index.insert(&resource(plain), Some("https://b.example/Patient/9"), (2, None));
        assert_eq!(index.resolve(&to("Patient/9"), None), Resolution::Ambiguous);
        assert_eq!(
            index.resolve(&to("Patient/9"), Some("https://b.example/Condition/3")),
            found("Patient", 2)
        );
    }

    #[test]
    fn a_shared_identifier_is_noticed() {
        let mut index = ReferenceIndex::default();
        assert_eq!(index.insert(&resource(PATIENT), Some("urn:uuid:a"), (1_u32, None)), Seen::New);
        assert_eq!(index.insert(&resource(PATIENT), Some("urn:uuid:a"), (1, None)), Seen::Again);
        let other = resource(&PATIENT.replace("\"9\"", "\"10\""));
        assert_eq!(index.insert(&other, Some("urn:uuid:b"), (1, None)), Seen::SameIdentifier);
        assert_eq!(index.resolve(&to("Patient?identifier=urn:mrn|77"), None), found("Patient", 1));
    }

    #[test]
    fn names_come_with_the_reference_or_from_the_file() {
        let mut index = ReferenceIndex::default();
        let doctor = r#"{"resourceType":"Practitioner","id":"1","name":[{"prefix":["Dr."],"given":["June"],"family":"Kassulke"}]}"#;
        index.insert(&resource(doctor), None, (1_u32, Some("Dr. J. Kassulke")));
        index.insert(&resource(doctor), None, (1, Some("Dr. June Kassulke")));
        index.insert(&resource(doctor), None, (1, None));
        assert_eq!(index.name(&to("Practitioner/1"), None), Some("Dr. June Kassulke"));
        let named = Reference { display: Some("Our June".to_owned()), ..to("Practitioner/1") };
        assert_eq!(index.name(&named, None), Some("Our June"));
        assert_eq!(index.name(&to("Practitioner/2"), None), None);
    }
}
