//! Reading the elements of a resource: each function takes a JSON value and says what is wrong with it, and where.

mod address;
mod coding;
mod identifier;
mod name;
mod quantity;
mod reference;
mod telecom;

pub use address::Address;
pub use coding::{Code, Coding};
pub use identifier::Identifier;
pub use name::Name;
pub use quantity::{Quantity, Range, Ratio, printed_unit};
pub use reference::{Reference, without_searches};
pub use telecom::Telecom;

pub(crate) use address::{address, sorted_addresses};
pub(crate) use coding::{best_text, bound_concept, code, coding};
pub(crate) use identifier::identifier;
pub(crate) use name::{name, sorted_names};
pub(crate) use quantity::{quantity, range, ratio};
pub(crate) use reference::{Target, normal_url, reference, type_and_id};
pub(crate) use telecom::{reachable, telecom};

use crate::error::{Invalid, Shown};
use crate::json::Json;

/// What a reading function gives.
pub(crate) type Parsed<T> = Result<T, Invalid>;

/// The members of an object. `null` counts as missing.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a>(&'a [(String, Json)]);

impl<'a> Fields<'a> {
    /// The members of a value that must be an object.
    pub(crate) fn of(json: &'a Json) -> Parsed<Self> {
        match json {
            Json::Object(members) => Ok(Self(members)),
            _ => Err(Invalid::here("must be an object")),
        }
    }

    /// The value of a member.
    pub(crate) fn get(&self, name: &str) -> Option<&'a Json> {
        let member = self.0.iter().find(|(other, value)| other == name && *value != Json::Null);
        member.map(|(_, value)| value)
    }

    /// A member that may be missing.
    pub(crate) fn optional<T>(&self, name: &str, read: impl Fn(&Json) -> Parsed<T>) -> Parsed<Option<T>> {
        self.get(name).map(|json| read(json).map_err(|invalid| invalid.within(name))).transpose()
    }

    /// A member that must be there.
    pub(crate) fn required<T>(&self, name: &str, read: impl Fn(&Json) -> Parsed<T>) -> Parsed<T> {
        self.optional(name, read)?.ok_or_else(|| Invalid::at(name, "is required"))
    }

    /// The items of a list that may be missing.
    pub(crate) fn list<T>(&self, name: &str, read: impl Fn(&Json) -> Parsed<T>) -> Parsed<Vec<T>> {
        let Some(json) = self.get(name) else { return Ok(Vec::new()) };
        let Json::List(items) = json else { return Err(Invalid::at(name, "must be a list")) };
        let items = items.iter().enumerate().filter(|(_, item)| **item != Json::Null);
        items.map(|(index, item)| read(item).map_err(|invalid| invalid.within_item(name, index))).collect()
    }

    /// The one member of these names that is there (`onset[x]` in one of its types), with its name.
    pub(crate) fn choice<'n>(&self, choice: &str, names: &[&'n str]) -> Parsed<Option<(&'n str, &'a Json)>> {
        let mut found = names.iter().filter_map(|name| self.get(name).map(|json| (*name, json)));
        let first = found.next();
        match found.next() {
            Some(_) => Err(Invalid::at(choice, "is given in two types")),
            None => Ok(first),
        }
    }
}

/// A string as it stands. FHIR forbids empty ones.
pub(crate) fn text(json: &Json) -> Parsed<String> {
    match json.as_text() {
        Some("") => Err(Invalid::here("must not be empty")),
        Some(text) => Ok(text.to_owned()),
        None => Err(Invalid::here("must be a string")),
    }
}

/// Words for people: trimmed, and nothing when only white space stands there.
pub(crate) fn words(json: &Json) -> Parsed<Option<String>> {
    match json.as_text() {
        Some(text) => Ok(Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)),
        None => Err(Invalid::here("must be a string")),
    }
}

/// A code: a string without white space around it.
pub(crate) fn token(json: &Json) -> Parsed<String> {
    let text = text(json)?;
    if text.trim() == text { Ok(text) } else { Err(Invalid::here("has white space around it")) }
}

/// A code that must be one of a fixed list.
pub(crate) fn one_of<'c>(codes: &'c [&'c str]) -> impl Fn(&Json) -> Parsed<String> + 'c {
    move |json| {
        let code = token(json)?;
        if codes.contains(&code.as_str()) { Ok(code) } else { Err(not_one_of(&code, codes)) }
    }
}

/// What to say about a code that is not on its list.
pub(crate) fn not_one_of(code: &str, codes: &[&str]) -> Invalid {
    Invalid::here(format!("{} is not one of {}", Shown(code), codes.join(", ")))
}

/// `true` or `false`.
pub(crate) fn boolean(json: &Json) -> Parsed<bool> {
    match json {
        Json::Bool(value) => Ok(*value),
        _ => Err(Invalid::here("must be true or false")),
    }
}

/// A whole number.
pub(crate) fn integer(json: &Json) -> Parsed<i64> {
    let number = match json {
        Json::Number(text) => text.parse().ok(),
        _ => None,
    };
    number.ok_or_else(|| Invalid::here("must be a whole number"))
}

/// A decimal number, as written.
pub(crate) fn decimal(json: &Json) -> Parsed<String> {
    match json {
        Json::Number(text) => Ok(text.clone()),
        _ => Err(Invalid::here("must be a number")),
    }
}

/// The texts of `note` (Annotations).
pub(crate) fn notes(fields: &Fields<'_>) -> Parsed<Vec<String>> {
    let notes = fields.list("note", |json| Fields::of(json)?.required("text", words))?;
    Ok(notes.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Json {
        text.parse().unwrap()
    }

    #[test]
    fn a_null_counts_as_missing() {
        let json = json(r#"{"a":null,"b":[null,"x"]}"#);
        let fields = Fields::of(&json).unwrap();
        assert_eq!(fields.required("a", text).unwrap_err().reason, "is required");
        assert_eq!(fields.list("b", text).unwrap(), ["x"]);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_path() {
        let json = json(r#"{"a":["x",7],"b":"x","c":"","status":"acTive"}"#);
        let fields = Fields::of(&json).unwrap();
        assert_eq!(fields.list("a", text).unwrap_err().to_string(), "a[1]: must be a string");
        assert_eq!(fields.list("b", text).unwrap_err().to_string(), "b: must be a list");
        assert_eq!(fields.required("c", text).unwrap_err().to_string(), "c: must not be empty");
        let invalid = fields.required("status", one_of(&["active", "stopped"])).unwrap_err();
        assert_eq!(invalid.to_string(), "status: acTive is not one of active, stopped");
    }

    #[test]
    fn a_choice_is_made_once() {
        let json = json(r#"{"onsetAge":{},"onsetString":"childhood"}"#);
        let fields = Fields::of(&json).unwrap();
        assert_eq!(fields.choice("onset[x]", &["onsetDateTime", "onsetAge"]).unwrap().unwrap().0, "onsetAge");
        let invalid = fields.choice("onset[x]", &["onsetAge", "onsetString"]).unwrap_err();
        assert_eq!(invalid.to_string(), "onset[x]: is given in two types");
    }
}
