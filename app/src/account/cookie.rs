//! The session's cookie: bound to the host, out of scripts' reach, gone with the browser.

use crate::context::add_header;
use axum::http::HeaderName;
use axum::http::header::SET_COOKIE;

/// Its name; the prefix makes browsers insist on `Secure`, `Path=/` and no `Domain`.
pub const NAME: &str = "__Host-sid";

/// Hands the token to the browser.
pub fn set_session_cookie(token: &str) {
    add_header(SET_COOKIE, &format!("{NAME}={token}; Path=/; Secure; HttpOnly; SameSite=Lax"));
}

/// Takes it back, with everything the browser kept of this portal.
pub fn clear_session_cookie() {
    add_header(SET_COOKIE, &format!("{NAME}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"));
    add_header(HeaderName::from_static("clear-site-data"), "\"cache\", \"storage\"");
}
