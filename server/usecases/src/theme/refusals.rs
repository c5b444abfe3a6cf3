//! The refusals of the theme editor.

use domain::refusal::{NextStep, Refusal, RefusalKind};

/// Somebody else has saved or published since the editor read the theme.
pub const CHANGED: Refusal =
    Refusal { rule: "theme.changed", kind: RefusalKind::Conflict, next: NextStep::Reload };
/// There is no draft, or it is what the pages wear already.
pub const NOTHING_TO_PUBLISH: Refusal =
    Refusal { rule: "theme.nothing_to_publish", kind: RefusalKind::Rule, next: NextStep::Reload };
