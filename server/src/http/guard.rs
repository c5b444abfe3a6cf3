//! The net under every request: a reference to quote, a time limit, and an honest page when something breaks.

use super::plain_page;
use crate::telemetry;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use i18n::Lang;
use std::time::Duration;
use usecases::keys::random;

/// What a person can quote when something fails; the log line carries it too.
#[derive(Clone, Debug)]
pub struct Reference(pub String);

/// Runs the request in a task of its own, so that a panic ends the request and nothing else.
pub async fn guard(State(limit): State<Duration>, mut request: Request, next: Next) -> Response {
    let reference: String = random::<5>().iter().map(|byte| format!("{byte:02x}")).collect();
    request.extensions_mut().insert(Reference(reference.clone()));
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let headers = request.headers().clone();
    let limit = match path.as_str() {
        super::fhir::IMPORT => super::fhir::IMPORT_TIMEOUT,
        path if path.starts_with("/events/") => Duration::MAX,
        _ => limit,
    };
    let (place, run) = telemetry::noting_panics(next.run(request));
    let status = match tokio::time::timeout(limit, tokio::spawn(run)).await {
        Ok(Ok(response)) => {
            metrics::counter!("portal_requests", "status" => response.status().as_u16().to_string())
                .increment(1);
            return if is_bare(&headers, &path, &response) {
                // The facility has said which language its reader's is.
                let known = response.headers().get(header::CONTENT_LANGUAGE);
                let known = known.and_then(|lang| lang.to_str().ok()).and_then(Lang::parse);
                let lang = known.unwrap_or_else(|| plain_page::lang(&headers));
                plain_page::answer_in(lang, &headers, &path, response.status(), "")
            } else {
                response
            };
        }
        Ok(Err(_)) => StatusCode::INTERNAL_SERVER_ERROR,
        Err(_) => StatusCode::GATEWAY_TIMEOUT,
    };
    metrics::counter!("portal_requests", "status" => status.as_u16().to_string()).increment(1);
    let place = place.get().map_or("", String::as_str);
    tracing::error!(reference, %method, status = status.as_u16(), place, "a request broke off");
    plain_page::answer(&headers, &path, status, &reference)
}

/// Whether an error comes without a page, and a reader or the application waits for one.
fn is_bare(headers: &HeaderMap, path: &str, response: &Response) -> bool {
    let is_error = response.status().is_client_error() || response.status().is_server_error();
    let media_type = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let has_page = media_type.is_some_and(|value| value.contains("html") || value.contains("json"));
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    is_error && !has_page && (path.starts_with("/api/") || accept.contains("text/html"))
}
