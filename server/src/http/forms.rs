//! Forms without JavaScript: the server function answers as ever, and the reader is sent on to a page of this portal.

use super::facts::{flash_cookie, referring_path};
use super::plain_page;
use crate::router::AppState;
use app::context::{PlainForm, RequestFacts};
use app::error::AppError;
use app::flash::Flash;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use std::sync::Arc;
use usecases::flash;

/// Largest form that is kept for its reader to correct.
const LARGEST_FORM: usize = 64 * 1024;
/// How long the answer waits for its page.
const FLASH_SECONDS: u32 = 120;
/// Header by which a server function sends its reader on.
const REDIRECT_HEADER: &str = "serverfnredirect";

/// Turns a server function's answer to a plain form into a redirect; an error waits on the server for one page.
pub async fn plain_forms(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let is_plain = request.method() == Method::POST
        && request.uri().path().starts_with("/api/")
        && request
            .headers()
            .get(header::ACCEPT)
            .is_some_and(|accept| accept.to_str().is_ok_and(|accept| accept.contains("text/html")));
    if !is_plain {
        return next.run(request).await;
    }
    let facts = request.extensions().get::<Arc<RequestFacts>>().cloned();
    let back = referring_path(request.headers());
    let endpoint = request.uri().path().to_owned();
    let (mut parts, body) = request.into_parts();
    let Ok(form) = to_bytes(body, LARGEST_FORM).await else {
        return plain_page::answer(&parts.headers, &endpoint, StatusCode::PAYLOAD_TOO_LARGE, "");
    };
    parts.headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    parts.extensions.insert(PlainForm);
    let mut page_headers = parts.headers.clone();
    page_headers.insert(header::ACCEPT, HeaderValue::from_static("text/html"));
    let response = next.run(Request::from_parts(parts, Body::from(form.clone()))).await;
    let cookies: Vec<HeaderValue> = response.headers().get_all(header::SET_COOKIE).iter().cloned().collect();
    let clear = response.headers().get("clear-site-data").cloned();
    let mut answer = if response.status().is_success() || response.status().is_redirection() {
        let target =
            response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok()).map(ToOwned::to_owned);
        Redirect::to(target.as_deref().unwrap_or(&back)).into_response()
    } else {
        let error = read_error(response).await;
        match keep(&state, facts.as_deref(), endpoint, error, &form).await {
            Some(cookie) => ([(header::SET_COOKIE, cookie)], Redirect::to(&back)).into_response(),
            None => plain_page::answer(&page_headers, "/api/", StatusCode::SERVICE_UNAVAILABLE, ""),
        }
    };
    for cookie in cookies {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    if let Some(clear) = clear {
        answer.headers_mut().insert("clear-site-data", clear);
    }
    answer.headers_mut().remove(REDIRECT_HEADER);
    answer
}

async fn read_error(response: Response) -> AppError {
    let body = to_bytes(response.into_body(), LARGEST_FORM).await.unwrap_or_default();
    serde_json::from_slice(&body).unwrap_or(AppError::Internal { reference: String::new() })
}

async fn keep(
    state: &AppState,
    facts: Option<&RequestFacts>,
    endpoint: String,
    error: AppError,
    form: &[u8],
) -> Option<HeaderValue> {
    let flash = Flash { endpoint, error, values: typed_values(form) };
    let body = serde_json::to_string(&flash).ok()?;
    let token =
        flash::keep(&state.portal.backend, facts?.facility.id, &body, i64::from(FLASH_SECONDS)).await.ok()?;
    HeaderValue::from_str(&flash_cookie(&token, FLASH_SECONDS)).ok()
}

/// What was typed, by field name; secrets are left out.
#[must_use]
pub fn typed_values(form: &[u8]) -> Vec<(String, String)> {
    url_pairs(form)
        .into_iter()
        .filter(|(name, _)| !["password", "code", "credential"].iter().any(|secret| name.contains(secret)))
        .collect()
}

fn url_pairs(form: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(form);
    text.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

/// Undoes `application/x-www-form-urlencoded`.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let pair = [rest.next().unwrap_or(b'0'), rest.next().unwrap_or(b'0')];
                let hex = std::str::from_utf8(&pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
                bytes.push(hex.unwrap_or(b'?'));
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
