//! From the text of one resource to a tree of values.

use std::str::FromStr;

use serde_json::value::RawValue;

use super::Json;
use crate::error::Invalid;
use crate::limits::{Limits, RESOURCE_VALUES};

const NOT_JSON: &str = "is not well-formed JSON";

impl FromStr for Json {
    type Err = Invalid;

    /// Reads one JSON value.
    ///
    /// # Errors
    /// With the path of the element where a name occurs twice or a string holds the NUL character, which no
    /// database keeps; without a path when the text is not JSON or far too big.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let mut parser = Parser { rest: text, room: RESOURCE_VALUES };
        let value = parser.value(0)?;
        parser.skip_space();
        if parser.rest.is_empty() { Ok(value) } else { Err(Invalid::here(NOT_JSON)) }
    }
}

struct Parser<'a> {
    rest: &'a str,
    /// How many more values may come.
    room: usize,
}

impl<'a> Parser<'a> {
    fn value(&mut self, depth: usize) -> Result<Json, Invalid> {
        self.room = self.room.checked_sub(1).ok_or_else(|| Invalid::here("has too many elements"))?;
        if depth > Limits::default().depth {
            return Err(Invalid::here("is nested too deeply"));
        }
        self.skip_space();
        match self.rest.as_bytes().first() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.list(depth),
            Some(b'"') => Ok(Json::Text(self.text()?)),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => self.word(),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json, Invalid> {
        self.take('{')?;
        let mut members: Vec<(String, Json)> = Vec::new();
        while self.has_more('}', members.is_empty())? {
            self.skip_space();
            let name = self.text()?;
            self.skip_space();
            self.take(':')?;
            let value = self.value(depth + 1).map_err(|invalid| invalid.within(&name))?;
            members.push((name, value));
        }
        match repeated(&members) {
            Some(name) => Err(Invalid::at(&name, "occurs twice in the same object")),
            None => Ok(Json::Object(members)),
        }
    }

    fn list(&mut self, depth: usize) -> Result<Json, Invalid> {
        self.take('[')?;
        let mut items = Vec::new();
        while self.has_more(']', items.is_empty())? {
            let item = self.value(depth + 1).map_err(|invalid| invalid.within_item("", items.len()))?;
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn text(&mut self) -> Result<String, Invalid> {
        let mut is_escaped = false;
        let end = self.rest.bytes().enumerate().skip(1).find(|&(_, byte)| {
            let closes = byte == b'"' && !is_escaped;
            is_escaped = byte == b'\\' && !is_escaped;
            closes
        });
        let (end, _) = end.ok_or_else(|| Invalid::here(NOT_JSON))?;
        let text: String = serde_json::from_str(self.split(end + 1)).map_err(|_| Invalid::here(NOT_JSON))?;
        if text.contains('\0') {
            return Err(Invalid::here("holds the NUL character"));
        }
        Ok(text)
    }

    fn number(&mut self) -> Result<Json, Invalid> {
        let end = self.rest.find(|letter: char| !matches!(letter, '0'..='9' | '+' | '-' | '.' | 'e' | 'E'));
        let text = self.split(end.unwrap_or(self.rest.len()));
        let is_well_formed = serde_json::from_str::<&RawValue>(text).is_ok();
        match text.parse::<f64>() {
            Ok(number) if is_well_formed && number.is_finite() => Ok(Json::Number(text.to_owned())),
            Ok(_) if is_well_formed => Err(Invalid::here("is a number out of all range")),
            _ => Err(Invalid::here(NOT_JSON)),
        }
    }

    fn word(&mut self) -> Result<Json, Invalid> {
        let known = [("true", Json::Bool(true)), ("false", Json::Bool(false)), ("null", Json::Null)];
        for (word, value) in known {
            if let Some(rest) = self.rest.strip_prefix(word) {
                self.rest = rest;
                return Ok(value);
            }
        }
        Err(Invalid::here(NOT_JSON))
    }

    /// Whether another member or item follows; takes the comma before it, or the closing mark.
    fn has_more(&mut self, close: char, is_first: bool) -> Result<bool, Invalid> {
        self.skip_space();
        if let Some(rest) = self.rest.strip_prefix(close) {
            self.rest = rest;
            return Ok(false);
        }
        if !is_first {
            self.take(',')?;
        }
        Ok(true)
    }

    fn take(&mut self, mark: char) -> Result<(), Invalid> {
        self.rest = self.rest.strip_prefix(mark).ok_or_else(|| Invalid::here(NOT_JSON))?;
        Ok(())
    }

    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    fn split(&mut self, end: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }
}

/// The first name that occurs more than once.
fn repeated(members: &[(String, Json)]) -> Option<String> {
    let mut names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    let mut pairs = names.iter().zip(names.iter().skip(1));
    pairs.find(|(one, next)| one == next).map(|(one, _)| (*one).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits_and_names_their_order() {
        let text = r#"{"z":1.00,"a":[1e3,-0.50,true,null],"text":"a\"b\\"}"#;
        assert_eq!(text.parse::<Json>().unwrap().to_string(), text);
    }

    #[test]
    fn a_name_that_occurs_twice_is_refused_with_its_path() {
        let invalid = r#"{"name":[{"use":"old","use":"usual"}]}"#.parse::<Json>().unwrap_err();
        assert_eq!(invalid.path, "name[0].use");
        assert_eq!(r#"{"a":1,"\u0061":2}"#.parse::<Json>().unwrap_err().path, "a");
    }

    #[test]
    fn the_nul_character_is_refused() {
        assert_eq!(r#"{"note":["a\u0000b"]}"#.parse::<Json>().unwrap_err().path, "note[0]");
    }

    #[test]
    fn a_number_nobody_can_count_to_is_refused() {
        assert_eq!(r#"{"value":-1e999}"#.parse::<Json>().unwrap_err().path, "value");
    }

    #[test]
    fn what_is_not_json_is_refused() {
        for text in ["", "{", "[1,]", "{\"a\" 1}", "01", "1.", "tru", "\"a", "{} {}", "{,}", "[1 2]", "-"] {
            assert!(text.parse::<Json>().is_err(), "{text}");
        }
        assert!("[".repeat(5_000).parse::<Json>().is_err());
    }

    #[test]
    fn a_resource_of_very_many_tiny_values_is_refused() {
        let text = format!("[{}0]", "0,".repeat(600_000));
        assert_eq!(text.parse::<Json>().unwrap_err().reason, "has too many elements");
    }
}
