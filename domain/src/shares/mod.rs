//! Share links: a patient gives a summary of the record to a clinician elsewhere by a link (HL7 SMART Health Links).

pub mod contract;
pub mod policy;

use crate::connections::Part;
use crate::time::{DAY, MINUTE};

/// Most wrong passcodes of a link; then it is locked for good.
pub const MOST_WRONG: i32 = 5;
/// Most links of an account that can still be opened.
pub const MOST_AT_ONCE: u64 = 20;
/// Longest name of a link, in characters.
pub const LABEL_CHARS: usize = 80;
/// Shortest and longest passcode, in characters.
pub const PASSCODE_CHARS: (usize, usize) = (4, 64);
/// Longest name of whoever opens a link, in characters.
pub const RECIPIENT_CHARS: usize = 100;
/// The parts of a record that a summary holds, beside who the patient is.
pub const PARTS: [Part; 7] = [
    Part::Diagnoses,
    Part::Allergies,
    Part::Medications,
    Part::Vaccinations,
    Part::Procedures,
    Part::Results,
    Part::Plans,
];

words! {
    /// How long a link can be opened.
    Lasts {
        /// An hour.
        Hour = "hour",
        /// A day.
        Day = "day",
        /// A week.
        Week = "week",
        /// Thirty days.
        Month = "month",
    }
}

impl Lasts {
    /// The same in seconds.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        match self {
            Self::Hour => 60 * MINUTE,
            Self::Day => DAY,
            Self::Week => 7 * DAY,
            Self::Month => 30 * DAY,
        }
    }
}

words! {
    /// How often a link can be opened.
    Times {
        /// Once.
        Once = "once",
        /// Five times.
        Five = "five",
        /// As often as anybody needs.
        Many = "many",
    }
}

impl Times {
    /// The same as a number.
    #[must_use]
    pub const fn most(self) -> i32 {
        match self {
            Self::Once => 1,
            Self::Five => 5,
            Self::Many => 100,
        }
    }
}

words! {
    /// Whether a link can be opened, or why it cannot.
    State {
        /// It can.
        Open = "open",
        /// Its time is over.
        Expired = "expired",
        /// It was opened as often as it could be.
        UsedUp = "used_up",
        /// Too many wrong passcodes were tried.
        Locked = "locked",
        /// Whoever made it has ended it.
        Ended = "ended",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_made_of_parts_that_are_known() {
        for part in PARTS {
            assert!(!part.types().is_empty() && part != Part::Person, "{part:?}");
        }
        assert!(Lasts::ALL.windows(2).all(|pair| pair[0].seconds() < pair[1].seconds()));
        assert!(Times::ALL.windows(2).all(|pair| pair[0].most() < pair[1].most()));
    }
}
