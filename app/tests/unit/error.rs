//! Errors across the wire.

use app::error::{AppError, FieldProblem};
use domain::refusal::{NextStep, RefusalKind};

#[test]
fn what_is_written_is_read_again() {
    let rule = || "booking.slot_taken".to_owned();
    for error in [
        AppError::SignedOut,
        AppError::StepUp,
        AppError::Forbidden { rule: rule() },
        AppError::NotFound,
        AppError::Invalid {
            fields: vec![FieldProblem { field: "username".to_owned(), message: "missing".to_owned() }],
        },
        AppError::Refused {
            rule: rule(),
            kind: RefusalKind::Conflict,
            next: NextStep::ChooseAnotherTime,
            alternatives: Vec::new(),
        },
        AppError::Transport,
        AppError::Internal { reference: "r-1".to_owned() },
    ] {
        let text = serde_json::to_string(&error).expect("an error is written");
        assert_eq!(serde_json::from_str::<AppError>(&text).expect(&text), error);
    }
}
