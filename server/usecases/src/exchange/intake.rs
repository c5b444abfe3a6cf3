//! Files of records that a system hands in, however large: taken while the system goes on, with progress and a report.

use super::receive::{event, may_write};
use super::store::{self, Step};
use crate::connections::Bearer;
use crate::facility::Facility;
use crate::import::{self, Source};
use crate::{Backend, UseCaseError, audit};
use domain::ids::{ClientId, FacilityId, IntakeId};
use domain::refusal::{NextStep, Refusal, RefusalKind};
use domain::time::DAY;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use uuid::Uuid;

/// Other files are under way.
pub const BUSY: Refusal =
    Refusal { rule: "exchange.busy", kind: RefusalKind::Throttled, next: NextStep::TryLater };

/// Most files of a facility under way at a time.
const MOST_RUNNING: u64 = 2;
/// How often a running file says that it goes on.
const BEAT: Duration = Duration::from_secs(2);
/// After how long without a word a file is taken for interrupted, in seconds.
const SILENT_S: i64 = 60;
/// How long a report is kept, in seconds.
const KEPT_S: i64 = 7 * DAY;
/// Most problems that a report names.
const MOST_PROBLEMS: usize = 1_000;

/// What came of a file.
pub type Report = import::Report;

/// How far a file is.
#[derive(Debug)]
pub enum Progress {
    /// Resources that are done, of how many; both 0 while it is looked through.
    Running(u64, u64),
    /// What came of it, as JSON.
    Done(String),
    /// It was not taken to its end: handing it in again goes on where it was.
    Interrupted,
}

/// Begins with a file; [`run`] takes it.
///
/// # Errors
/// [`SCOPE`](super::SCOPE); [`BUSY`].
pub async fn start(
    backend: &Backend,
    facility: &Facility,
    bearer: &Bearer,
) -> Result<IntakeId, UseCaseError> {
    may_write(bearer)?;
    let now = backend.clock.now();
    let running = store::count_running(backend.db.reader(), facility.id, now.plus_seconds(-SILENT_S)).await?;
    if running >= MOST_RUNNING {
        return Err(BUSY.into());
    }
    let id = IntakeId(Uuid::new_v4());
    store::insert_intake(backend.db.writer(), facility.id, (id, bearer.client), now).await?;
    Ok(id)
}

/// Takes a file and removes it. What is in stays in, whatever happens; handing it in again changes nothing of it.
pub async fn run(backend: Backend, facility: FacilityId, (id, client): (IntakeId, ClientId), path: PathBuf) {
    let (done, total) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let beating = {
        let (backend, done, total) = (backend.clone(), Arc::clone(&done), Arc::clone(&total));
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(BEAT).await;
                let (done, total) = (done.load(Ordering::Relaxed), total.load(Ordering::Relaxed));
                let step = Step { state: "running", done, total, report: None };
                drop(
                    store::update_intake(backend.db.writer(), facility, id, step, backend.clock.now()).await,
                );
            }
        })
    };
    let heard = |one, all| {
        done.store(one, Ordering::Relaxed);
        total.store(all, Ordering::Relaxed);
    };
    let taken = import::import(&backend, facility, vec![Source::File(path.clone())], heard).await;
    beating.abort();
    // The last beat is over before the last word.
    drop(beating.await);
    drop(tokio::fs::remove_file(&path).await);
    let end = async {
        let (state, report, written) = match taken {
            Ok(mut report) => {
                report.errors.truncate(MOST_PROBLEMS);
                for problem in &mut report.errors {
                    problem.file.clear();
                }
                ("done", Some(serde_json::to_string(&report)?), report.written())
            }
            Err(error) => {
                tracing::error!(error = %error, "a file of records was not taken to its end");
                ("failed", None, done.load(Ordering::Relaxed))
            }
        };
        let (one, all) = (done.load(Ordering::Relaxed), total.load(Ordering::Relaxed));
        let now = backend.clock.now();
        let event = event((facility, client), now, &format!("{client} {written} of {all}"));
        audit::record_alone(&backend, &event).await?;
        let step = Step { state, done: one, total: all, report: report.as_deref() };
        store::update_intake(backend.db.writer(), facility, id, step, now).await
    };
    if let Err(error) = end.await {
        tracing::error!(error = %error, "the report of a file of records could not be written");
    }
    backend.live.wake();
}

/// How far a file is that this system has handed in.
///
/// # Errors
/// [`SCOPE`](super::SCOPE); `NotFound` for another's.
pub async fn intake_of(
    backend: &Backend,
    facility: &Facility,
    bearer: &Bearer,
    id: &str,
) -> Result<Progress, UseCaseError> {
    may_write(bearer)?;
    let id = id.parse().map_err(|_| UseCaseError::NotFound)?;
    let row = store::find_intake(backend.db.reader(), facility.id, (id, bearer.client)).await?;
    let row = row.ok_or(UseCaseError::NotFound)?;
    let number = |number: i64| u64::try_from(number).unwrap_or_default();
    let is_silent = backend.clock.now().seconds_since(row.beat_s) >= SILENT_S;
    Ok(match (row.state.as_str(), row.report) {
        ("running", _) if !is_silent => Progress::Running(number(row.done), number(row.total)),
        ("done", Some(report)) => Progress::Done(report),
        _ => Progress::Interrupted,
    })
}

/// Forgets reports after a week.
///
/// # Errors
/// When the database fails.
pub async fn forget_old(backend: &Backend, facility: FacilityId) -> Result<(), UseCaseError> {
    let before = backend.clock.now().plus_seconds(-KEPT_S);
    store::delete_intakes(backend.db.writer(), facility, before).await
}
