//! What crosses the wire about share links.

use super::{Lasts, State, Times};
use crate::account::contract::Freshness;
use crate::civil::LocalMinute;
use crate::connections::Part;
use crate::ids::ShareId;
use serde::{Deserialize, Serialize};

/// Makes a link to a summary of the record that is shown.
#[derive(Clone, Serialize, Deserialize)]
pub struct MakeShareRequest {
    /// Who it is for, in the maker's words.
    #[serde(default)]
    pub label: String,
    /// How long it can be opened.
    pub lasts: Lasts,
    /// How often.
    pub times: Times,
    /// What has to be typed to open it; empty for nothing.
    #[serde(default)]
    pub passcode: String,
    /// Names of the parts.
    #[serde(default)]
    pub parts: Vec<String>,
}

impl std::fmt::Debug for MakeShareRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MakeShareRequest")
    }
}

/// Asks for a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadShareRequest {
    /// Which.
    pub id: ShareId,
}

/// Ends a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndShareRequest {
    /// Which.
    pub id: ShareId,
}

/// What a new link can hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareOptions {
    /// The parts that the maker may read.
    pub parts: Vec<Part>,
    /// What has to be proven first.
    pub freshness: Freshness,
}

/// A link, as its maker sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareLine {
    /// Its id.
    pub id: ShareId,
    /// Who it is for.
    pub label: String,
    /// Whether it can be opened.
    pub state: State,
    /// What it shows.
    pub parts: Vec<Part>,
    /// Whether a passcode is asked.
    pub has_passcode: bool,
    /// When it was made.
    pub made: LocalMinute,
    /// Until when it can be opened.
    pub until: LocalMinute,
    /// How often it was opened, and how often it can be.
    pub opened: (u32, u32),
}

/// Somebody has opened a link, or tried to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// When.
    pub at: LocalMinute,
    /// Who, in their own words: nobody has looked whether it is true.
    pub recipient: String,
    /// Whether the passcode was wrong.
    pub is_refused: bool,
}

/// The link itself: whoever has it opens the record.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareLink {
    /// Its address.
    pub href: String,
    /// The same as a QR code: the data of an SVG path.
    pub qr_path: String,
    /// Its modules on a side, with the margin.
    pub qr_size: usize,
}

impl std::fmt::Debug for ShareLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ShareLink")
    }
}

/// A link with who opened it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareView {
    /// The link.
    pub line: ShareLine,
    /// Who opened it, the latest first.
    pub receipts: Vec<Receipt>,
    /// The address, while it can be opened, for whoever has proven just now who they are.
    pub link: Option<ShareLink>,
}
