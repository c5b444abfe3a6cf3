//! Following a link of a message: the token goes from the address into a cookie, and nothing else happens. Mail programs and
//! scanners follow links too.

use app::account::{link_cookies, reset_cookie};
use app::routes::{ACTIVATE, NEW_PASSWORD};
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse as _, Redirect, Response};

/// Letters of an invitation's token.
const INVITATION: usize = 44;
/// Letters of a token for a new password.
const RESET: usize = 43;

/// An invitation's link leads to the page that asks who they are.
pub async fn invitation(Path(token): Path<String>) -> Response {
    follow(&token, INVITATION, |token| link_cookies(token).to_vec(), ACTIVATE)
}

/// A link to choose a new password leads to the page that asks for it.
pub async fn new_password(Path(token): Path<String>) -> Response {
    follow(&token, RESET, |token| vec![reset_cookie(token)], NEW_PASSWORD)
}

fn follow(token: &str, length: usize, cookies: impl Fn(&str) -> Vec<String>, page: &str) -> Response {
    let is_token = token.len() == length
        && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let mut headers = HeaderMap::new();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if is_token {
        for cookie in cookies(token).iter().filter_map(|cookie| HeaderValue::from_str(cookie).ok()) {
            headers.append(SET_COOKIE, cookie);
        }
    }
    (headers, Redirect::to(page)).into_response()
}
