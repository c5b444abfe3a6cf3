//! The one error that crosses the wire: typed, without any text of the database or of a person.

use crate::texts::t;
use crate::wire::Wire;
use domain::booking::contract::SlotChoice;
use domain::refusal::{NextStep, RefusalKind};
use i18n::k;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// A field that was not accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// Name of the field as in the request.
    pub field: String,
    /// Name of the reason: text `field.<message>`.
    pub message: String,
}

/// Why a server function did not succeed. Screens match on it; nobody parses texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "error", rename_all = "snake_case", from = "Received")]
pub enum AppError {
    /// Nobody is signed in, or the session has ended. 401
    SignedOut,
    /// More proof of who is asking is needed first. 403
    StepUp,
    /// The person may not. 403
    Forbidden {
        /// The rule that said no.
        rule: String,
    },
    /// There is no such thing here. 404
    NotFound,
    /// Fields were not accepted. 422
    Invalid {
        /// Which, and why.
        fields: Vec<FieldProblem>,
    },
    /// A rule of the clinic said no. 409, 410, 422 or 429
    Refused {
        /// The rule: text `refusal.<rule>`.
        rule: String,
        /// How it is answered.
        kind: RefusalKind,
        /// What the person can do.
        next: NextStep,
        /// The nearest free times, where one was lost.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        alternatives: Vec<SlotChoice>,
    },
    /// The request or its answer did not get through.
    Transport,
    /// Something of ours failed. 500
    Internal {
        /// What the person can quote, and the log holds.
        reference: String,
    },
}

/// An error as it is read: one flat object, which takes a fraction of the code of reading a tagged enum.
#[derive(Deserialize)]
struct Received {
    error: Name,
    #[serde(default)]
    rule: String,
    #[serde(default)]
    fields: Vec<FieldProblem>,
    kind: Option<RefusalKind>,
    next: Option<NextStep>,
    #[serde(default)]
    alternatives: Vec<SlotChoice>,
    #[serde(default)]
    reference: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Name {
    SignedOut,
    StepUp,
    Forbidden,
    NotFound,
    Invalid,
    Refused,
    Transport,
    Internal,
}

impl From<Received> for AppError {
    fn from(received: Received) -> Self {
        let Received { error, rule, fields, kind, next, alternatives, reference } = received;
        match (error, kind, next) {
            (Name::SignedOut, ..) => Self::SignedOut,
            (Name::StepUp, ..) => Self::StepUp,
            (Name::Forbidden, ..) => Self::Forbidden { rule },
            (Name::NotFound, ..) => Self::NotFound,
            (Name::Invalid, ..) => Self::Invalid { fields },
            (Name::Refused, Some(kind), Some(next)) => Self::Refused { rule, kind, next, alternatives },
            (Name::Transport, ..) => Self::Transport,
            (Name::Refused | Name::Internal, ..) => Self::Internal { reference },
        }
    }
}

impl AppError {
    /// The sentence for the reader, without the next step.
    #[must_use]
    pub fn message(&self) -> &'static str {
        match self {
            Self::SignedOut => t(k::ERROR_SIGNED_OUT),
            Self::StepUp => t(k::ERROR_STEP_UP),
            Self::Forbidden { rule } | Self::Refused { rule, .. } => {
                i18n::key_by_name(&format!("refusal.{rule}")).map_or_else(|| t(k::ERROR_REFUSED), t)
            }
            Self::NotFound => t(k::ERROR_NOT_FOUND),
            Self::Invalid { .. } => t(k::ERROR_INVALID),
            Self::Transport => t(k::ERROR_TRANSPORT),
            Self::Internal { .. } => t(k::ERROR_INTERNAL),
        }
    }

    /// The sentence for one field, if it was not accepted.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static str> {
        let Self::Invalid { fields } = self else { return None };
        let problem = fields.iter().find(|problem| problem.field == name)?;
        Some(i18n::key_by_name(&format!("field.{}", problem.message)).map_or_else(|| t(k::ERROR_INVALID), t))
    }
}

impl FromServerFnError for AppError {
    type Encoder = Wire;

    /// Faults of the transport or of decoding: no text of theirs goes on.
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Deserialization(_)
            | ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_) => {
                #[cfg(feature = "ssr")]
                crate::context::set_status(http::StatusCode::UNPROCESSABLE_ENTITY);
                Self::Invalid { fields: Vec::new() }
            }
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => Self::Transport,
            _ => Self::Internal { reference: String::new() },
        }
    }
}
