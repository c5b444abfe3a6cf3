//! How somebody wants to hear of new results. It decides about messages alone: what is released can be seen at once.

use serde::{Deserialize, Serialize};

/// Days after which a message goes out though no clinician has written anything.
pub const LONGEST_WAIT_DAYS: i64 = 7;

words! {
    /// When somebody wants to hear.
    When {
        /// As soon as it can be seen.
        AtOnce = "at_once",
        /// Once a clinician has written about it, or after a week.
        WithComment = "with_comment",
    }
}

/// The wish of one person about one chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// When.
    pub when: When,
    /// Not on a Saturday or Sunday, but on the Monday after.
    pub is_weekend_quiet: bool,
}

impl Default for Wish {
    fn default() -> Self {
        Self { when: When::AtOnce, is_weekend_quiet: false }
    }
}

impl Wish {
    /// As it is stored: the word, and another for quiet weekends.
    #[must_use]
    pub fn written(self) -> String {
        let quiet = if self.is_weekend_quiet { " weekdays" } else { "" };
        format!("{}{quiet}", self.when.name())
    }

    /// What is stored; nonsense is the wish of whoever has none.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut words = text.split(' ');
        let when = words.next().and_then(When::parse).unwrap_or(When::AtOnce);
        Self { when, is_weekend_quiet: words.any(|word| word == "weekdays") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wish_is_read_back_and_nonsense_is_none() {
        for when in When::ALL {
            for is_weekend_quiet in [false, true] {
                let wish = Wish { when: *when, is_weekend_quiet };
                assert_eq!(Wish::read(&wish.written()), wish);
            }
        }
        for bad in ["", "never", "weekdays"] {
            assert_eq!(Wish::read(bad).when, When::AtOnce, "{bad}");
        }
        assert!(!Wish::read("weekdays").is_weekend_quiet);
    }
}
