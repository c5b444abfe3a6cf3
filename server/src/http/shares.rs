//! Share links over HTTP (SMART Health Links): manifests and files, which any viewer at any origin may ask for, and the script with
//! which the portal's own viewer reads them. Nothing here looks at cookies.

use super::brand::confirmed;
use super::networks::Budget;
use crate::router::AppState;
use app::context::RequestFacts;
use axum::Extension;
use axum::body::to_bytes;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use domain::refusal::RefusalKind;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use usecases::UseCaseError;
use usecases::shares::{self, Asked, Files, Opened};

/// Largest body of a manifest request.
const BODY_LIMIT: usize = 16 * 1024;

type Facts = Extension<Arc<RequestFacts>>;
type Spent = Extension<Arc<Budget>>;

/// A manifest request.
#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    recipient: String,
    #[serde(default)]
    passcode: Option<String>,
    #[serde(default, rename = "embeddedLengthMax")]
    most_embedded: Option<usize>,
}

/// Opens a link.
pub async fn manifest(
    State(state): State<AppState>,
    Extension(facts): Facts,
    Extension(budget): Spent,
    Path(token): Path<String>,
    request: Request,
) -> Response {
    if let Some(response) = too_many(&state, &facts, &budget) {
        return response;
    }
    let body = to_bytes(request.into_body(), BODY_LIMIT).await.unwrap_or_default();
    let Ok(wanted) = serde_json::from_slice::<Wanted>(&body) else {
        return unreadable();
    };
    let asked = Asked {
        recipient: wanted.recipient,
        passcode: wanted.passcode.unwrap_or_default(),
        most_embedded: wanted.most_embedded,
    };
    let (backend, passwords) = (&state.portal.backend, &state.portal.passwords);
    let who = (facts.origin.address.as_str(), facts.lang);
    match shares::open(backend, passwords, &facts.facility, who, (&token, asked)).await {
        Ok(Opened::Given(files)) => {
            let mut file = json!({"contentType": "application/fhir+json"});
            let (name, value) = match files {
                Files::Embedded(file) => ("embedded", file),
                Files::At(address) => ("location", address),
            };
            if let Some(members) = file.as_object_mut() {
                members.insert(name.to_owned(), Value::String(value));
            }
            answer(StatusCode::OK, &json!({"files": [file]}))
        }
        Ok(Opened::WrongPasscode(left)) => {
            answer(StatusCode::UNAUTHORIZED, &json!({"remainingAttempts": left}))
        }
        Err(error) => failed(&error, &facts),
    }
}

/// The file of an opening, where it was too long for the manifest.
pub async fn file(
    State(state): State<AppState>,
    Extension(facts): Facts,
    Extension(budget): Spent,
    Path(ticket): Path<String>,
) -> Response {
    if let Some(response) = too_many(&state, &facts, &budget) {
        return response;
    }
    let who = (facts.origin.address.as_str(), facts.lang);
    match shares::fetch(&state.portal.backend, &facts.facility, who, &ticket).await {
        Ok(file) => {
            let headers = [(header::CONTENT_TYPE, "application/jose"), (header::CACHE_CONTROL, "no-store")];
            (headers, file).into_response()
        }
        Err(error) => failed(&error, &facts),
    }
}

/// The viewer's script.
pub async fn script(request: Request) -> Response {
    confirmed(request.headers(), "text/javascript; charset=utf-8", include_str!("share.js").into())
}

fn too_many(state: &AppState, facts: &RequestFacts, budget: &Budget) -> Option<Response> {
    let minute = state.portal.backend.clock.now().0.div_euclid(60);
    (!budget.takes(&facts.origin.address, minute)).then(wait)
}

fn wait() -> Response {
    let mut response =
        answer(StatusCode::TOO_MANY_REQUESTS, &json!({"error": "too many requests: try again in a minute"}));
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    response
}

fn unreadable() -> Response {
    let text = "the body must be JSON with a recipient: who opens the link";
    answer(StatusCode::BAD_REQUEST, &json!({"error": text}))
}

fn answer(status: StatusCode, body: &Value) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    (status, headers, body.to_string()).into_response()
}

/// What stands against it; a failure of ours is logged here.
fn failed(error: &UseCaseError, facts: &RequestFacts) -> Response {
    match error {
        UseCaseError::Invalid(_) => unreadable(),
        UseCaseError::Refused(refusal) if refusal.kind == RefusalKind::Throttled => wait(),
        // Whatever its maker may no longer do: the link is as if it had never been.
        UseCaseError::NotFound | UseCaseError::Refused(_) | UseCaseError::SignedOut => {
            answer(StatusCode::NOT_FOUND, &json!({"error": "there is no such link, or it is over"}))
        }
        UseCaseError::Internal(_) => {
            let source = std::error::Error::source(error).map(ToString::to_string);
            tracing::error!(reference = facts.reference, error = %error, ?source, "a share link could not be opened");
            answer(
                StatusCode::INTERNAL_SERVER_ERROR,
                &json!({"error": format!("something went wrong: {}", facts.reference)}),
            )
        }
    }
}
