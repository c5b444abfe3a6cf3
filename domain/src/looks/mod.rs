//! Looks: who opened a patient's record, as the patient sees it, and what becomes of a question about one.

pub mod contract;

use crate::time::{DAY, Instant};

/// Days within which the clinic answers a question.
const ANSWER_DAYS: i64 = 14;
/// Most questions of one chart that wait for an answer.
pub const MOST_OPEN: u64 = 10;

/// By when a question is answered.
#[must_use]
pub const fn due(asked: Instant) -> Instant {
    asked.plus_seconds(ANSWER_DAYS * DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_answered_within_two_weeks() {
        assert_eq!(due(Instant(100)), Instant(100 + 14 * 86_400));
    }
}
