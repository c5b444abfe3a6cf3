//! The cookie of somebody who registers: what they said is kept on the server, encrypted.

use super::cookie::{find, held};
use crate::context::add_header;
use axum::http::header::SET_COOKIE;

/// Its name.
const NAME: &str = "__Host-registration";
/// How long it is kept, in seconds: an hour.
const SECONDS: u32 = 3_600;

/// Keeps the way.
pub fn set_register_cookie(token: &str) {
    add_header(SET_COOKIE, &held(NAME, token, SECONDS));
}

/// Nothing is left of the way.
pub fn clear_register_cookie() {
    add_header(SET_COOKIE, &held(NAME, "", 0));
}

/// The token that this browser holds.
pub fn register_token() -> String {
    find(NAME)
}
