//! The clinic's calendar as a whole: imported from a file, and written back as one.

mod check;
pub(crate) mod clock;
mod edit;
mod entries;
mod export;
mod file;
mod settings;
mod store;
pub(crate) mod typed;
mod warn;

pub use edit::{
    remove_exception, remove_hours, save_exception, save_hours, save_location, save_provider, save_visit_type,
};
pub use export::read_calendar;
pub use file::{
    CalendarFile, ExceptionEntry, KindWord, LocationEntry, ProviderEntry, VisitTypeEntry, WeekdayWord,
    WeeklyEntry,
};
pub use settings::read_settings;

use crate::booking::{self, Change};
use crate::db::Tx;
use crate::{Backend, UseCaseError, account, audit, uninterrupted};
use check::Plan;
use domain::actor::Actor;
use domain::ids::{FacilityId, ProviderId, ResourceId};
use domain::permission::Action;
use domain::policy;
use domain::time::{DAY, Instant};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt;
use store::Existing;

/// How far ahead open pages are told that hours have changed, in days; they show less.
const TOLD_DAYS: i64 = 400;

/// Something in a calendar file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Where, as in `weekly[0].from`; empty for the file as a whole.
    pub path: String,
    /// What is wrong, in a word: text `field.calendar.<code>`.
    #[serde(skip)]
    pub code: &'static str,
    /// What is wrong, and what to write, for operators.
    pub reason: String,
}

impl Problem {
    /// Something wrong at `path`.
    #[must_use]
    pub const fn new(path: String, code: &'static str, reason: String) -> Self {
        Self { path, code, reason }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            f.write_str(&self.reason)
        } else {
            write!(f, "{}: {}", self.path, self.reason)
        }
    }
}

/// Why a calendar was not taken; then nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum CalendarError {
    /// The file says something that cannot be used.
    #[error("the calendar cannot be used")]
    Problems(Vec<Problem>),
    /// Not allowed, or a fault of ours.
    #[error(transparent)]
    Failed(#[from] UseCaseError),
}

/// What became of rows with a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// They are new.
    pub created: usize,
    /// They were there and differ now.
    pub updated: usize,
    /// They were there, just so.
    pub unchanged: usize,
}

/// What became of rows without a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Replaced {
    /// Rows that went.
    pub removed: u64,
    /// Rows that came.
    pub written: usize,
}

/// What an import did, or would do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Places.
    pub locations: Counts,
    /// Clinicians.
    pub providers: Counts,
    /// Visit types.
    pub visit_types: Counts,
    /// Weekly hours.
    pub weekly: Replaced,
    /// Exceptions.
    pub exceptions: Replaced,
}

/// Imports a calendar for the operator: rows with a key are written by key; all weekly hours and exceptions of the
/// providers the file names are replaced. Exceptions for everybody are replaced at the places for which the file
/// has such exceptions. Nothing else is touched. With `is_dry_run` nothing is written at all.
///
/// # Errors
/// Every problem of the file; database faults. Then nothing was written.
pub async fn import_calendar(
    backend: &Backend,
    facility: FacilityId,
    file: CalendarFile,
    is_dry_run: bool,
) -> Result<Summary, CalendarError> {
    let event = account::operator_event(facility, backend.clock.now(), "calendar.import", &subject(&file));
    import(backend, file, event, is_dry_run).await
}

/// The same for a colleague who may edit the calendar: a file with the rows that change.
///
/// # Errors
/// The policy's refusal; else as [`import_calendar`].
pub async fn change_calendar(
    backend: &Backend,
    actor: &Actor,
    file: CalendarFile,
) -> Result<Summary, CalendarError> {
    if let Err(refusal) = policy::for_staff(actor, Action::EditCalendar) {
        return Err(audit::denied(backend, actor, "calendar.change", refusal.into()).await.into());
    }
    let event = audit::Event::of(actor, backend.clock.now(), "calendar.change", &subject(&file));
    import(backend, file, event, false).await
}

/// Keys of the providers, for the audit log.
fn subject(file: &CalendarFile) -> String {
    let keys: Vec<&str> = file.providers.iter().map(|provider| provider.key.as_str()).take(20).collect();
    keys.join(" ")
}

