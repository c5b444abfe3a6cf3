//! The net under every request: a reference to quote, a time limit, and an honest page when something breaks.

use super::plain_page;
use crate::router::{AppState, REQUEST_TIMEOUT};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;
use std::time::Duration;
use usecases::keys::random;

/// What a person can quote when something fails; the log line carries it too.
#[derive(Clone, Debug)]
pub struct Reference(pub String);

/// Runs the request in a task of its own, so that a panic ends the request and nothing else.
pub async fn guard(State(_): State<AppState>, mut request: Request, next: Next) -> Response {
    let reference: String = random::<5>().iter().map(|byte| format!("{byte:02x}")).collect();
    request.extensions_mut().insert(Reference(reference.clone()));
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let headers = request.headers().clone();
    let limit = if path.starts_with("/events/") { Duration::MAX } else { REQUEST_TIMEOUT };
    let task = tokio::spawn(next.run(request));
    let status = match tokio::time::timeout(limit, task).await {
        Ok(Ok(response)) => {
            metrics::counter!("portal_requests", "status" => response.status().as_u16().to_string())
                .increment(1);
            return response;
        }
        Ok(Err(_)) => StatusCode::INTERNAL_SERVER_ERROR,
        Err(_) => StatusCode::GATEWAY_TIMEOUT,
    };
    tracing::error!(reference, %method, status = status.as_u16(), "a request broke off");
    plain_page::answer(&headers, &path, status, &reference)
}
