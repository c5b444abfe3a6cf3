//! Cookies, bound to the host and out of scripts' reach: the session's is gone with the browser; the language, and the name
//! by which a browser is known, stay.

use crate::context::{add_header, backend, visitor};
use crate::kept_card;
use axum::http::HeaderName;
use axum::http::header::SET_COOKIE;
use i18n::Lang;
use usecases::account::{NewSession, PendingSignIn};
use usecases::card;

pub use crate::cookies::{find, held};

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

/// Hands a new session to the browser.
pub fn set_session_cookies(session: &NewSession) {
    let NewSession { account, token, device } = session;
    add_header(SET_COOKIE, &format!("{NAME}={token}; Path=/; Secure; HttpOnly; SameSite=Lax"));
    add_header(SET_COOKIE, &held(DEVICE_NAME, device, DEVICE_SECONDS));
    // A card that another account keeps in this browser is not for this one to see.
    let card = kept_card::held();
    let is_own =
        || visitor().is_ok_and(|facts| card::is_of(&backend().keys, (facts.facility.id, *account), &card));
    if !card.is_empty() && !is_own() {
        clear_site_data();
    }
}

/// Takes everything that the browser keeps of this portal away: files, what pages have stored, a card for when there is no
/// connection.
fn clear_site_data() {
    kept_card::forget();
    add_header(HeaderName::from_static("clear-site-data"), "\"cache\", \"storage\"");
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
    clear_site_data();
}

/// Remembers the language for who is not signed in, and for pages without a database.
pub fn set_language_cookie(lang: Lang) {
    add_header(SET_COOKIE, &held(LANGUAGE_NAME, lang.code(), LANGUAGE_SECONDS));
}
