//! Short texts that a clinician keeps, to insert into comments of results.

use super::contract::LONGEST_COMMENT;
use crate::ids::TemplateId;
use serde::{Deserialize, Serialize};

/// Most texts that one clinician keeps.
pub const MOST: usize = 50;
/// Longest name, in characters.
pub const NAME_CHARS: usize = 60;

/// A text with its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Its id.
    pub id: TemplateId,
    /// Its name.
    pub name: String,
    /// The text.
    pub text: String,
}

/// A clinician's texts, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Templates {
    /// The texts.
    pub templates: Vec<Template>,
}

/// Keeps a text, or changes one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveTemplateRequest {
    /// Which is changed; empty for a new one.
    #[serde(default)]
    pub id: String,
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// The text.
    #[serde(default)]
    pub text: String,
}

/// Takes a text away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveTemplateRequest {
    /// Which.
    pub id: TemplateId,
}

/// What cannot be of a name and a text: the field, and the name of the reason.
#[must_use]
pub fn problems(name: &str, text: &str) -> Vec<(&'static str, &'static str)> {
    let mut found = Vec::new();
    if name.is_empty() {
        found.push(("name", "fill_in"));
    } else if name.chars().count() > NAME_CHARS {
        found.push(("name", "release_template_name"));
    }
    if text.is_empty() {
        found.push(("text", "fill_in"));
    } else if text.chars().count() > LONGEST_COMMENT {
        found.push(("text", "release_long"));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_a_text_are_needed_and_have_ends() {
        let long = |many| "a".repeat(many);
        assert_eq!(problems("Normal", "All is well."), []);
        assert_eq!(problems("", ""), [("name", "fill_in"), ("text", "fill_in")]);
        assert_eq!(problems(&long(NAME_CHARS), &long(LONGEST_COMMENT)), []);
        assert_eq!(
            problems(&long(NAME_CHARS + 1), &long(LONGEST_COMMENT + 1)),
            [("name", "release_template_name"), ("text", "release_long")]
        );
    }
}
