//! The chain over the audit log: each seal signs the one before it and one event, so that nothing can be changed, removed or added unseen.

use super::mac;
use super::store::{self, Seal, Stored};
use crate::db::Connection;
use crate::keys::{Keys, Purpose};
use crate::{Backend, UseCaseError};
use domain::ids::FacilityId;
use domain::time::{DAY, Instant};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// Events sealed or verified at a time.
const CHUNK: u64 = 500;
/// Before every event.
const BEGINNING: Instant = Instant(i64::MIN);

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// Events with a valid seal.
    pub sealed: u64,
    /// Events not yet sealed; their own signatures are valid.
    pub unsealed: u64,
    /// What is wrong; empty is good.
    pub findings: Vec<Finding>,
}

/// Something wrong with the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum Finding {
    /// An event's fields are not those that were signed.
    EventChanged {
        /// The event.
        id: String,
    },
    /// A sealed event is gone.
    EventMissing {
        /// The event.
        id: String,
    },
    /// A seal does not follow from the one before it.
    ChainBroken {
        /// Position in the chain.
        seq: i64,
    },
    /// The chain is shorter than it once was.
    TailCut {
        /// The last position that was noted outside the database.
        noted: i64,
        /// The last position found.
        found: i64,
    },
    /// The chain is not the one whose head was noted outside the database: it was cut, and has grown again since.
    HeadReplaced {
        /// The position that was noted.
        seq: i64,
    },
    /// The file outside the database that notes the last heads cannot be read.
    NotesUnreadable {
        /// Why.
        reason: String,
    },
}

/// The last sealed positions, kept in a file outside the database.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Heads(BTreeMap<String, (i64, String)>);

/// Seals what has no seal yet, and notes the new head in `heads` outside the database. Returns how many.
///
/// # Errors
/// When the database or the file fails.
pub async fn seal_pending(
    backend: &Backend,
    facility: FacilityId,
    heads: &Path,
) -> Result<u64, UseCaseError> {
    let mut sealed = 0;
    let mut last = None;
    loop {
        let tx = backend.db.begin().await?;
        let mut head = store::find_last_seal(&tx, facility).await?;
        let from = look_back(&tx, facility, head.as_ref()).await?;
        let pending = store::list_unsealed(&tx, facility, from, CHUNK).await?;
        let count = pending.len() as u64;
        for stored in &pending {
            let seal = next_seal(&backend.keys, facility, head.as_ref(), stored);
            store::insert_seal(&tx, facility, &seal).await?;
            head = Some(seal);
        }
        tx.commit().await?;
        sealed += count;
        if count > 0 {
            last = head;
        }
        if count < CHUNK {
            break;
        }
    }
    if let Some(head) = last {
        note_head(backend, heads, facility, &head).await?;
    }
    Ok(sealed)
}

/// From when on there may be events without a seal: a slow transaction's appear late, but not by a day. Looking further
/// back at every turn would cost more with every event ever sealed.
async fn look_back(
    db: &impl Connection,
    facility: FacilityId,
    head: Option<&Seal>,
) -> Result<Instant, UseCaseError> {
    let event = match head {
        Some(head) => store::find_event(db, facility, head.audit_id).await?,
        None => None,
    };
    Ok(event.map_or(BEGINNING, |stored| stored.event.at.plus_seconds(-DAY)))
}

/// Checks every event and seal of a facility, and the noted head.
///
/// # Errors
/// When the database fails.
pub async fn verify(backend: &Backend, facility: FacilityId, heads: &Path) -> Result<Verified, UseCaseError> {
    let db = backend.db.reader();
    let mut result = Verified { sealed: 0, unsealed: 0, findings: Vec::new() };
    let mut previous: Option<Seal> = None;
    let noted = match read_heads(heads) {
        Ok(heads) => heads.0.get(&facility.to_string()).cloned(),
        Err(reason) => {
            result.findings.push(Finding::NotesUnreadable { reason });
            None
        }
    };
    loop {
        let after = previous.as_ref().map_or(0, |seal| seal.seq);
        let seals = store::list_seals_after(db, facility, after, CHUNK).await?;
        if seals.is_empty() {
            break;
        }
        for seal in seals {
            match store::find_event(db, facility, seal.audit_id).await? {
                None => result.findings.push(Finding::EventMissing { id: seal.audit_id.to_string() }),
                Some(stored) => {
                    if stored.mac != mac(&backend.keys, stored.id, &stored.event) {
                        result.findings.push(Finding::EventChanged { id: stored.id.to_string() });
                    }
                    let expected = next_seal(&backend.keys, facility, previous.as_ref(), &stored);
                    if expected.head != seal.head || expected.seq != seal.seq {
                        result.findings.push(Finding::ChainBroken { seq: seal.seq });
                    }
                    result.sealed += 1;
                }
            }
            if noted.as_ref().is_some_and(|(seq, head)| *seq == seal.seq && *head != hex(&seal.head)) {
                result.findings.push(Finding::HeadReplaced { seq: seal.seq });
            }
            previous = Some(seal);
        }
    }
    let found = previous.as_ref().map_or(0, |seal| seal.seq);
    let noted = noted.map_or(0, |(seq, _)| seq);
    if noted > found {
        result.findings.push(Finding::TailCut { noted, found });
    }
    let total = store::count_events(db, facility).await?;
    result.unsealed = total.saturating_sub(result.sealed);
    for stored in store::list_unsealed(db, facility, BEGINNING, result.unsealed).await? {
        if stored.mac != mac(&backend.keys, stored.id, &stored.event) {
            result.findings.push(Finding::EventChanged { id: stored.id.to_string() });
        }
    }
    Ok(result)
}

fn next_seal(keys: &Keys, facility: FacilityId, previous: Option<&Seal>, stored: &Stored) -> Seal {
    let seq = previous.map_or(0, |seal| seal.seq) + 1;
    let before: &[u8] = previous.map_or(&[], |seal| &seal.head);
    let head = keys.mac(
        Purpose::Audit,
        &[b"seal", facility.0.as_bytes(), &seq.to_be_bytes(), before, stored.id.0.as_bytes(), &stored.mac],
    );
    Seal { seq, audit_id: stored.id, head: head.to_vec() }
}

/// What is noted; nothing where there is no file yet.
fn read_heads(path: &Path) -> Result<Heads, String> {
    match std::fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| error.to_string()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Heads::default()),
        Err(error) => Err(error.to_string()),
    }
}

/// Notes the new head. A note that the chain no longer bears out stays: it is the proof that the chain was cut.
async fn note_head(
    backend: &Backend,
    path: &Path,
    facility: FacilityId,
    head: &Seal,
) -> Result<(), UseCaseError> {
    let mut heads = read_heads(path).map_err(UseCaseError::internal)?;
    if let Some((seq, noted)) = heads.0.get(&facility.to_string()) {
        let before = seq.saturating_sub(1);
        let there = store::list_seals_after(backend.db.reader(), facility, before, 1).await?;
        if there.first().is_none_or(|seal| seal.seq != *seq || hex(&seal.head) != *noted) {
            tracing::error!(facility = %facility, seq, "the audit log's noted head is not in its chain: run portal audit verify");
            return Ok(());
        }
    }
    heads.0.insert(facility.to_string(), (head.seq, hex(&head.head)));
    let beside = path.with_extension("new");
    std::fs::write(&beside, serde_json::to_vec_pretty(&heads)?).map_err(UseCaseError::internal)?;
    std::fs::rename(&beside, path).map_err(UseCaseError::internal)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
