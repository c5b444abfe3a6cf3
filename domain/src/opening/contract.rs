//! What crosses the wire about opening and closing the portal.

use crate::account::contract::Freshness;
use serde::{Deserialize, Serialize};

/// How it stands, and whom closing it concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningPage {
    /// Whether patients may come in.
    pub is_open: bool,
    /// Patients and proxies who are signed in now.
    pub signed_in: u64,
    /// Invitations that hold and would be taken back.
    pub invited: u64,
    /// Whether the clinic has said how it is reached: what patients read instead.
    pub has_contacts: bool,
    /// What it takes before it can be changed.
    pub freshness: Freshness,
}

/// Opens or closes the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetOpenRequest {
    /// Whether patients may come in from now on.
    #[serde(default)]
    pub is_open: bool,
    /// Whether whoever closes it has seen whom that concerns.
    #[serde(default)]
    pub is_confirmed: bool,
}
