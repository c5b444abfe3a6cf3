//! The cookie of a link to choose a new password, so that the link stands in no address.

use super::cookie::{find, held};
use crate::context::add_header;
use axum::http::header::SET_COOKIE;

/// Its name.
const NAME: &str = "__Host-reset";
/// How long it is kept, in seconds: as long as the link is good.
const SECONDS: u32 = 1_800;

/// The header that puts a link's token into the cookie.
#[must_use]
pub fn reset_cookie(token: &str) -> String {
    held(NAME, token, SECONDS)
}

/// Nothing is left of the link.
pub fn clear_reset_cookie() {
    add_header(SET_COOKIE, &held(NAME, "", 0));
}

/// The token that this browser holds.
pub fn reset_token() -> String {
    find(NAME)
}
