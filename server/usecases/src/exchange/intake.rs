//! Files of records that a system hands in, however large: taken while the system goes on, with progress and a report.

use super::receive::{RECEIVE, event, may_write};
use super::store::{self, Step};
use crate::connections::Bearer;
use crate::facility::Facility;
use crate::import::{self, Problem, Sender, Source};
use crate::{Backend, UseCaseError, audit, uninterrupted};
use domain::ids::{ClientId, FacilityId, IntakeId};
use domain::refusal::{NextStep, Refusal, RefusalKind};
use domain::time::{DAY, Instant};
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::task::JoinHandle;
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

/// Resources that are done, of how many.
#[derive(Debug, Default)]
struct Seen {
    done: AtomicU64,
    total: AtomicU64,
}

/// A file whose turn it is, from before its first byte is there: others wait meanwhile. It says that it goes on until
/// [`run`](Self::run) or [`give_up`](Self::give_up) ends it, or it is dropped.
#[derive(Debug)]
pub struct Intake {
    backend: Backend,
    facility: FacilityId,
    id: IntakeId,
    client: ClientId,
    seen: Arc<Seen>,
    beating: JoinHandle<()>,
}

impl Drop for Intake {
    fn drop(&mut self) {
        self.beating.abort();
    }
}

/// Begins with a file that is yet to come.
///
/// # Errors
/// [`SCOPE`](super::SCOPE); [`BUSY`].
pub async fn start(backend: &Backend, facility: &Facility, bearer: &Bearer) -> Result<Intake, UseCaseError> {
    may_write(bearer)?;
    let (backend, facility, client) = (backend.clone(), facility.id, bearer.client);
    uninterrupted(async move {
        let now = backend.clock.now();
        let id = IntakeId(Uuid::new_v4());
        let tx = backend.db.begin().await?;
        // Of two that ask at once for the last turn, one gets it.
        store::lock_turns(&tx, facility).await?;
        if store::count_running(&tx, facility, now.plus_seconds(-SILENT_S)).await? >= MOST_RUNNING {
            tx.rollback().await?;
            return Err(BUSY.into());
        }
        store::insert_intake(&tx, facility, (id, client), now).await?;
        let event = event(facility, now, ("exchange.begin", &format!("{client} {id}")));
        audit::record(&tx, &backend.keys, &event).await?;
        tx.commit().await?;
        let seen = Arc::new(Seen::default());
        let beating = tokio::spawn(beat(backend.clone(), facility, id, Arc::clone(&seen)));
        Ok(Intake { backend, facility, id, client, seen, beating })
    })
    .await
}

/// Says again and again that a file goes on, and how far it is.
async fn beat(backend: Backend, facility: FacilityId, id: IntakeId, seen: Arc<Seen>) {
    loop {
        tokio::time::sleep(BEAT).await;
        let seen = (seen.done.load(Ordering::Relaxed), seen.total.load(Ordering::Relaxed));
        drop(store::beat(backend.db.writer(), facility, id, seen, backend.clock.now()).await);
    }
}

/// Names no more problems than a report does, and how many more there were; nobody knows the file by its name here.
fn shorten(report: &mut Report) {
    let more = report.errors.len().saturating_sub(MOST_PROBLEMS);
    report.errors.truncate(MOST_PROBLEMS);
    report.notes.truncate(MOST_PROBLEMS);
    for problem in report.errors.iter_mut().chain(&mut report.notes) {
        problem.file.clear();
    }
    if more > 0 {
        let reason =
            format!("{more} more were left out, and are not named here: these are the first {MOST_PROBLEMS}");
        report.errors.push(Problem { file: String::new(), path: String::new(), reason });
    }
}

/// The event of a file that has ended: how many of how many are in.
pub(super) fn noted(
    (facility, client): (FacilityId, ClientId),
    at: Instant,
    (written, all): (impl Display, impl Display),
) -> audit::Event {
    event(facility, at, (RECEIVE, &format!("{client} {written} of {all}")))
}

/// Which facility's file this is, and which one; nothing for a name that was not given here.
pub(super) fn names_of(path: &Path) -> Option<(FacilityId, IntakeId)> {
    let (facility, id) = path.file_name()?.to_str()?.strip_suffix(".json")?.split_once('.')?;
    Some((facility.parse().ok()?, id.parse().ok()?))
}

impl Intake {
    /// Its id.
    #[must_use]
    pub const fn id(&self) -> IntakeId {
        self.id
    }

    /// Where it is kept until it is taken. By its name it is known whose it is.
    #[must_use]
    pub fn path_in(&self, folder: &Path) -> PathBuf {
        folder.join(format!("{}.{}.json", self.facility, self.id))
    }

    /// Takes the file and removes it. What is in stays in, whatever happens; handing it in again changes nothing of it.
    pub async fn run(self, path: PathBuf) {
        let heard = |done, total| {
            self.seen.done.store(done, Ordering::Relaxed);
            self.seen.total.store(total, Ordering::Relaxed);
        };
        let by = (self.facility, Sender::System(self.client));
        let taken = import::import(&self.backend, by, vec![Source::File(path.clone())], heard).await;
        drop(tokio::fs::remove_file(&path).await);
        match taken {
            Ok(mut report) => {
                shorten(&mut report);
                self.end(Some(&report)).await;
            }
            Err(error) => {
                tracing::error!(error = %error, "a file of records was not taken to its end");
                self.end(None).await;
            }
        }
    }

    /// Gives its turn to others: the file did not come whole.
    pub async fn give_up(self) {
        self.end(None).await;
    }

    async fn end(mut self, report: Option<&Report>) {
        // The last beat is over before the last word.
        self.beating.abort();
        drop((&mut self.beating).await);
        if let Err(error) = self.write_end(report).await {
            tracing::error!(error = %error, "the report of a file of records could not be written");
        }
        self.backend.live.wake();
    }

    async fn write_end(&self, report: Option<&Report>) -> Result<(), UseCaseError> {
        let (done, total) = (self.seen.done.load(Ordering::Relaxed), self.seen.total.load(Ordering::Relaxed));
        let written = report.map_or(done, Report::written);
        let text = report.map(serde_json::to_string).transpose()?;
        let state = if report.is_some() { "done" } else { "failed" };
        let now = self.backend.clock.now();
        let tx = self.backend.db.begin().await?;
        let event = noted((self.facility, self.client), now, (written, total));
        audit::record(&tx, &self.backend.keys, &event).await?;
        let step = Step { state, done, total, report: text.as_deref() };
        store::end_intake(&tx, self.facility, self.id, step, now).await?;
        Ok(tx.commit().await?)
    }
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
