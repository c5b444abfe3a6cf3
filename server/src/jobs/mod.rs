//! The timetable: what runs beside requests, and how often.

use crate::config::Config;
use crate::downloads::make_next;
use crate::http::fhir::import;
use std::path::PathBuf;
use std::time::Duration;
use usecases::downloads::Queue;
use usecases::facility::Facility;
use usecases::{
    Backend, UseCaseError, account, audit, booking, charts, codes, connections, contacts, downloads,
    exchange, facility, factors, family, invitations, live, outbox, registration, results, shares,
};

/// Holds that ended are freed for everybody to see.
const HOLDS_EVERY: Duration = Duration::from_secs(1);
/// Audit events get their seal.
const SEAL_EVERY: Duration = Duration::from_secs(1);
/// What is due in the outbox goes out.
const DELIVER_EVERY: Duration = Duration::from_secs(1);
/// What is new in the audit log is looked through for what somebody should look at.
const WATCH_EVERY: Duration = Duration::from_secs(60);
/// Invitations whose time has passed end; of many, those go out whose turn it is.
const INVITATIONS_EVERY: Duration = Duration::from_secs(60);
/// Access that has ended by itself is written down, and both sides are told.
const FAMILY_EVERY: Duration = Duration::from_secs(600);
/// Results whose time has come are released.
const RESULTS_EVERY: Duration = Duration::from_secs(10);
/// Files of records that were asked for are made.
const DOWNLOADS_EVERY: Duration = Duration::from_secs(2);
/// Files whose time is over are forgotten.
const FORGET_DOWNLOADS_EVERY: Duration = Duration::from_secs(60);
/// Entries take names that came after them, where that was not done when those came.
const NAMES_EVERY: Duration = Duration::from_secs(10);
/// Claims and failed sign-ins of the past are forgotten.
const FORGET_EVERY: Duration = Duration::from_secs(3_600);

/// Files of records that a process has left behind are deleted: at the start, and then as often.
const CLEAR_EVERY: Duration = Duration::from_secs(3_600);

/// What is done for each facility.
#[derive(Clone, Debug)]
enum Job {
    FreeEndedHolds,
    SealAudit { heads: PathBuf },
    DeliverOutbox,
    WatchAudit,
    KeepInvitations,
    EndAccess,
    ReleaseResults,
    MakeDownloads(Queue),
    ForgetDownloads,
    NameEntries,
    ForgetPast,
}

/// Starts every job; they end with the process.
pub fn start(backend: &Backend, config: &Config) {
    tokio::spawn(live::run_relay(backend.clone(), live::LOOK_EVERY));
    tokio::spawn(clear(backend.clone(), import::folder(config)));
    let heads = config.data_dir.join("audit-heads.json");
    for (pause, job) in [
        (HOLDS_EVERY, Job::FreeEndedHolds),
        (SEAL_EVERY, Job::SealAudit { heads }),
        (DELIVER_EVERY, Job::DeliverOutbox),
        (WATCH_EVERY, Job::WatchAudit),
        (INVITATIONS_EVERY, Job::KeepInvitations),
        (FAMILY_EVERY, Job::EndAccess),
        (RESULTS_EVERY, Job::ReleaseResults),
        (DOWNLOADS_EVERY, Job::MakeDownloads(Queue::Records)),
        (DOWNLOADS_EVERY, Job::MakeDownloads(Queue::Clinics)),
        (FORGET_DOWNLOADS_EVERY, Job::ForgetDownloads),
        (NAMES_EVERY, Job::NameEntries),
        (FORGET_EVERY, Job::ForgetPast),
    ] {
        tokio::spawn(every(pause, backend.clone(), job));
    }
}

/// Deletes what was left behind in a folder, again and again.
async fn clear(backend: Backend, folder: PathBuf) {
    loop {
        match exchange::clear_left(&backend, &folder).await {
            Ok(0) => {}
            Ok(count) => tracing::warn!(count, "files of records that were left behind are deleted"),
            Err(error) => tracing::warn!(error = %error, "files that were left behind could not be deleted"),
        }
        tokio::time::sleep(CLEAR_EVERY).await;
    }
}

/// Runs `job` for every facility, again and again; a failure is logged and the next turn tries again.
async fn every(pause: Duration, backend: Backend, job: Job) {
    loop {
        tokio::time::sleep(pause).await;
        let facilities = match facility::list(&backend).await {
            Ok(facilities) => facilities,
            Err(error) => {
                tracing::warn!(?job, error = %error, "a job could not start");
                continue;
            }
        };
        for facility in facilities {
            if let Err(error) = run(&backend, &facility, &job).await {
                tracing::warn!(?job, facility = %facility.id, error = %error, "a job failed");
            }
        }
    }
}

async fn run(backend: &Backend, facility: &Facility, job: &Job) -> Result<(), UseCaseError> {
    let id = facility.id;
    match job {
        Job::FreeEndedHolds => booking::free_ended_holds(backend, id).await.map(drop),
        Job::SealAudit { heads } => audit::seal_pending(backend, id, heads).await.map(drop),
        Job::DeliverOutbox => {
            account::answer_resets(backend, facility).await?;
            registration::answer_requests(backend, facility).await?;
            outbox::deliver_due(backend, facility).await.map(drop)
        }
        Job::WatchAudit => audit::watch(backend, facility).await.map(drop),
        Job::KeepInvitations => {
            invitations::expire_due(backend, id).await?;
            invitations::run_batches(backend, facility).await.map(drop)
        }
        Job::EndAccess => family::end_due(backend, id).await.map(drop),
        Job::ReleaseResults => results::release_due(backend, id).await.map(drop),
        // One for each facility in turn: none waits for all the files of another.
        Job::MakeDownloads(queue) => make_next(backend, facility, *queue).await.map(drop),
        Job::ForgetDownloads => downloads::forget_ended(backend, facility).await.map(drop),
        Job::NameEntries => usecases::import::name_due(backend, id).await,
        Job::ForgetPast => {
            booking::forget_past_claims(backend, id).await?;
            codes::forget_old(backend, id).await?;
            charts::name_unnamed(backend, id).await?;
            charts::key_unkeyed(backend, facility).await?;
            registration::forget_decided(backend, facility).await?;
            account::forget_old_resets(backend, id).await?;
            contacts::forget_removed(backend, id).await?;
            connections::forget_old(backend, id).await?;
            exchange::forget_old(backend, id).await?;
            shares::forget_old(backend, id).await?;
            factors::passkey::forget_unanswered(backend, id).await?;
            account::forget_old_attempts(backend, id).await
        }
    }
}
