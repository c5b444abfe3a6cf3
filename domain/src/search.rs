//! What a search has found, as it crosses the wire.

use serde::{Deserialize, Serialize};

/// Where words were found, with what stands around them; plain text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snippet {
    /// What stands before.
    pub before: String,
    /// What was found, as it is written there.
    pub found: String,
    /// What comes after.
    pub after: String,
}
