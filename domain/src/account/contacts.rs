//! Addresses of one's own account, as they cross the wire.

use crate::contact::ContactKind;
use crate::ids::ContactId;
use serde::{Deserialize, Serialize};

/// Addresses that an account may have.
pub const MOST_CONTACTS: usize = 6;

/// A proven address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactView {
    /// Its id.
    pub id: ContactId,
    /// What kind.
    pub kind: ContactKind,
    /// The address, in full: the reader's own.
    pub address: String,
    /// Whether it refuses messages.
    pub is_bounced: bool,
    /// Whether a second step sends its codes there.
    pub is_factor: bool,
}

/// The reader's addresses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contacts {
    /// The oldest first.
    pub contacts: Vec<ContactView>,
    /// Kinds that can be added now.
    pub offered: Vec<ContactKind>,
}

/// Names an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactRequest {
    /// Which.
    pub contact: ContactId,
}
