//! FHIR import: streaming, in chunks, idempotent. What cannot be taken is left out with its path and reason.

mod asked;
pub(crate) mod code_words;
mod dosage;
mod facts;
mod links;
mod measured;
mod naming;
mod plan;
mod receive;
mod renaming;
mod result;
mod rows;
mod sender;
mod store;
mod words;

pub use receive::{Received, receive};
pub use renaming::name_due;

pub(crate) use facts::may_lead;
pub(crate) use measured::tidy;
pub(crate) use result::{NOTES, OBSERVED, VITAL_SIGNS, of_stored};
pub(crate) use rows::{alias, id_of};
pub(crate) use sender::Sender;
pub(crate) use store::{list_known, list_targets};

use crate::account::operator_event;
use crate::{Backend, UseCaseError, audit};
use domain::ids::FacilityId;
use plan::{Batch, Plan};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::mpsc;
use uuid::Uuid;

/// Most resources per write transaction: bookings come between.
const CHUNK: u64 = 500;
/// Content of one write transaction, in bytes, from which on no further resource is added to it.
const CHUNK_BYTES: usize = 2 * 1024 * 1024;

/// Something to import.
#[derive(Clone, Debug)]
pub enum Source {
    /// A file.
    File(PathBuf),
    /// A text built into the binary: the demo's.
    BuiltIn {
        /// Its name in messages.
        name: &'static str,
        /// Its content.
        json: &'static str,
    },
    /// What was handed in.
    Text(Arc<[u8]>),
}

impl Source {
    fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::BuiltIn { name, .. } => (*name).to_owned(),
            Self::Text(_) => String::new(),
        }
    }

    fn open(&self) -> std::io::Result<Box<dyn Read + Send>> {
        Ok(match self {
            Self::File(path) => Box::new(std::fs::File::open(path)?),
            Self::BuiltIn { json, .. } => Box::new(json.as_bytes()),
            Self::Text(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
        })
    }
}

/// A resource, or a whole file, that was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The file.
    pub file: String,
    /// Where in it, as in `Bundle.entry[3].resource.subject`; empty for the whole file.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// What became of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Became {
    /// It is new.
    Created,
    /// It was another before.
    Updated,
    /// It was the same already, or was left alone as it was asked.
    Unchanged,
    /// The portal makes no use of its type.
    Unsupported,
}

/// A resource and what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// Where it stood.
    pub place: fhir::Place,
    /// Its type.
    pub type_name: &'static str,
    /// Its id here.
    pub id: Uuid,
    /// What became of it.
    pub became: Became,
}

/// What came of an import, by resource type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// New rows.
    pub created: BTreeMap<String, u64>,
    /// Rows whose content changed.
    pub updated: BTreeMap<String, u64>,
    /// Rows that were the same already.
    pub unchanged: BTreeMap<String, u64>,
    /// Types the portal makes no use of.
    pub unsupported: BTreeMap<String, u64>,
    /// What was left out.
    pub errors: Vec<Problem>,
    /// What is in, but for a part of it that was not done: charts that were not merged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Problem>,
}

impl Report {
    /// How many resources are new or another.
    #[must_use]
    pub fn written(&self) -> u64 {
        self.created.values().chain(self.updated.values()).sum()
    }

    fn count(map: &mut BTreeMap<String, u64>, type_name: &str) {
        *map.entry(type_name.to_owned()).or_default() += 1;
    }
}

/// So many resources change what a database should know of its tables.
const MANY: u64 = 1_000;

/// The tables that an import fills.
const GROWN: [&str; 8] =
    ["chart", "directory", "entry", "resource", "resource_alias", "result", "result_event", "result_member"];

/// Imports files into a facility; `progress` hears how many resources of how many are done.
///
/// # Errors
/// When the database fails; problems of the files are in the report.
pub async fn import_fhir(
    backend: &Backend,
    facility: FacilityId,
    sources: Vec<Source>,
    progress: impl Fn(u64, u64),
) -> Result<Report, UseCaseError> {
    let is_demo = sources.iter().all(|source| matches!(source, Source::BuiltIn { .. }));
    let sender = if is_demo { Sender::Demo } else { Sender::File };
    let report = import(backend, (facility, sender), sources, progress).await?;
    let written = report.written();
    let event =
        operator_event(facility, backend.clock.now(), "records.import", &format!("{written} written"));
    audit::record_alone(backend, &event).await?;
    Ok(report)
}

/// The same without an event of its own.
pub(crate) async fn import(
    backend: &Backend,
    (facility, by): (FacilityId, Sender),
    sources: Vec<Source>,
    progress: impl Fn(u64, u64),
) -> Result<Report, UseCaseError> {
    let mut report = Report::default();
    let lang = crate::facility::find(backend, facility).await?.language;
    let sources = Arc::new(sources);
    let plan = {
        let sources = Arc::clone(&sources);
        blocking(move || Plan::make((facility, lang), &sources, None)).await?
    };
    report.errors.extend(plan.problems.iter().cloned());
    let total = plan.entries;
    let (sender, mut batches) = mpsc::channel::<Batch>(1);
    let plan = Arc::new(plan);
    let reading = {
        let plan = Arc::clone(&plan);
        tokio::task::spawn_blocking(move || plan.read(&sources, &sender))
    };
    let (mut done, mut said) = (0, Vec::new());
    while let Some(batch) = batches.recv().await {
        done += batch.entries;
        for (_, type_name) in &batch.unsupported {
            Report::count(&mut report.unsupported, type_name);
        }
        report.errors.extend(batch.problems.iter().cloned());
        store::write(backend, (facility, by), (batch, &plan.people), (&mut report, &mut said)).await?;
        progress(done, total);
    }
    reading.await.map_err(UseCaseError::internal)?;
    // Without it, the first who open a record after a large import wait up to a second for their page.
    if report.written() >= MANY
        && let Err(error) = backend.db.count_anew(&GROWN).await
    {
        tracing::warn!(error = %error, "the database did not count anew after an import: it will by itself");
    }
    renaming::name_some(backend, facility, usize::MAX).await;
    links::follow(backend, (facility, by.address()), said, &mut report).await?;
    Ok(report)
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, UseCaseError> {
    tokio::task::spawn_blocking(work).await.map_err(UseCaseError::internal)
}
