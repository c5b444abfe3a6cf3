//! What a clinic decides about invitations: how long they hold, and how many go out at what time of day.

use serde::{Deserialize, Serialize};

/// Shortest and longest life of an invitation, in days.
pub const DAYS: (u16, u16) = (1, 30);
/// Fewest and most invitations an hour.
pub const PER_HOUR: (u16, u16) = (1, 2_000);
/// Minutes of a day.
const DAY_MINUTES: u16 = 1_440;

/// The decisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationSettings {
    /// How long an invitation holds, in days.
    pub days: u16,
    /// How many of many go out in an hour.
    pub per_hour: u16,
    /// From which minute of the clinic's day.
    pub from_minute: u16,
    /// Until which one.
    pub to_minute: u16,
}

impl Default for InvitationSettings {
    fn default() -> Self {
        Self { days: 7, per_hour: 60, from_minute: 8 * 60, to_minute: 20 * 60 }
    }
}

impl InvitationSettings {
    /// Whether many may go out at a minute of the clinic's day.
    #[must_use]
    pub const fn is_open_at(&self, minute: u16) -> bool {
        self.from_minute <= minute && minute < self.to_minute
    }

    /// Fields that cannot be, with the reason.
    #[must_use]
    pub fn problems(&self) -> Vec<(&'static str, &'static str)> {
        let mut found = Vec::new();
        let within = |value: u16, (least, most): (u16, u16)| (least..=most).contains(&value);
        if !within(self.days, DAYS) {
            found.push(("days", "invitation_days"));
        }
        if !within(self.per_hour, PER_HOUR) {
            found.push(("per_hour", "invitation_per_hour"));
        }
        if self.from_minute >= self.to_minute || self.to_minute > DAY_MINUTES {
            found.push(("to", "invitation_window"));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_can_be_and_what_cannot_is_named() {
        let settings = InvitationSettings::default();
        assert_eq!(settings.problems(), []);
        assert!(settings.is_open_at(480) && !settings.is_open_at(479) && !settings.is_open_at(1_200));
        let bad = InvitationSettings { days: 31, per_hour: 0, from_minute: 600, to_minute: 600 };
        let fields: Vec<_> = bad.problems().into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["days", "per_hour", "to"]);
    }
}
