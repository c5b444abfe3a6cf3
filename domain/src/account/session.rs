//! When a session ends: idle and absolute limits, held by the server.

use crate::time::{Instant, MINUTE};

/// Limits of a session, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Longest pause between two requests.
    pub idle_s: i64,
    /// Longest life, whatever happens.
    pub absolute_s: i64,
}

impl Limits {
    /// Patients and proxies: 30 minutes idle, 12 hours in all (SECURITY.md 2.3).
    pub const PATIENT: Self = Self { idle_s: 30 * MINUTE, absolute_s: 12 * 60 * MINUTE };
    /// Colleagues: 15 minutes idle, 10 hours in all.
    pub const STAFF: Self = Self { idle_s: 15 * MINUTE, absolute_s: 10 * 60 * MINUTE };

    /// The limits for an account with or without staff roles.
    #[must_use]
    pub const fn of(is_staff: bool) -> Self {
        if is_staff { Self::STAFF } else { Self::PATIENT }
    }

    /// Whether a session made at `created` and last used at `last_seen` still holds at `now`.
    #[must_use]
    pub const fn holds(self, created: Instant, last_seen: Instant, now: Instant) -> bool {
        now.seconds_since(last_seen) < self.idle_s && now.seconds_since(created) < self.absolute_s
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_to_the_second() {
        let limits = Limits { idle_s: 100, absolute_s: 1_000 };
        let at = Instant;
        assert!(limits.holds(at(0), at(50), at(149)));
        assert!(!limits.holds(at(0), at(50), at(150)));
        assert!(limits.holds(at(0), at(950), at(999)));
        assert!(!limits.holds(at(0), at(950), at(1_000)));
    }
}
