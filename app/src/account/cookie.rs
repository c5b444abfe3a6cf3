//! Cookies: bound to the host and out of scripts' reach. The session's is gone with the browser, the language stays.

use crate::context::add_header;
use axum::http::HeaderName;
use axum::http::header::SET_COOKIE;
use i18n::Lang;

/// Its name; the prefix makes browsers insist on `Secure`, `Path=/` and no `Domain`.
pub const NAME: &str = "__Host-sid";

/// Name of the cookie that holds the chosen language.
pub const LANGUAGE_NAME: &str = "__Host-lang";
/// How long a chosen language is remembered: a year.
const LANGUAGE_SECONDS: u32 = 365 * 24 * 60 * 60;

/// Hands the token to the browser.
pub fn set_session_cookie(token: &str) {
    add_header(SET_COOKIE, &format!("{NAME}={token}; Path=/; Secure; HttpOnly; SameSite=Lax"));
}

/// Takes it back, with everything the browser kept of this portal.
pub fn clear_session_cookie() {
    add_header(SET_COOKIE, &format!("{NAME}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"));
    add_header(HeaderName::from_static("clear-site-data"), "\"cache\", \"storage\"");
}

/// Remembers the language for who is not signed in, and for pages without a database.
pub fn set_language_cookie(lang: Lang) {
    let code = lang.code();
    add_header(
        SET_COOKIE,
        &format!(
            "{LANGUAGE_NAME}={code}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={LANGUAGE_SECONDS}"
        ),
    );
}
