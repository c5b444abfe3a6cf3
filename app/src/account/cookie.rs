//! Cookies, bound to the host and out of scripts' reach: the session's is gone with the browser; the language, and the name
//! by which a browser is known, stay.

use crate::context::add_header;
use axum::http::HeaderName;
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use i18n::Lang;
use leptos::prelude::use_context;
use usecases::account::{NewSession, PendingSignIn};

/// Its name; the prefix makes browsers insist on `Secure`, `Path=/` and no `Domain`.
pub const NAME: &str = "__Host-sid";

/// Name of the cookie that holds the chosen language.
pub const LANGUAGE_NAME: &str = "__Host-lang";
/// How long a chosen language is remembered, in seconds: a year.
const LANGUAGE_SECONDS: u32 = 365 * 24 * 60 * 60;
/// Name of the cookie by which a browser is known that has signed in before. It opens nothing.
pub const DEVICE_NAME: &str = "__Host-device";
/// How long a browser is known, in seconds: a year.
const DEVICE_SECONDS: u32 = 365 * 24 * 60 * 60;

/// A cookie's header, for some seconds; none take it back.
pub fn held(name: &str, value: &str, seconds: u32) -> String {
    format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}")
}

/// Every cookie that the request came with.
pub fn sent() -> Vec<(String, String)> {
    let parts = use_context::<Parts>();
    let headers = parts.iter().flat_map(|parts| parts.headers.get_all(COOKIE));
    let pairs = headers.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    let named = pairs.filter_map(|pair| pair.trim().split_once('='));
    named.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// What this browser holds under a name; nothing is empty.
pub fn find(name: &str) -> String {
    sent().into_iter().find(|(held, _)| held == name).map(|(_, value)| value).unwrap_or_default()
}

/// Hands a new session to the browser.
pub fn set_session_cookies(session: &NewSession) {
    let NewSession { token, device } = session;
    add_header(SET_COOKIE, &format!("{NAME}={token}; Path=/; Secure; HttpOnly; SameSite=Lax"));
    add_header(SET_COOKIE, &held(DEVICE_NAME, device, DEVICE_SECONDS));
}

/// Hands the session's next token to the browser, and the rest to the page.
pub fn with_session<T>((answer, session): (T, NewSession)) -> T {
    set_session_cookies(&session);
    answer
}

/// Name of the cookie of a sign-in that waits for its second factor. It opens nothing.
const PENDING_NAME: &str = "__Host-pending";
/// How long it waits, in seconds.
const PENDING_SECONDS: u32 = 600;

/// Hands a waiting sign-in to the browser.
pub fn set_pending_cookie(pending: &PendingSignIn) {
    let PendingSignIn { token } = pending;
    add_header(SET_COOKIE, &held(PENDING_NAME, token, PENDING_SECONDS));
}

/// The sign-in is finished.
pub fn clear_pending_cookie() {
    add_header(SET_COOKIE, &held(PENDING_NAME, "", 0));
}

/// The waiting sign-in of this browser, if there is one.
pub fn pending_token() -> String {
    find(PENDING_NAME)
}

/// Takes it back, with everything the browser kept of this portal.
pub fn clear_session_cookie() {
    add_header(SET_COOKIE, &held(NAME, "", 0));
    add_header(HeaderName::from_static("clear-site-data"), "\"cache\", \"storage\"");
}

/// Remembers the language for who is not signed in, and for pages without a database.
pub fn set_language_cookie(lang: Lang) {
    add_header(SET_COOKIE, &held(LANGUAGE_NAME, lang.code(), LANGUAGE_SECONDS));
}
