//! The chain over the audit log: each seal signs the one before it and one event, so that nothing can be changed, removed or added unseen.

use super::mac;
use super::store::{self, Seal, Stored};
use crate::keys::{Keys, Purpose};
use crate::{Backend, UseCaseError};
use domain::ids::FacilityId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// Events sealed or verified at a time.
const CHUNK: u64 = 500;

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
        let pending = store::list_unsealed(&tx, facility, CHUNK).await?;
        let count = pending.len() as u64;
        let mut head = store::find_last_seal(&tx, facility).await?;
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
        note_head(heads, facility, &head)?;
    }
    Ok(sealed)
}

/// Checks every event and seal of a facility, and the noted head.
///
/// # Errors
/// When the database fails.
pub async fn verify(backend: &Backend, facility: FacilityId, heads: &Path) -> Result<Verified, UseCaseError> {
    let db = backend.db.reader();
    let mut result = Verified { sealed: 0, unsealed: 0, findings: Vec::new() };
    let mut previous: Option<Seal> = None;
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
            previous = Some(seal);
        }
    }
    let found = previous.as_ref().map_or(0, |seal| seal.seq);
    let noted = read_heads(heads).0.get(&facility.to_string()).map_or(0, |(seq, _)| *seq);
    if noted > found {
        result.findings.push(Finding::TailCut { noted, found });
    }
    let total = store::count_events(db, facility).await?;
    result.unsealed = total.saturating_sub(result.sealed);
    for stored in store::list_unsealed(db, facility, result.unsealed).await? {
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

fn read_heads(path: &Path) -> Heads {
    std::fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

fn note_head(path: &Path, facility: FacilityId, head: &Seal) -> Result<(), UseCaseError> {
    let mut heads = read_heads(path);
    let hex = head.head.iter().map(|byte| format!("{byte:02x}")).collect();
    heads.0.insert(facility.to_string(), (head.seq, hex));
    let beside = path.with_extension("new");
    std::fs::write(&beside, serde_json::to_vec_pretty(&heads)?).map_err(UseCaseError::internal)?;
    std::fs::rename(&beside, path).map_err(UseCaseError::internal)
}
