//! The relay: reads new events, its own process's and others', and broadcasts each once.

use super::store;
use crate::{Backend, UseCaseError};
use domain::time::Instant;
use std::collections::BTreeMap;
use std::time::Duration;

/// Longest wait for a look at the table: the net under lost wake-ups.
const LOOK_EVERY: Duration = Duration::from_millis(400);
/// Rows of slow transactions appear behind the newest: so far back each look begins, in seconds.
const OVERLAP_S: i64 = 10;
/// How long events are kept for pages that come back, in seconds.
const KEEP_S: i64 = 3_600;
/// How often old events are removed, in seconds.
const TRIM_EVERY_S: i64 = 300;

/// Runs for the life of the process.
pub async fn run_relay(backend: Backend) {
    let mut listener = store::listen(&backend.db).await;
    let mut told: BTreeMap<i64, Instant> = BTreeMap::new();
    let mut last_trim = Instant(0);
    // What was there before this process has no listener here.
    if let Ok(seen) =
        store::list_recent(backend.db.reader(), backend.clock.now().plus_seconds(-OVERLAP_S)).await
    {
        told.extend(seen.into_iter().map(|(event, created)| (event.seq, created)));
    }
    loop {
        tokio::select! {
            () = backend.live.woken.notified() => store::notify(&backend.db).await,
            () = store::heard(&mut listener) => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        let now = backend.clock.now();
        if let Err(error) = look(&backend, &mut told, now).await {
            tracing::warn!(error = %error, "live events could not be read");
            tokio::time::sleep(LOOK_EVERY).await;
        }
        if now.seconds_since(last_trim) >= TRIM_EVERY_S {
            last_trim = now;
            if let Err(error) = store::delete_before(backend.db.writer(), now.plus_seconds(-KEEP_S)).await {
                tracing::warn!(error = %error, "old live events could not be removed");
            }
        }
    }
}

async fn look(
    backend: &Backend,
    told: &mut BTreeMap<i64, Instant>,
    now: Instant,
) -> Result<(), UseCaseError> {
    let from = now.plus_seconds(-OVERLAP_S);
    for (event, created) in store::list_recent(backend.db.reader(), from).await? {
        if told.insert(event.seq, created).is_none() {
            backend.live.tell(event);
        }
    }
    told.retain(|_, created| *created >= from);
    Ok(())
}
