//! A refusal: which rule said no, and what the person can do instead.

use serde::{Deserialize, Serialize};

/// What a refused person can do next; the screen turns it into a sentence and a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NextStep {
    /// Choose another time.
    ChooseAnotherTime,
    /// Call the clinic.
    CallUs,
    /// Sign in.
    SignIn,
    /// Ask the person whose chart it is, or the clinic, for access.
    AskForAccess,
    /// Look at the current state and decide again.
    Reload,
    /// Correct the fields and send again.
    CorrectFields,
    /// Wait, then try again.
    TryLater,
    /// Prove anew who is asking.
    ProveYourself,
    /// Set up a second factor.
    SetUpFactor,
}

/// How a refusal is answered over HTTP; one table maps it to a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalKind {
    /// The person may not: 403.
    Forbidden,
    /// Somebody was first, or the state has changed: 409.
    Conflict,
    /// What was kept is gone: 410.
    Gone,
    /// A rule of the clinic says no: 422.
    Rule,
    /// Too many tries: 429.
    Throttled,
}

/// A typed “no”. The rule's name is stable, its words are the texts `refusal.<rule>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Refusal {
    /// Stable name such as `booking.slot_taken`.
    pub rule: &'static str,
    /// How it is answered.
    pub kind: RefusalKind,
    /// What the person can do.
    pub next: NextStep,
}

impl Refusal {
    /// A second factor has to be set up before anything else.
    pub const ENROL_FIRST: Self =
        Self { rule: "account.enrol_first", kind: RefusalKind::Forbidden, next: NextStep::SetUpFactor };
    /// What opened the chart that is shown has ended: it was taken back, or its day had come.
    pub const ACCESS_ENDED: Self =
        Self { rule: "access.ended", kind: RefusalKind::Forbidden, next: NextStep::AskForAccess };
    /// The role or grant does not open this.
    pub const NOT_PERMITTED: Self =
        Self { rule: "access.not_permitted", kind: RefusalKind::Forbidden, next: NextStep::AskForAccess };
}
