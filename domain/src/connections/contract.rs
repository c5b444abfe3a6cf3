//! What crosses the wire about connections.

use super::{ClientKind, Part};
use crate::account::contract::Freshness;
use crate::civil::LocalMinute;
use crate::ids::{ChartId, ClientId, ConnectionId, ConsentId};
use serde::{Deserialize, Serialize};

/// Longest name of a client, in characters.
pub const LONGEST_NAME: usize = 80;
/// Longest list of keys, in characters.
pub const LONGEST_KEYS: usize = 20_000;

/// An app or a system, as administrators see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientView {
    /// Its id: what OAuth calls `client_id`.
    pub id: ClientId,
    /// Which of the two.
    pub kind: ClientKind,
    /// Its name, which patients are shown.
    pub name: String,
    /// Where an app may be led back to.
    pub redirect_uris: Vec<String>,
    /// Its public keys (RFC 7517), as they were written; empty for an app without.
    pub keys: String,
    /// Whether a system may hand records in.
    pub may_write: bool,
    /// Whether a system may read them.
    pub may_read: bool,
    /// Whether an app may go on when nobody is there.
    pub is_offline: bool,
    /// Whether it is shut out.
    pub is_disabled: bool,
    /// When it was used last.
    pub used: Option<LocalMinute>,
    /// How many people have connected an app.
    pub connections: u64,
    /// Names what was read; a change says what it is based on.
    pub version: i64,
}

/// The administrator's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientsPage {
    /// Every client, by name.
    pub clients: Vec<ClientView>,
    /// The address of the FHIR interface.
    pub base: String,
    /// Whether the person has proven just now who they are.
    pub freshness: Freshness,
}

/// Makes a client, or changes one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveClientRequest {
    /// Which; empty for a new one.
    #[serde(default)]
    pub id: String,
    /// The version the change is based on; 0 for a new one.
    #[serde(default)]
    pub version: i64,
    /// Which of the two; of one that exists, it stays.
    pub kind: ClientKind,
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// Where an app may be led back to, a line each.
    #[serde(default)]
    pub redirect_uris: String,
    /// Public keys as a JSON Web Key Set.
    #[serde(default)]
    pub keys: String,
    /// Whether a system may hand records in.
    #[serde(default)]
    pub may_write: bool,
    /// Whether a system may read them.
    #[serde(default)]
    pub may_read: bool,
    /// Whether an app may go on when nobody is there.
    #[serde(default)]
    pub is_offline: bool,
}

/// Shuts a client out, or lets it in again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwitchClientRequest {
    /// Which.
    pub id: ClientId,
    /// The version the change is based on.
    pub version: i64,
    /// Whether it is shut out from now on.
    pub is_disabled: bool,
}

/// An app that reads a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppLine {
    /// The connection's id.
    pub id: ConnectionId,
    /// The app's name.
    pub name: String,
    /// Whether it reads nothing any more: the clinic has put two records together.
    pub is_ended: bool,
    /// Whose record it reads.
    pub patient: String,
    /// What of it.
    pub parts: Vec<Part>,
    /// Whether it reads when nobody is there.
    pub is_offline: bool,
    /// Since when.
    pub since: LocalMinute,
    /// When it read last.
    pub used: Option<LocalMinute>,
}

/// Ends a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndConnectionRequest {
    /// Which.
    pub id: ConnectionId,
}

/// Asks what an app wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadConsentRequest {
    /// Which question.
    pub id: ConsentId,
}

words! {
    /// How far a question is.
    Decision {
        /// Nobody has answered.
        Waiting = "waiting",
        /// Allowed.
        Allowed = "allowed",
        /// Not allowed.
        Denied = "denied",
    }
}

/// What an app wants, and whether it may.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentPage {
    /// The question's id.
    pub id: ConsentId,
    /// The app's name.
    pub app: String,
    /// Where one is led back to.
    pub leads_to: String,
    /// Whose record it would read: the one whose screens are shown.
    pub chart: ChartId,
    /// Their name.
    pub patient: String,
    /// Whether it is the reader's own.
    pub is_own: bool,
    /// What it wants to read.
    pub parts: Vec<Part>,
    /// Whether it wants to read when nobody is there.
    pub is_offline: bool,
    /// How far the question is.
    pub decision: Decision,
    /// Whether the person has proven just now who they are.
    pub freshness: Freshness,
}

/// Answers an app's question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideRequest {
    /// Which question.
    pub id: ConsentId,
    /// The record that the page spoke of.
    pub chart: ChartId,
    /// What of it the app may read.
    #[serde(default)]
    pub parts: Vec<Part>,
    /// Whether it may.
    pub is_allowed: bool,
}
