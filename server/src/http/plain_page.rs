//! The page for what fails before or instead of the application: unknown host, refused origin, no database, a panic.

use super::facts::{cookie, referring_path};
use app::account::LANGUAGE_NAME;
use app::context::RequestFacts;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use domain::theme::{ThemeTokens, css};
use i18n::{Key, Lang, fill, k, text};
use std::sync::{Arc, LazyLock};

/// Where its stylesheet is; on every host, because the page knows of no clinic.
pub const STYLE_PATH: &str = "/plain.css";

static STYLE: LazyLock<String> =
    LazyLock::new(|| format!("{}{}", css(&ThemeTokens::default()), include_str!("plain_page.css")));

/// Its stylesheet: the product's own colours.
pub async fn stylesheet() -> impl IntoResponse {
    let headers =
        [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=3600")];
    (headers, STYLE.as_str())
}

/// The answer to a request that is refused before the application sees it.
#[must_use]
pub fn refuse(request: &Request, status: StatusCode) -> Response<Body> {
    let facts = request.extensions().get::<Arc<RequestFacts>>();
    let lang = facts.map_or_else(|| lang(request.headers()), |facts| facts.lang);
    answer_in(lang, request.headers(), request.uri().path(), status, "")
}

/// A page for readers, JSON for programs; both with the reference they can quote.
#[must_use]
pub fn answer(headers: &HeaderMap, path: &str, status: StatusCode, reference: &str) -> Response<Body> {
    answer_in(lang(headers), headers, path, status, reference)
}

/// The same in the language that is already known to be the reader's.
#[must_use]
pub fn answer_in(
    lang: Lang,
    headers: &HeaderMap,
    path: &str,
    status: StatusCode,
    reference: &str,
) -> Response<Body> {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    let (body, media_type) = if path.starts_with("/api/") && !accept.contains("text/html") {
        (json(status, reference), "application/json")
    } else {
        (page(lang, status, reference, &way_on(headers, path, status)), "text/html; charset=utf-8")
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    let wait = match status {
        StatusCode::SERVICE_UNAVAILABLE => Some("10"),
        StatusCode::TOO_MANY_REQUESTS => Some("60"),
        _ => None,
    };
    if let Some(seconds) = wait {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(seconds));
    }
    response
}

/// The reader's language, as far as the request alone tells it.
#[must_use]
pub fn lang(headers: &HeaderMap) -> Lang {
    let accepted =
        headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let chosen = cookie(headers, LANGUAGE_NAME).and_then(Lang::parse);
    chosen.or_else(|| Lang::negotiate(accepted)).unwrap_or_default()
}

fn json(status: StatusCode, reference: &str) -> String {
    let error = match status {
        StatusCode::FORBIDDEN => serde_json::json!({"error": "forbidden", "rule": "access.cross_origin"}),
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => serde_json::json!({"error": "not_found"}),
        StatusCode::PAYLOAD_TOO_LARGE => serde_json::json!({"error": "invalid", "fields": []}),
        _ => serde_json::json!({"error": "internal", "reference": reference}),
    };
    error.to_string()
}

fn words(status: StatusCode) -> (Key, Key) {
    match status {
        StatusCode::FORBIDDEN => (k::ERROR_TITLE_FORBIDDEN, k::ERROR_CROSS_ORIGIN),
        StatusCode::MISDIRECTED_REQUEST => (k::ERROR_TITLE_NOT_FOUND, k::ERROR_UNKNOWN_HOST),
        StatusCode::PAYLOAD_TOO_LARGE => (k::ERROR_TITLE_TOO_LARGE, k::ERROR_TOO_LARGE),
        StatusCode::SERVICE_UNAVAILABLE => (k::ERROR_TITLE_UNAVAILABLE, k::ERROR_UNAVAILABLE),
        StatusCode::TOO_MANY_REQUESTS => (k::ERROR_TITLE_UNAVAILABLE, k::REFUSAL_ACCOUNT_TOO_MANY_ATTEMPTS),
        StatusCode::GATEWAY_TIMEOUT => (k::ERROR_TITLE_TIMEOUT, k::ERROR_TIMEOUT),
        other if other.is_client_error() => (k::ERROR_TITLE_NOT_FOUND, k::ERROR_NOT_FOUND),
        _ => (k::ERROR_TITLE_INTERNAL, k::ERROR_INTERNAL),
    }
}

/// Where to go from here: the same address again if that can help, the page a form was on, or home.
fn way_on(headers: &HeaderMap, path: &str, status: StatusCode) -> Option<(Key, String)> {
    match status {
        StatusCode::MISDIRECTED_REQUEST => None,
        StatusCode::TOO_MANY_REQUESTS => Some((k::ERROR_RETRY, String::new())),
        other if other.is_server_error() && !path.starts_with("/api/") => {
            Some((k::ERROR_RETRY, String::new()))
        }
        _ if path.starts_with("/api/") => Some((k::ERROR_GO_BACK, referring_path(headers))),
        _ => Some((k::ERROR_GO_HOME, app::routes::HOME.to_owned())),
    }
}

/// The page for a host that is no facility's.
#[must_use]
pub fn unknown_host(headers: &HeaderMap) -> Response<Body> {
    let body = page(lang(headers), StatusCode::MISDIRECTED_REQUEST, "", &None);
    let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    (StatusCode::NOT_FOUND, headers, body).into_response()
}

const MARK: &str = "<svg viewBox=\"0 0 24 24\" aria-hidden=\"true\"><path d=\"m21.73 18-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 \
    4 21h16a2 2 0 0 0 1.73-3M12 9v4M12 17h.01\"/></svg>";

/// The page itself, with the way on from here if there is one.
#[must_use]
pub fn page(lang: Lang, status: StatusCode, reference: &str, way_on: &Option<(Key, String)>) -> String {
    let (title, message) = words(status);
    let reference = if reference.is_empty() {
        String::new()
    } else {
        let words = fill(text(lang, k::ERROR_REFERENCE), &[("reference", &escape(reference))]);
        format!("<p class=\"reference\">{words}</p>")
    };
    let link = way_on.as_ref().map_or_else(String::new, |(words, href)| {
        format!("<p><a href=\"{}\">{}</a></p>", escape(href), text(lang, *words))
    });
    format!(
        "<!DOCTYPE html><html lang=\"{code}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title>\
         <link rel=\"icon\" href=\"data:,\"><link rel=\"stylesheet\" href=\"{STYLE_PATH}\"></head>\
         <body><main>{MARK}<h1>{title}</h1><p>{message}</p>{reference}{link}</main></body></html>",
        code = lang.code(),
        title = text(lang, title),
        message = text(lang, message),
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
