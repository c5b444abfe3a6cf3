//! Medicines described in a resource of their own.

use serde::{Deserialize, Serialize};

use crate::Resource;
use crate::element::{Code, code, one_of};
use crate::error::Invalid;

const STATUSES: &[&str] = &["active", "inactive", "entered-in-error"];

/// A medicine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Medication {
    /// What it is.
    pub code: Code,
    /// Its form (`tablet`).
    pub form: Option<String>,
    /// `active`, `inactive` or `entered-in-error`.
    pub status: Option<String>,
}

impl Medication {
    /// Reads a Medication.
    ///
    /// # Errors
    /// When an element breaks the rules of R4.
    pub fn read(resource: &Resource) -> Result<Self, Invalid> {
        let fields = resource.fields()?;
        Ok(Self {
            code: fields.optional("code", code)?.unwrap_or_default(),
            form: fields.optional("form", code)?.and_then(|code| code.text),
            status: fields.optional("status", one_of(STATUSES))?,
        })
    }
}
