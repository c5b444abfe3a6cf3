//! The answer to a form that was posted without JavaScript: kept on the server for one page, never in the address.

use crate::error::AppError;
use serde::{Deserialize, Serialize};

/// What a refused form left: its error and what was typed, without secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// Path of the server function.
    pub endpoint: String,
    /// Why it was not accepted.
    pub error: AppError,
    /// Fields as typed, by their names in the form.
    pub values: Vec<(String, String)>,
}

impl Flash {
    /// What was typed into a field.
    #[must_use]
    pub fn value(&self, field: &str) -> String {
        self.find(field).unwrap_or_default().to_owned()
    }

    /// Whether a field was sent: of a box, whether it was ticked.
    #[must_use]
    pub fn has(&self, field: &str) -> bool {
        self.find(field).is_some()
    }

    fn find(&self, field: &str) -> Option<&str> {
        self.values.iter().rfind(|(name, _)| name == field).map(|(_, value)| value.as_str())
    }
}

/// The flash for a server function, if this page is the answer to its form.
#[cfg(feature = "ssr")]
#[must_use]
pub fn find_flash(endpoint: &str) -> Option<Flash> {
    let facts = crate::context::visitor().ok()?;
    facts.flash.clone().filter(|flash| flash.endpoint == endpoint)
}
