//! The FHIR interface over HTTP (FHIR R4 3.1.0): who asks, how often, and answers in the words of FHIR.

pub mod import;
pub mod metadata;
pub mod outcome;
pub mod read;
pub mod write;

use crate::router::AppState;
use app::context::RequestFacts;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use domain::ids::ClientId;
use outcome::{Issue, outcome};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use usecases::connections::{self, Bearer};

/// Where files of records are handed in.
pub const IMPORT: &str = "/fhir/R4/$import";
/// How long handing one in may take.
pub const IMPORT_TIMEOUT: Duration = Duration::from_secs(3_600);
/// FHIR's media type.
pub const FHIR_JSON: &str = "application/fhir+json; charset=utf-8";
/// Requests of one client in a minute.
const MOST_PER_MINUTE: u32 = 600;

/// Whether a path is for programs, which prove themselves with tokens, or know a link, and never with cookies.
#[must_use]
pub fn is_for_programs(path: &str) -> bool {
    path == "/fhir/R4"
        || path.starts_with("/fhir/R4/")
        || path.starts_with(usecases::shares::MANIFEST)
        || matches!(path, "/oauth/token" | "/oauth/revoke")
}

/// How many requests of this minute each client has made.
#[derive(Debug, Default)]
pub struct Budget(Mutex<(i64, HashMap<ClientId, u32>)>);

impl Budget {
    /// Whether one more request of `client` in `minute` is taken; it is counted.
    pub fn takes(&self, client: ClientId, minute: i64) -> bool {
        let mut spent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if spent.0 != minute {
            *spent = (minute, HashMap::new());
        }
        let count = spent.1.entry(client).or_default();
        *count = count.saturating_add(1);
        *count <= MOST_PER_MINUTE
    }
}

/// Apps in browsers ask from origins of their own (CORS). Nothing here looks at cookies, so any origin may.
pub async fn for_other_origins(request: Request, next: Next) -> Response {
    let is_question = request.method() == Method::OPTIONS;
    let mut response =
        if is_question { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("location, etag, content-location"),
    );
    if is_question {
        let allowed = "authorization, content-type, prefer, if-none-exist, accept";
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(allowed));
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, PUT"));
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    }
    response
}

/// A method that an address does not know is answered in the words of FHIR too.
pub async fn known_methods(request: Request, next: Next) -> Response {
    let is_fhir = request.uri().path().starts_with("/fhir/");
    let response = next.run(request).await;
    if !is_fhir || response.status() != StatusCode::METHOD_NOT_ALLOWED {
        return response;
    }
    let text = "this address does not take this method; Allow says which it takes";
    let mut told = outcome(StatusCode::METHOD_NOT_ALLOWED, &[Issue::error("not-supported", text)]);
    if let Some(allow) = response.headers().get(header::ALLOW) {
        told.headers_mut().insert(header::ALLOW, allow.clone());
    }
    told
}

/// Who asks with the token of a request.
///
/// # Errors
/// The answer to a request without a token that opens anything, or to one too many.
pub async fn bearer(
    state: &AppState,
    (facts, budget): (&RequestFacts, &Budget),
    headers: &HeaderMap,
) -> Result<Bearer, Response> {
    if let Some(response) = other_than_json(headers) {
        return Err(response);
    }
    let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let token = value
        .split_once(' ')
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim());
    let backend = &state.portal.backend;
    let found = match token {
        Some(token) => connections::open(backend, &facts.facility, &facts.origin.address, token)
            .await
            .map_err(|error| outcome::failed(&error, &facts.reference))?,
        None => None,
    };
    let Some(bearer) = found else {
        let text = "a token is needed that has not ended: Authorization: Bearer …";
        let mut response = outcome(StatusCode::UNAUTHORIZED, &[Issue::error("login", text)]);
        let challenge = if token.is_some() { "Bearer error=\"invalid_token\"" } else { "Bearer" };
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        return Err(response);
    };
    if !budget.takes(bearer.client, backend.clock.now().0.div_euclid(60)) {
        let text = format!("more than {MOST_PER_MINUTE} requests in a minute");
        let mut response = outcome(StatusCode::TOO_MANY_REQUESTS, &[Issue::error("throttled", &text)]);
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
        return Err(response);
    }
    Ok(bearer)
}

/// The answer to whoever wants another format.
fn other_than_json(headers: &HeaderMap) -> Option<Response> {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("*/*");
    let is_fine =
        accept.is_empty() || ["json", "*/*", "application/*"].iter().any(|known| accept.contains(known));
    if is_fine {
        return None;
    }
    let text = "only application/fhir+json is spoken";
    Some(outcome(StatusCode::NOT_ACCEPTABLE, &[Issue::error("not-supported", text)]))
}

/// A FHIR answer, which nobody keeps.
pub fn answer(status: StatusCode, body: impl Into<Body>) -> Response {
    let headers = [(header::CONTENT_TYPE, FHIR_JSON), (header::CACHE_CONTROL, "no-store")];
    (status, headers, body.into()).into_response()
}
