//! The log: JSON lines on standard error, without personal data; and a panic hook that tells where, not what.

use std::sync::{Arc, OnceLock};
use tracing_subscriber::EnvFilter;

tokio::task_local! {
    /// Where the request of this task panicked; whoever awaits it writes the one line.
    static PLACE: Arc<OnceLock<String>>;
}

/// Starts the log with `filter`.
///
/// # Errors
/// A sentence when the filter cannot be read.
pub fn start(filter: &str) -> Result<(), String> {
    let filter = EnvFilter::try_new(filter).map_err(|error| format!("PORTAL_LOG is {filter:?}: {error}"))?;
    tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_current_span(false)
        .try_init()
        .map_err(|error| error.to_string())?;
    hush_panics();
    Ok(())
}

/// From now on a panic tells where it happened, never with what: its words may hold a person's.
pub fn hush_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let is_noted = PLACE.try_with(|noted| noted.set(place.clone()).is_ok()).unwrap_or(false);
        if !is_noted {
            tracing::error!(place, "a panic was caught");
        }
    }));
}

/// The work, and where it panicked, if it did.
pub fn noting_panics<F: Future>(work: F) -> (Arc<OnceLock<String>>, impl Future<Output = F::Output>) {
    let place = Arc::new(OnceLock::new());
    (Arc::clone(&place), PLACE.scope(place, work))
}
