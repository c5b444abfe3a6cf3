//! Following an invitation's link: the token goes from the address into a cookie, and nothing else happens. Mail programs and
//! scanners follow links too.

use app::account::link_cookies;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse as _, Redirect, Response};

/// Letters of a token.
const LENGTH: usize = 44;

/// Sends the reader on to the page that asks who they are.
pub async fn follow(Path(token): Path<String>) -> Response {
    let is_token = token.len() == LENGTH
        && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let mut headers = HeaderMap::new();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if is_token {
        for cookie in link_cookies(&token) {
            if let Ok(cookie) = HeaderValue::from_str(&cookie) {
                headers.append(SET_COOKIE, cookie);
            }
        }
    }
    (headers, Redirect::to(app::routes::ACTIVATE)).into_response()
}