async fn import(
    backend: &Backend,
    file: CalendarFile,
    event: audit::Event,
    is_dry_run: bool,
) -> Result<Summary, CalendarError> {
    let backend = backend.clone();
    let outcome = uninterrupted(async move {
        let (facility, now) = (event.facility, event.at);
        let tx = backend.db.begin().await?;
        store::begin_change(&tx, facility).await?;
        let existing = store::read_existing(&tx, facility).await?;
        let plan = match check::plan(facility, &existing, &file) {
            Ok(plan) => plan,
            Err(problems) => {
                tx.rollback().await?;
                return Ok(Err(problems));
            }
        };
        let summary = write(&tx, facility, &existing, &plan, now).await?;
        if is_dry_run {
            tx.rollback().await?;
            return Ok(Ok(summary));
        }
        audit::record(&tx, &backend.keys, &event).await?;
        booking::commit(&backend, tx).await?;
        Ok(Ok(summary))
    });
    outcome.await?.map_err(CalendarError::Problems)
}

/// What writing the plan will count as, but for the rows without a key.
fn counted(existing: &Existing, plan: &Plan) -> Summary {
    Summary {
        locations: count(&plan.locations, &existing.locations, |row| row.id),
        providers: count(&plan.providers, &existing.providers, |row| row.id),
        visit_types: count(&plan.visit_types, &existing.visit_types, |row| row.rules.id),
        ..Summary::default()
    }
}

async fn write(
    tx: &Tx,
    facility: FacilityId,
    existing: &Existing,
    plan: &Plan,
    now: Instant,
) -> Result<Summary, UseCaseError> {
    let mut summary = counted(existing, plan);
    store::insert_missing_resources(tx, facility, &plan.named).await?;
    // Bookings in progress end first, and later ones see the new hours.
    let touched = touched(existing, plan, &summary);
    let resources: Vec<ResourceId> = touched.iter().map(|id| (*id).into()).collect();
    booking::lock_resources(tx, facility, &resources).await?;
    for row in &plan.locations {
        store::upsert_location(tx, facility, row).await?;
    }
    for row in &plan.providers {
        store::upsert_provider(tx, facility, row).await?;
    }
    for row in &plan.visit_types {
        store::upsert_visit_type(tx, facility, row).await?;
    }
    summary.weekly.removed = store::delete_weekly(tx, facility, &plan.named).await?;
    summary.exceptions.removed =
        store::delete_exceptions(tx, facility, &plan.named, &plan.closed_for_all).await?;
    for row in &plan.weekly {
        store::insert_weekly(tx, facility, row).await?;
        summary.weekly.written += 1;
    }
    for row in &plan.exceptions {
        store::insert_exception(tx, facility, row).await?;
        summary.exceptions.written += 1;
    }
    for resource in resources {
        let change = Change { resource, kind: "freed", from: now, to: now.plus_seconds(TOLD_DAYS * DAY) };
        booking::announce(tx, facility, change, now).await?;
    }
    Ok(summary)
}

/// Providers whose free times may differ now: those named, and all of them when a place, a visit type or an exception
/// for everybody changes, or a provider is new: open pages that show anybody's times ask anew.
fn touched(existing: &Existing, plan: &Plan, summary: &Summary) -> BTreeSet<ProviderId> {
    let mut touched = plan.named.clone();
    let is_for_all = summary.locations.updated > 0
        || summary.providers.created > 0
        || summary.visit_types.created > 0
        || summary.visit_types.updated > 0
        || !plan.closed_for_all.is_empty();
    if is_for_all {
        let has_resource = |id: &ProviderId| existing.resources.contains(&(*id).into());
        touched.extend(existing.providers.iter().map(|row| row.id).filter(has_resource));
    }
    touched
}

fn count<Row: PartialEq, Id: PartialEq>(new: &[Row], old: &[Row], id: impl Fn(&Row) -> Id) -> Counts {
    let mut counts = Counts::default();
    for row in new {
        match old.iter().find(|known| id(known) == id(row)) {
            None => counts.created += 1,
            Some(known) if known == row => counts.unchanged += 1,
            Some(_) => counts.updated += 1,
        }
    }
    counts
}
