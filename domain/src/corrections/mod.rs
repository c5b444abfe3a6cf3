//! Corrections: a patient asks for an entry of the record to be corrected, the clinic agrees or says why not, and either may
//! write on until it is settled.
//!
//! Within 60 days the clinic answers (45 CFR 164.526, b, 2). Whoever is told no may disagree; what was written stays.

pub mod contract;

use crate::time::{DAY, Instant};

/// Days within which the clinic answers.
const ANSWER_DAYS: i64 = 60;
/// Most requests of one chart that wait for an answer.
pub const MOST_OPEN: usize = 20;
/// Most messages of one request.
pub const MOST_MESSAGES: usize = 100;
/// Longest message, in characters.
pub const LONGEST: usize = 2_000;

words! {
    /// How far a request is.
    State {
        /// The clinic has to answer.
        Waiting = "waiting",
        /// The clinic has asked something; the patient has to answer.
        Asked = "asked",
        /// The record is, or will be, corrected.
        Agreed = "agreed",
        /// The clinic has said why not.
        Declined = "declined",
        /// The patient has taken it back.
        TakenBack = "taken_back",
    }
}

words! {
    /// What somebody does about a request.
    Step {
        /// The patient asks for a correction.
        Begin = "begin",
        /// The patient writes on, or disagrees with a no.
        Write = "write",
        /// The patient takes it back.
        TakeBack = "take_back",
        /// The clinic asks for more.
        AskBack = "ask_back",
        /// The clinic agrees.
        Agree = "agree",
        /// The clinic declines, with the reason.
        Decline = "decline",
    }
}

impl State {
    /// Whether the clinic still has to do something about it, or waits for the patient.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Asked)
    }

    /// What a step makes of it; nothing where the step is none that can be taken now.
    #[must_use]
    pub const fn after(self, step: Step) -> Option<Self> {
        match (self, step) {
            (Self::Waiting | Self::Asked | Self::Declined, Step::Write) => Some(Self::Waiting),
            (Self::Waiting | Self::Asked, Step::TakeBack) => Some(Self::TakenBack),
            (Self::Waiting | Self::Asked, Step::AskBack) => Some(Self::Asked),
            (Self::Waiting | Self::Asked, Step::Agree) => Some(Self::Agreed),
            (Self::Waiting | Self::Asked, Step::Decline) => Some(Self::Declined),
            _ => None,
        }
    }
}

impl Step {
    /// Whether it is the patient's, or of somebody who acts for the patient.
    #[must_use]
    pub const fn is_patients(self) -> bool {
        matches!(self, Self::Begin | Self::Write | Self::TakeBack)
    }

    /// Whether it says something, so that it cannot go without words.
    #[must_use]
    pub const fn needs_words(self) -> bool {
        !matches!(self, Self::TakeBack | Self::Agree)
    }
}

/// By when the clinic answers what was asked, or written on, at a time.
#[must_use]
pub const fn due(asked: Instant) -> Instant {
    asked.plus_seconds(ANSWER_DAYS * DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_is_taken_where_it_can_be_and_nowhere_else() {
        let mut table = String::new();
        for state in State::ALL {
            for step in Step::ALL {
                if let Some(next) = state.after(*step) {
                    table.push_str(&format!("{} + {} = {}\n", state.name(), step.name(), next.name()));
                }
            }
        }
        assert_eq!(
            table,
            "waiting + write = waiting\n\
             waiting + take_back = taken_back\n\
             waiting + ask_back = asked\n\
             waiting + agree = agreed\n\
             waiting + decline = declined\n\
             asked + write = waiting\n\
             asked + take_back = taken_back\n\
             asked + ask_back = asked\n\
             asked + agree = agreed\n\
             asked + decline = declined\n\
             declined + write = waiting\n"
        );
    }

    #[test]
    fn a_no_needs_its_reason_and_a_yes_no_words() {
        assert!(Step::Decline.needs_words() && Step::AskBack.needs_words() && Step::Begin.needs_words());
        assert!(!Step::Agree.needs_words() && !Step::TakeBack.needs_words());
    }

    #[test]
    fn it_is_answered_within_sixty_days() {
        assert_eq!(due(Instant(100)), Instant(100 + 60 * 86_400));
    }
}
