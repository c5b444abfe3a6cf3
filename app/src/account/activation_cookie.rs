//! Cookies of an invited person: the link that was followed, so that it stands in no address, and the way from there on.

use crate::context::add_header;
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use leptos::prelude::use_context;
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
    [cookie(LINK, token, SECONDS), cookie(WAY, "", 0)]
}

/// Keeps the way.
pub fn set_activation_cookie(token: &str) {
    add_header(SET_COOKIE, &cookie(WAY, token, SECONDS));
}

/// Nothing is left of the invitation.
pub fn clear_activation_cookies() {
    add_header(SET_COOKIE, &cookie(LINK, "", 0));
    add_header(SET_COOKIE, &cookie(WAY, "", 0));
}

fn cookie(name: &str, value: &str, seconds: u32) -> String {
    format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}")
}

/// What this browser holds.
pub fn invited_visitor() -> Visitor {
    let parts = use_context::<Parts>();
    let headers = parts.iter().flat_map(|parts| parts.headers.get_all(COOKIE));
    let mut visitor = Visitor::default();
    for pair in headers.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';')) {
        match pair.trim().split_once('=') {
            Some((LINK, token)) => token.clone_into(&mut visitor.link),
            Some((WAY, token)) => token.clone_into(&mut visitor.activation),
            _ => {}
        }
    }
    visitor
}
