//! Nobody else's page can act here: every request that could change something must come from this very origin.

use super::{hooks, plain_page, reports};
use crate::config::BaseUrl;
use crate::router::AppState;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

/// Refuses what does not come from this origin: every unsafe method, and server functions whatever the method.
pub async fn same_origin(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let needs_proof = !is_safe || request.uri().path().starts_with("/api/");
    // Reports come from browsers themselves, and change nothing.
    let is_report = request.uri().path() == reports::PATH;
    // Other services sign what they tell, and have no session to misuse.
    let is_hook = request.uri().path().starts_with(hooks::PREFIX);
    // Programs prove themselves with a token of their own; cookies open nothing there.
    let is_program = super::fhir::is_for_programs(request.uri().path());
    if needs_proof
        && !is_report
        && !is_hook
        && !is_program
        && !is_same_origin(request.headers(), &state.config.base_url)
    {
        return plain_page::refuse(&request, StatusCode::FORBIDDEN);
    }
    next.run(request).await
}

/// Browsers say where a request comes from in `Sec-Fetch-Site`; old ones in `Origin`. Silence is a refusal.
#[must_use]
pub fn is_same_origin(headers: &HeaderMap, base: &BaseUrl) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin";
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).map(host_name);
    match (headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok()), host) {
        (Some(origin), Some(host)) => origin == base.origin(&host),
        _ => false,
    }
}

/// A Host header without its port, in lower case.
#[must_use]
pub fn host_name(host: &str) -> String {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    name.trim_end_matches('.').to_ascii_lowercase()
}
