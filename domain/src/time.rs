//! Instants, and time zones as facts: `domain` never looks a zone up, it is told its offsets.

use serde::{Deserialize, Serialize};

/// Seconds in a minute.
pub const MINUTE: i64 = 60;
/// Seconds in a day of 24 hours.
pub const DAY: i64 = 86_400;
/// Seconds of one booking quantum; windows, lengths and buffers are multiples of it.
pub const QUANTUM: i64 = 300;

/// A point in time: Unix seconds, UTC. Stored as BIGINT in both databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "db", derive(sea_orm::DeriveValueType))]
#[serde(transparent)]
pub struct Instant(pub i64);

impl Instant {
    /// This instant moved by whole seconds; saturates at the ends of time.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// This instant moved by whole minutes of elapsed time.
    #[must_use]
    pub const fn plus_minutes(self, minutes: i64) -> Self {
        self.plus_seconds(minutes.saturating_mul(MINUTE))
    }

    /// Seconds from `earlier` to this instant; negative if it lies later.
    #[must_use]
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// The offsets of one time zone over a range, told by whoever has a tz database.
///
/// `spans` is sorted by start; each entry holds from its instant until the next one's. The first entry
/// starts at or before the range, so that every instant inside has an offset. Offsets are seconds east of UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZoneSpans {
    /// IANA name, such as `America/New_York`.
    pub zone: String,
    /// Release of the tz database the offsets came from, such as `2026b`.
    pub tzdb: String,
    /// Start of each span, and its offset in seconds east of UTC.
    pub spans: Vec<(Instant, i32)>,
}

impl ZoneSpans {
    /// The offset in seconds east of UTC at `at`; before the first span, the first span's.
    #[must_use]
    pub fn offset_at(&self, at: Instant) -> i32 {
        let after = self.spans.partition_point(|(from, _)| *from <= at);
        self.spans.get(after.saturating_sub(1)).map_or(0, |(_, offset)| *offset)
    }

    /// Seconds since 1970-01-01T00:00 on the zone's own clock at `at`.
    #[must_use]
    pub fn local_seconds(&self, at: Instant) -> i64 {
        at.0 + i64::from(self.offset_at(at))
    }
}
