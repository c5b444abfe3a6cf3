//! The system's clock: the only place that reads it.

use domain::time::Instant;
use std::time::{SystemTime, UNIX_EPOCH};
use usecases::clock::Clock;

/// The system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock adapter")]
    fn now(&self) -> Instant {
        let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Instant(i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX))
    }
}
