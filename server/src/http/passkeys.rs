//! The script that speaks with authenticators: pages load it where a passkey can be used, and nowhere else.

use super::brand::confirmed;
use axum::extract::Request;
use axum::response::Response;

/// The script.
pub async fn script(request: Request) -> Response {
    confirmed(request.headers(), "text/javascript; charset=utf-8", include_str!("passkeys.js").into())
}
