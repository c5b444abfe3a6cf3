//! When the patient sees a result: what its test class says, what became of it, and what a clinician decides. Pure: the
//! clock is given.

use crate::time::Instant;
use serde::{Deserialize, Serialize};

words! {
    /// How far a result is.
    Stage {
        /// Not all is known yet, or what is known may still change.
        Preliminary = "preliminary",
        /// Complete and verified.
        Final = "final",
        /// Changed after it was final.
        Corrected = "corrected",
        /// It will not come, or what came does not hold.
        Cancelled = "cancelled",
    }
}

impl Stage {
    /// The stage of FHIR's `DiagnosticReport.status` or `Observation.status`. A word that says nothing about verification
    /// counts as preliminary.
    #[must_use]
    pub fn of_status(status: &str) -> Self {
        match status {
            "final" => Self::Final,
            "amended" | "corrected" | "appended" => Self::Corrected,
            "cancelled" | "entered-in-error" => Self::Cancelled,
            _ => Self::Preliminary,
        }
    }

    /// Whether it is complete and verified.
    #[must_use]
    pub const fn is_verified(self) -> bool {
        matches!(self, Self::Final | Self::Corrected)
    }
}

/// What the clinic has decided for a class of tests. Ordered by how long it holds back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// As soon as it is verified.
    AtOnce,
    /// So many hours after it arrived.
    After {
        /// Hours.
        hours: u16,
    },
    /// When a clinician releases it; by itself after so many hours, if the clinic has set a deadline.
    ByHand {
        /// Hours; nothing means that it waits however long it takes.
        deadline_hours: Option<u16>,
    },
    /// Not through the portal, except when a clinician releases it.
    Never,
}

impl Rule {
    /// How long it holds back: to find the strictest of several.
    #[must_use]
    pub const fn strictness(self) -> (u8, u32) {
        match self {
            Self::AtOnce => (0, 0),
            Self::After { hours } => (1, hours as u32),
            Self::ByHand { deadline_hours: Some(hours) } => (2, hours as u32),
            Self::ByHand { deadline_hours: None } => (2, u32::MAX),
            Self::Never => (3, 0),
        }
    }
}

/// Whether the patient sees a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Not yet.
    Held {
        /// When it is released by itself, if ever.
        due: Option<Instant>,
    },
    /// Since then.
    Released {
        /// Since when.
        at: Instant,
    },
    /// Not at all, until a clinician releases it.
    Blocked,
}

/// An hour, in seconds.
const HOUR: i64 = 3_600;

/// The state of a result that arrives.
#[must_use]
pub fn arrive(rule: Rule, stage: Stage, now: Instant) -> State {
    if rule == Rule::Never {
        return State::Blocked;
    }
    if !stage.is_verified() {
        return State::Held { due: None };
    }
    let after = |hours: u16| now.plus_seconds(i64::from(hours) * HOUR);
    match rule {
        Rule::AtOnce | Rule::After { hours: 0 } => State::Released { at: now },
        Rule::After { hours } => State::Held { due: Some(after(hours)) },
        Rule::ByHand { deadline_hours } => State::Held { due: deadline_hours.map(after) },
        Rule::Never => State::Blocked,
    }
}

/// The state of a result that is there already and comes again, with another stage, another value, or other members.
/// What was released stays released: a correction is told, not hidden. What was held is not held longer than before.
#[must_use]
pub fn update(state: State, rule: Rule, stage: Stage, now: Instant) -> State {
    match state {
        State::Released { .. } | State::Blocked => state,
        State::Held { due: before } => match arrive(rule, stage, now) {
            State::Held { due: Some(due) } => {
                State::Held { due: Some(before.map_or(due, |before| before.min(due))) }
            }
            other => other,
        },
    }
}

/// Whether a held result is released by itself now.
#[must_use]
pub fn is_due(state: State, stage: Stage, now: Instant) -> bool {
    matches!(state, State::Held { due: Some(due) } if due <= now && stage.is_verified())
}

