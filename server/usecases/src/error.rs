//! What an action answers when it does not succeed.

use domain::refusal::{Refusal, RefusalKind};
use serde::{Deserialize, Serialize};

/// A field that was not accepted, and the text that says why (`field.<message>`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// Name of the field as in the request.
    pub field: String,
    /// Stable name of the reason.
    pub message: String,
}

impl FieldError {
    /// A reason for one field.
    #[must_use]
    pub fn new(field: &str, message: &str) -> Self {
        Self { field: field.to_owned(), message: message.to_owned() }
    }
}

/// Why an action did not succeed. Only `Internal` is a fault of ours; it is logged once, where it is answered.
#[derive(Debug, thiserror::Error)]
pub enum UseCaseError {
    /// Nobody is signed in, or the session has ended.
    #[error("signed out")]
    SignedOut,
    /// There is no such thing for this actor: foreign and missing look the same.
    #[error("not found")]
    NotFound,
    /// A rule said no.
    #[error("refused: {}", .0.rule)]
    Refused(Refusal),
    /// Fields were not accepted.
    #[error("invalid fields")]
    Invalid(Vec<FieldError>),
    /// Something of ours failed.
    #[error("internal error")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl UseCaseError {
    /// Wraps a fault of ours.
    pub fn internal(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(error.into())
    }

    /// The audit log's word for this outcome.
    #[must_use]
    pub const fn outcome(&self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::NotFound => "not_found",
            Self::Refused(refusal) => refusal.rule,
            Self::Invalid(_) => "invalid",
            Self::Internal(_) => "failed",
        }
    }

    /// Whether the actor was not allowed, which is worth an audit event of its own.
    #[must_use]
    pub const fn is_denial(&self) -> bool {
        matches!(self, Self::Refused(Refusal { kind: RefusalKind::Forbidden, .. }))
    }
}

impl From<Refusal> for UseCaseError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<serde_json::Error> for UseCaseError {
    fn from(error: serde_json::Error) -> Self {
        Self::internal(error)
    }
}
