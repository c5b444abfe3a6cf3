//! The relay: reads new events, its own process's and others', and broadcasts each once.

use super::{OVERLAP_S, store, trim};
use crate::{Backend, UseCaseError};
use domain::time::Instant;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::time::Duration;

/// Longest wait for a look at the table: the net under lost wake-ups.
pub const LOOK_EVERY: Duration = Duration::from_millis(400);
/// Pause after something was told: what happens meanwhile goes out together, so that many events cost little more than
/// one for each open page.
const TOGETHER: Duration = Duration::from_millis(80);
/// How often old events are removed, in seconds.
const TRIM_EVERY_S: i64 = 300;

/// What has been told. Positions are taken before they are committed, so a row may appear behind newer ones: what is
/// known is a position below which nothing new appears, and each later position with the second it was first seen in.
/// The second is this process's own: when a row says it was written does not matter, nor do other machines' clocks.
#[derive(Debug, Default)]
pub struct Told {
    below: i64,
    seen: BTreeMap<i64, Instant>,
}

impl Told {
    /// Everything up to a position, and nothing behind it.
    #[must_use]
    pub fn up_to(below: i64) -> Self {
        Self { below, ..Self::default() }
    }

    /// The position below which nothing new appears.
    #[must_use]
    pub const fn below(&self) -> i64 {
        self.below
    }

    /// How many positions behind it are known.
    #[must_use]
    pub fn known(&self) -> usize {
        self.seen.len()
    }

    /// Notes a position; says whether it is new.
    pub fn note(&mut self, seq: i64, now: Instant) -> bool {
        match self.seen.entry(seq) {
            Entry::Occupied(_) => false,
            Entry::Vacant(place) => {
                place.insert(now);
                true
            }
        }
    }

    /// Forgets what is too old for anything to appear before it.
    pub fn settle(&mut self, now: Instant) {
        let before = now.plus_seconds(-OVERLAP_S);
        let old = self.seen.iter().rev().find(|(_, seen)| **seen < before).map(|(seq, _)| *seq);
        if let Some(old) = old {
            self.below = old;
            self.seen = self.seen.split_off(&old.saturating_add(1));
        }
    }
}

/// Runs for the life of the process; looks at the table when it is woken, and at the latest after `look_every`.
pub async fn run_relay(backend: Backend, look_every: Duration) {
    let mut listener = store::listen(&backend.db).await;
    let mut last_trim = Instant(0);
    // What was there before this process has no listener here.
    let mut told = Told::default();
    let mut is_begun = false;
    loop {
        let now = backend.clock.now();
        let looked =
            if is_begun { look(&backend, &mut told, now).await } else { begin(&backend, &mut told).await };
        match looked {
            Ok(has_told) => {
                is_begun = true;
                if has_told {
                    tokio::time::sleep(TOGETHER).await;
                }
            }
            Err(error) => tracing::warn!(error = %error, "live events could not be read"),
        }
        if now.seconds_since(last_trim) >= TRIM_EVERY_S {
            last_trim = now;
            if listener.is_none() {
                // Where listening could not begin, it is tried again; a connection that is lost later comes back by itself.
                listener = store::listen(&backend.db).await;
            }
            if let Err(error) = trim(&backend).await {
                tracing::warn!(error = %error, "old live events could not be removed");
            }
        }
        tokio::select! {
            () = backend.live.woken.notified() => store::notify(&backend.db).await,
            () = store::heard(&mut listener) => {}
            () = tokio::time::sleep(look_every) => {}
        }
    }
}

async fn begin(backend: &Backend, told: &mut Told) -> Result<bool, UseCaseError> {
    *told = Told::up_to(store::last_seq(backend.db.reader()).await?);
    Ok(false)
}

/// Tells what is new; says whether anything was.
async fn look(backend: &Backend, told: &mut Told, now: Instant) -> Result<bool, UseCaseError> {
    let mut new = store::list_after(backend.db.reader(), told.below()).await?;
    new.retain(|event| told.note(event.seq, now));
    let has_news = !new.is_empty();
    backend.live.tell(new);
    told.settle(now);
    Ok(has_news)
}
