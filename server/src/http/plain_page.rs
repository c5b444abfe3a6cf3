//! The page for what fails before or instead of the application: unknown host, refused origin, no database, a panic.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use i18n::{Key, Lang, fill, k, text};

/// The answer to a request that is refused before the application sees it.
#[must_use]
pub fn refuse(request: &Request, status: StatusCode) -> Response<Body> {
    answer(request.headers(), request.uri().path(), status, "")
}

/// A page for readers, JSON for programs; both with the reference they can quote.
#[must_use]
pub fn answer(headers: &HeaderMap, path: &str, status: StatusCode, reference: &str) -> Response<Body> {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    let (body, media_type) = if path.starts_with("/api/") && !accept.contains("text/html") {
        (json(status, reference), "application/json")
    } else {
        let language =
            headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        (page(Lang::negotiate(language).unwrap_or_default(), status, reference), "text/html; charset=utf-8")
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("10"));
    }
    response
}

fn json(status: StatusCode, reference: &str) -> String {
    let error = match status {
        StatusCode::FORBIDDEN => serde_json::json!({"error": "forbidden", "rule": "access.cross_origin"}),
        StatusCode::NOT_FOUND => serde_json::json!({"error": "not_found"}),
        StatusCode::PAYLOAD_TOO_LARGE => serde_json::json!({"error": "invalid", "fields": []}),
        _ => serde_json::json!({"error": "internal", "reference": reference}),
    };
    error.to_string()
}

fn words(status: StatusCode) -> (Key, Key) {
    match status {
        StatusCode::FORBIDDEN => (k::ERROR_TITLE_FORBIDDEN, k::ERROR_CROSS_ORIGIN),
        StatusCode::NOT_FOUND => (k::ERROR_TITLE_NOT_FOUND, k::ERROR_UNKNOWN_HOST),
        StatusCode::SERVICE_UNAVAILABLE => (k::ERROR_TITLE_UNAVAILABLE, k::ERROR_UNAVAILABLE),
        StatusCode::GATEWAY_TIMEOUT => (k::ERROR_TITLE_UNAVAILABLE, k::ERROR_TIMEOUT),
        _ => (k::ERROR_TITLE_INTERNAL, k::ERROR_INTERNAL),
    }
}

fn page(lang: Lang, status: StatusCode, reference: &str) -> String {
    let (title, message) = words(status);
    let reference = if reference.is_empty() {
        String::new()
    } else {
        format!("<p>{}</p>", fill(text(lang, k::ERROR_REFERENCE), &[("reference", reference)]))
    };
    format!(
        "<!DOCTYPE html><html lang=\"{code}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title></head>\
         <body><main><h1>{title}</h1><p>{message}</p>{reference}</main></body></html>",
        code = lang.code(),
        title = text(lang, title),
        message = text(lang, message),
    )
}
