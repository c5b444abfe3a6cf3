//! Cookies of an invited person: the link that was followed, so that it stands in no address, and the way from there on.

use super::cookie::{find, held};
use crate::context::add_header;
use axum::http::header::SET_COOKIE;
use usecases::invitations::Visitor;

/// Name of the cookie of the link.
const LINK: &str = "__Host-invitation";
/// Name of the cookie of the way.
const WAY: &str = "__Host-activation";
/// How long both are kept, in seconds: an hour.
const SECONDS: u32 = 3_600;

/// Headers that put a link's token into a cookie and begin anew.
#[must_use]
pub fn link_cookies(token: &str) -> [String; 2] {
    [held(LINK, token, SECONDS), held(WAY, "", 0)]
}

/// Keeps the way.
pub fn set_activation_cookie(token: &str) {
    add_header(SET_COOKIE, &held(WAY, token, SECONDS));
}

/// Nothing is left of the invitation.
pub fn clear_activation_cookies() {
    add_header(SET_COOKIE, &held(LINK, "", 0));
    add_header(SET_COOKIE, &held(WAY, "", 0));
}

/// What this browser holds.
pub fn invited_visitor() -> Visitor {
    Visitor { link: find(LINK), activation: find(WAY) }
}
