//! Who sends what comes in.

use domain::ids::ClientId;

/// What brings resources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// A file that the clinic brings in.
    File,
    /// The demo's examples.
    Demo,
    /// A system of the clinic.
    System(ClientId),
}

impl Sender {
    /// The way by which systems send, as the audit log tells it.
    pub const SYSTEM: &str = "system";

    /// The word that is stored, and which system.
    pub const fn stored(self) -> (&'static str, Option<ClientId>) {
        match self {
            Self::File => ("file", None),
            Self::Demo => ("demo", None),
            Self::System(client) => ("system", Some(client)),
        }
    }

    /// The way by which it came, as the audit log tells it.
    pub const fn address(self) -> &'static str {
        match self {
            Self::File | Self::Demo => "operator",
            Self::System(_) => Self::SYSTEM,
        }
    }

    /// What was stored; nothing for a word that nobody knows.
    pub fn of_stored(word: &str, client: Option<ClientId>) -> Option<Self> {
        match (word, client) {
            ("file", _) => Some(Self::File),
            ("demo", _) => Some(Self::Demo),
            ("system", Some(client)) => Some(Self::System(client)),
            _ => None,
        }
    }
}