/// Whether a clinician can release it: what was cancelled before anybody saw it never shows.
#[must_use]
pub const fn may_release(state: State, stage: Stage) -> bool {
    !matches!(state, State::Released { .. }) && !matches!(stage, Stage::Cancelled)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Instant = Instant(1_000_000);
    const ALL_RULES: [Rule; 6] = [
        Rule::AtOnce,
        Rule::After { hours: 0 },
        Rule::After { hours: 48 },
        Rule::ByHand { deadline_hours: Some(72) },
        Rule::ByHand { deadline_hours: None },
        Rule::Never,
    ];

    fn held(hours: i64) -> State {
        State::Held { due: Some(NOW.plus_seconds(hours * HOUR)) }
    }

    #[test]
    fn statuses_have_their_stage() {
        for (status, stage) in [
            ("registered", Stage::Preliminary),
            ("partial", Stage::Preliminary),
            ("preliminary", Stage::Preliminary),
            ("unknown", Stage::Preliminary),
            ("", Stage::Preliminary),
            ("final", Stage::Final),
            ("amended", Stage::Corrected),
            ("corrected", Stage::Corrected),
            ("appended", Stage::Corrected),
            ("cancelled", Stage::Cancelled),
            ("entered-in-error", Stage::Cancelled),
        ] {
            assert_eq!(Stage::of_status(status), stage, "{status}");
        }
    }

    #[test]
    fn what_arrives_waits_as_its_rule_says() {
        let released = State::Released { at: NOW };
        let unbounded = State::Held { due: None };
        let expected = [released, released, held(48), held(72), unbounded, State::Blocked];
        for (rule, expected) in ALL_RULES.into_iter().zip(expected) {
            assert_eq!(arrive(rule, Stage::Final, NOW), expected, "{rule:?}");
            assert_eq!(arrive(rule, Stage::Corrected, NOW), expected, "{rule:?}");
        }
    }

    #[test]
    fn nothing_unverified_is_released_by_itself() {
        for rule in ALL_RULES {
            for stage in [Stage::Preliminary, Stage::Cancelled] {
                let state = arrive(rule, stage, NOW);
                assert!(matches!(state, State::Held { due: None } | State::Blocked), "{rule:?} {stage:?}");
                assert!(!is_due(state, stage, Instant(i64::MAX)));
            }
        }
    }

    #[test]
    fn what_was_released_stays_and_what_was_blocked_stays() {
        for state in [State::Released { at: Instant(5) }, State::Blocked] {
            for rule in ALL_RULES {
                for stage in Stage::ALL {
                    assert_eq!(update(state, rule, *stage, NOW), state);
                }
            }
        }
    }

    #[test]
    fn what_was_held_is_never_held_longer() {
        let by_hand = Rule::ByHand { deadline_hours: Some(72) };
        assert_eq!(update(held(10), by_hand, Stage::Corrected, NOW), held(10));
        assert_eq!(update(held(90), by_hand, Stage::Corrected, NOW), held(72));
        assert_eq!(update(State::Held { due: None }, by_hand, Stage::Final, NOW), held(72));
        assert_eq!(update(held(10), Rule::AtOnce, Stage::Final, NOW), State::Released { at: NOW });
    }

    #[test]
    fn cancelled_before_it_was_seen_it_never_shows() {
        let state = update(held(10), Rule::After { hours: 48 }, Stage::Cancelled, NOW);
        assert_eq!(state, State::Held { due: None });
        assert!(!may_release(state, Stage::Cancelled));
        assert!(!may_release(State::Blocked, Stage::Cancelled));
        assert!(may_release(State::Blocked, Stage::Final));
        assert!(may_release(held(1), Stage::Preliminary));
        assert!(!may_release(State::Released { at: NOW }, Stage::Final));
    }

    #[test]
    fn a_deadline_counts_to_the_second() {
        let state = State::Held { due: Some(NOW) };
        assert!(is_due(state, Stage::Final, NOW));
        assert!(!is_due(state, Stage::Final, Instant(NOW.0 - 1)));
        assert!(!is_due(state, Stage::Preliminary, NOW));
        assert!(!is_due(State::Blocked, Stage::Final, NOW));
    }

    #[test]
    fn rules_are_ordered_by_how_long_they_hold_back() {
        let mut sorted = ALL_RULES;
        sorted.sort_by_key(|rule| rule.strictness());
        assert_eq!(sorted, ALL_RULES);
    }
}
