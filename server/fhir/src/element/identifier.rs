//! Business identifiers: record numbers, prescription numbers, national ids.

use serde::{Deserialize, Serialize};

use super::{Coding, Fields, Parsed, coding, one_of, text, words};
use crate::json::Json;

const USES: &[&str] = &["usual", "official", "temp", "secondary", "old"];

/// A number somebody gave to a thing or a person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identifier {
    /// Who gave it, as a URI.
    pub system: Option<String>,
    /// The number itself.
    pub value: Option<String>,
    /// `usual`, `official`, `temp`, `secondary` or `old`.
    pub use_code: Option<String>,
    /// What kind of number it is (`MR` for a medical record number).
    pub types: Vec<Coding>,
    /// The kind in words.
    pub type_text: Option<String>,
}

impl Identifier {
    /// Whether it has both a system and a value, so that it says the same everywhere.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.system.is_some() && self.value.is_some()
    }

    /// Whether its type carries this code of HL7's table of identifier types (`MR`).
    #[must_use]
    pub fn is_type(&self, code: &str) -> bool {
        self.types.iter().any(|coding| {
            let is_table = coding.system.as_deref().is_none_or(|system| {
                system == "http://terminology.hl7.org/CodeSystem/v2-0203" || system.ends_with("/v2/0203")
            });
            is_table && coding.code.as_deref() == Some(code)
        })
    }
}

/// Never the value: it may be a national id.
impl std::fmt::Debug for Identifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Identifier({})", self.system.as_deref().unwrap_or("?"))
    }
}

/// An Identifier.
pub(crate) fn identifier(json: &Json) -> Parsed<Identifier> {
    let fields = Fields::of(json)?;
    let kind = fields.optional("type", |json| {
        let fields = Fields::of(json)?;
        Ok((fields.list("coding", coding)?, fields.optional("text", words)?.flatten()))
    })?;
    let (types, type_text) = kind.unwrap_or_default();
    Ok(Identifier {
        system: fields.optional("system", text)?.map(|system| system.trim().to_owned()),
        value: fields.optional("value", words)?.flatten(),
        use_code: fields.optional("use", one_of(USES))?,
        types,
        type_text,
    })
}
