//! What a server function knows of its request; the one file that names axum and leptos_axum.

use crate::error::{AppError, FieldProblem};
use crate::flash::Flash;
use axum::http::header::REFERER;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri};
use domain::actor::Actor;
use domain::booking::contract::SlotChoice;
use domain::refusal::{NextStep, RefusalKind};
use i18n::Lang;
use leptos::prelude::{expect_context, use_context};
use leptos_axum::ResponseOptions;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use usecases::account::{Origin, Passwords};
use usecases::facility::Facility;
use usecases::{Backend, UseCaseError};

/// The portal as a whole, the same for every request.
#[derive(Clone, Debug)]
pub struct Portal {
    /// Database, clock, keys.
    pub backend: Backend,
    /// Password hashing with its limits.
    pub passwords: Passwords,
}

/// What the middleware found out about a request; it sits in the request's extensions.
#[derive(Clone, Debug)]
pub struct RequestFacts {
    /// The facility of the host.
    pub facility: Facility,
    /// Who is signed in.
    pub actor: Option<Actor>,
    /// Address and device.
    pub origin: Origin,
    /// The reader's language.
    pub lang: Lang,
    /// What a person can quote when something fails.
    pub reference: String,
    /// The answer to a form that was posted without JavaScript, once.
    pub flash: Option<Flash>,
    /// Whether a fault of ours is in the log already: parts of a page that fail together are one line.
    pub is_logged: Arc<AtomicBool>,
}

/// The portal of this request.
pub fn portal() -> Portal {
    expect_context()
}

/// Database, clock, keys of this request.
pub fn backend() -> Backend {
    portal().backend
}

/// Facts of the request, signed in or not. Every server function starts with this or with [`actor`].
///
/// # Errors
/// `Internal` outside a request.
pub fn visitor() -> Result<Arc<RequestFacts>, AppError> {
    use_context::<Parts>()
        .and_then(|parts| parts.extensions.get::<Arc<RequestFacts>>().cloned())
        .ok_or(AppError::Internal { reference: String::new() })
}

/// The person who is signed in. Every server function starts with this or with [`visitor`].
///
/// # Errors
/// `SignedOut`, with status 401.
pub fn actor() -> Result<Actor, AppError> {
    let actor = visitor()?.actor.clone();
    actor.ok_or_else(|| {
        set_status(StatusCode::UNAUTHORIZED);
        AppError::SignedOut
    })
}

/// Turns an action's answer into the wire's, with the right status; logs faults of ours, once for each request.
///
/// # Errors
/// The action's, without anything that is not for the reader's eyes.
pub fn answer<T>(result: Result<T, UseCaseError>) -> Result<T, AppError> {
    result.map_err(|error| {
        let facts = visitor().ok();
        let reference = facts.as_ref().map(|facts| facts.reference.as_str()).unwrap_or_default();
        let is_first = facts.as_ref().is_none_or(|facts| is_first_fault(&error, &facts.is_logged));
        let (status, error) = on_the_wire(error, reference, is_first);
        set_status(status);
        error
    })
}

/// An action's error for the wire, with its status; logs faults of ours, once. For routes that are no server functions.
#[must_use]
pub fn wire_error(error: UseCaseError, reference: &str) -> (StatusCode, AppError) {
    on_the_wire(error, reference, true)
}

/// Whether an error is the first fault of ours in its request.
fn is_first_fault(error: &UseCaseError, is_logged: &AtomicBool) -> bool {
    matches!(error, UseCaseError::Internal(_)) && !is_logged.swap(true, Ordering::Relaxed)
}

fn on_the_wire(error: UseCaseError, reference: &str, is_first: bool) -> (StatusCode, AppError) {
    match error {
        UseCaseError::SignedOut => (StatusCode::UNAUTHORIZED, AppError::SignedOut),
        UseCaseError::NotFound => (StatusCode::NOT_FOUND, AppError::NotFound),
        UseCaseError::Refused(refusal) => {
            let rule = refusal.rule.to_owned();
            let error = match refusal.kind {
                RefusalKind::Forbidden if refusal.next == NextStep::ProveYourself => AppError::StepUp,
                RefusalKind::Forbidden => AppError::Forbidden { rule },
                kind => AppError::Refused { rule, kind, next: refusal.next, alternatives: Vec::new() },
            };
            (status_of(refusal.kind), error)
        }
        UseCaseError::Invalid(fields) => {
            let fields = fields
                .into_iter()
                .map(|problem| FieldProblem { field: problem.field, message: problem.message });
            (StatusCode::UNPROCESSABLE_ENTITY, AppError::Invalid { fields: fields.collect() })
        }
        UseCaseError::Internal(error) => {
            if is_first {
                tracing::error!(reference, error = %error, "an action failed");
            } else {
                tracing::debug!(reference, error = %error, "another action of the same request failed");
            }
            (StatusCode::INTERNAL_SERVER_ERROR, AppError::Internal { reference: reference.to_owned() })
        }
    }
}

/// The same for a time that somebody may have taken meanwhile: the refusal names the nearest free ones.
///
/// # Errors
/// As [`answer`].
pub async fn answer_or_else<T>(
    result: Result<T, UseCaseError>,
    nearest: impl Future<Output = Vec<SlotChoice>>,
) -> Result<T, AppError> {
    let mut answered = answer(result);
    if let Err(AppError::Refused { kind: RefusalKind::Conflict | RefusalKind::Gone, alternatives, .. }) =
        &mut answered
    {
        *alternatives = nearest.await;
    }
    answered
}

/// The one table from refusals to HTTP.
const fn status_of(kind: RefusalKind) -> StatusCode {
    match kind {
        RefusalKind::Forbidden => StatusCode::FORBIDDEN,
        RefusalKind::Conflict => StatusCode::CONFLICT,
        RefusalKind::Gone => StatusCode::GONE,
        RefusalKind::Rule => StatusCode::UNPROCESSABLE_ENTITY,
        RefusalKind::Throttled => StatusCode::TOO_MANY_REQUESTS,
    }
}

/// Sets the status of the response: a page's or a server function's.
pub fn set_status(status: StatusCode) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
    }
}

/// Adds a header to the response.
pub fn add_header(name: HeaderName, value: &str) {
    if let (Some(response), Ok(value)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(value)) {
        response.append_header(name, value);
    }
}

/// The page of this portal that the request came from, as path and query.
pub fn came_from() -> Option<String> {
    let parts = use_context::<Parts>()?;
    let page: Uri = parts.headers.get(REFERER)?.to_str().ok()?.parse().ok()?;
    page.path_and_query().map(ToString::to_string)
}

/// Marks a request that came from a plain form, in its extensions: a page without scripts waits for the answer.
#[derive(Clone, Copy, Debug)]
pub struct PlainForm;

/// Whether the request is a form posted without scripts.
pub fn is_plain_form() -> bool {
    use_context::<Parts>().is_some_and(|parts| parts.extensions.get::<PlainForm>().is_some())
}

/// Sends on whoever posted a form without scripts; a page that is awake goes on by itself.
pub fn redirect_form(path: &str) {
    if is_plain_form() {
        redirect(path);
    }
}

/// Sends the reader to another path of this portal.
pub fn redirect(path: &str) {
    leptos_axum::redirect(path);
}
