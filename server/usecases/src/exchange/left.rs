//! Files of records that a process has left behind when it ended: they are deleted, and what was begun with them ends.

use super::intake::{names_of, noted};
use super::store;
use crate::{Backend, UseCaseError, audit, facility, uninterrupted};
use domain::ids::FacilityId;
use domain::time::{DAY, Instant, MINUTE};
use entity::intake;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// After how long without a word nobody is at a file any more, in seconds: whoever takes one, however large, gives word every two.
const LOST_S: i64 = 10 * MINUTE;
/// After how long nobody is at a file whose name says nothing, in seconds: longer than one takes.
const LONGEST_S: i64 = DAY;

/// Deletes files of `folder` that nobody takes any more, and ends what was begun with them; says how many there were.
///
/// # Errors
/// When the database fails, or the folder cannot be read.
pub async fn clear_left(backend: &Backend, folder: &Path) -> Result<usize, UseCaseError> {
    for facility in facility::list(backend).await? {
        end_silent(backend, facility.id).await?;
    }
    let mut count = 0;
    for path in list_left(backend, folder).await? {
        match tokio::fs::remove_file(path).await {
            Ok(()) => count += 1,
            // Another process was first.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(UseCaseError::internal(error)),
        }
    }
    Ok(count)
}

/// Files of `folder` that nobody takes any more.
///
/// # Errors
/// When the database fails, or the folder cannot be read.
pub async fn list_left(backend: &Backend, folder: &Path) -> Result<Vec<PathBuf>, UseCaseError> {
    let mut files = match tokio::fs::read_dir(folder).await {
        Ok(files) => files,
        // It is made with the first file.
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(UseCaseError::internal(error)),
    };
    let now = backend.clock.now();
    let mut left = Vec::new();
    while let Some(file) = files.next_entry().await.map_err(UseCaseError::internal)? {
        let path = file.path();
        let is_left = match names_of(&path) {
            Some((facility, id)) => {
                let since = now.plus_seconds(-LOST_S);
                !store::is_running(backend.db.reader(), facility, id, since).await?
            }
            None => written(&file).await.is_some_and(|written| now.seconds_since(written) >= LONGEST_S),
        };
        if is_left {
            left.push(path);
        }
    }
    Ok(left)
}

/// When a file was written last; nothing where it is gone already.
async fn written(file: &tokio::fs::DirEntry) -> Option<Instant> {
    let modified = file.metadata().await.ok()?.modified().ok()?;
    let seconds = modified.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    Some(Instant(i64::try_from(seconds).unwrap_or(i64::MAX)))
}

/// Ends what nobody is at any more, each with its event.
async fn end_silent(backend: &Backend, facility: FacilityId) -> Result<(), UseCaseError> {
    let since = backend.clock.now().plus_seconds(-LOST_S);
    for row in store::list_silent(backend.db.reader(), facility, since).await? {
        let backend = backend.clone();
        uninterrupted(async move { end(&backend, &row, since).await }).await?;
    }
    Ok(())
}

async fn end(backend: &Backend, row: &intake::Model, since: Instant) -> Result<(), UseCaseError> {
    let tx = backend.db.begin().await?;
    // Another process may have been first, or whoever took it gives word again.
    if store::fail_silent(&tx, row.facility_id, row.id, since).await? {
        let event = noted((row.facility_id, row.client_id), backend.clock.now(), (row.done, row.total));
        audit::record(&tx, &backend.keys, &event).await?;
    }
    Ok(tx.commit().await?)
}
