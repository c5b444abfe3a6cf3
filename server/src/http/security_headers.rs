//! Security headers on every answer, with a fresh nonce per request.

use super::reports;
use crate::assets;
use crate::router::AppState;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use usecases::keys::random;

/// The nonce of a request's inline script.
#[derive(Clone, Debug)]
pub struct CspNonce(pub String);

/// How a page and frames go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// It holds none and is in none.
    None,
    /// It shows pages of this portal in a frame: the theme editor.
    Holds,
    /// It is shown in a frame of this portal, runs nothing and sends no form: the theme editor's preview.
    Framed,
}

/// The content security policy of a page.
#[must_use]
pub fn policy(nonce: &str, framing: Framing) -> String {
    let script = format!("'self' 'nonce-{nonce}' 'wasm-unsafe-eval'");
    let (script, ancestors, frames, forms) = match framing {
        Framing::None => (script.as_str(), "'none'", "'none'", "'self'"),
        Framing::Holds => (script.as_str(), "'none'", "'self'", "'self'"),
        Framing::Framed => ("'none'", "'self'", "'none'", "'none'"),
    };
    format!(
        "default-src 'none'; base-uri 'none'; form-action {forms}; frame-ancestors {ancestors}; \
         frame-src {frames}; object-src 'none'; script-src {script}; style-src 'self' 'nonce-{nonce}'; \
         img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
         report-uri {path}; report-to csp",
        path = reports::PATH
    )
}

/// Adds the headers; answers that already carry a policy of their own keep it.
pub async fn security_headers(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let nonce = STANDARD_NO_PAD.encode(random::<18>());
    request.extensions_mut().insert(CspNonce(nonce.clone()));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy(&nonce, Framing::None)) {
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    }
    // The client's files come with a policy that lets them do nothing. What only documents can use would be a quarter of a
    // page's small files.
    let is_file =
        headers.get(header::CONTENT_SECURITY_POLICY).is_some_and(|policy| policy == assets::FILE_POLICY);
    if !is_file {
        if let Ok(endpoint) = HeaderValue::from_str(&format!("csp=\"{}\"", reports::PATH)) {
            headers.insert(HeaderName::from_static("reporting-endpoints"), endpoint);
        }
        for (name, value) in OF_DOCUMENTS {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
    }
    headers.entry(header::X_FRAME_OPTIONS).or_insert(HeaderValue::from_static("DENY"));
    for (name, value) in FIXED {
        // A stricter one of the answer's own stays.
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    }
    if state.config.base_url.scheme == "https" {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000; includeSubDomains"),
        );
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

const FIXED: [(&str, &str); 4] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-robots-tag", "noindex"),
];

const OF_DOCUMENTS: [(&str, &str); 2] = [
    ("cross-origin-opener-policy", "same-origin"),
    (
        "permissions-policy",
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), \
         microphone=(), midi=(), payment=(), usb=(), publickey-credentials-get=(self), \
         publickey-credentials-create=(self)",
    ),
];
