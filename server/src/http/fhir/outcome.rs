//! What went wrong, in the words of FHIR: OperationOutcome.

use super::answer;
use axum::http::StatusCode;
use axum::response::Response;
use domain::refusal::RefusalKind;
use serde_json::{Value, json};
use usecases::UseCaseError;
use usecases::exchange::Problem;

/// One thing that is wrong, or to be known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    severity: &'static str,
    code: &'static str,
    text: String,
    place: Option<String>,
}

impl Issue {
    /// Something that is wrong; `code` is of FHIR's issue types.
    #[must_use]
    pub fn error(code: &'static str, text: &str) -> Self {
        Self { severity: "error", code, text: text.to_owned(), place: None }
    }

    /// Something to be known.
    #[must_use]
    pub fn note(severity: &'static str, code: &'static str, text: &str) -> Self {
        Self { severity, code, text: text.to_owned(), place: None }
    }

    /// A resource that was taken, but for a part of it.
    #[must_use]
    pub fn warning(problem: &Problem) -> Self {
        Self { severity: "warning", code: "business-rule", ..Self::of(problem) }
    }

    /// A resource that was not taken.
    #[must_use]
    pub fn of(problem: &Problem) -> Self {
        let place = Some(problem.path.clone()).filter(|path| !path.is_empty());
        Self { severity: "error", code: "invalid", text: problem.reason.clone(), place }
    }
}

/// As a resource.
#[must_use]
pub fn resource(issues: &[Issue]) -> Value {
    let written: Vec<Value> = issues
        .iter()
        .map(|issue| {
            let mut value =
                json!({"severity": issue.severity, "code": issue.code, "diagnostics": issue.text});
            if let (Some(place), Some(members)) = (&issue.place, value.as_object_mut()) {
                members.insert("expression".to_owned(), json!([place]));
            }
            value
        })
        .collect();
    json!({"resourceType": "OperationOutcome", "issue": written})
}

/// As an answer.
pub fn outcome(status: StatusCode, issues: &[Issue]) -> Response {
    answer(status, resource(issues).to_string())
}

/// The answer to what was refused, or has failed; a failure of ours is logged here.
pub fn failed(error: &UseCaseError, reference: &str) -> Response {
    let say = |status, code, text: &str| outcome(status, &[Issue::error(code, text)]);
    match error {
        UseCaseError::NotFound => say(StatusCode::NOT_FOUND, "not-found", "there is no such thing here"),
        UseCaseError::SignedOut => say(StatusCode::UNAUTHORIZED, "login", "the token opens nothing any more"),
        UseCaseError::Invalid(_) => say(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "it was not accepted"),
        UseCaseError::Refused(refusal) => {
            let (status, code) = match refusal.kind {
                RefusalKind::Forbidden => (StatusCode::FORBIDDEN, "forbidden"),
                RefusalKind::Conflict => (StatusCode::CONFLICT, "conflict"),
                RefusalKind::Gone => (StatusCode::GONE, "expired"),
                RefusalKind::Rule => (StatusCode::UNPROCESSABLE_ENTITY, "business-rule"),
                RefusalKind::Throttled => (StatusCode::TOO_MANY_REQUESTS, "throttled"),
            };
            say(status, code, refusal.rule)
        }
        UseCaseError::Internal(source) => {
            tracing::error!(reference, error = %error, source = %source, "a request of a program failed");
            let text = format!("something failed here; reference {reference}");
            say(StatusCode::INTERNAL_SERVER_ERROR, "exception", &text)
        }
    }
}
