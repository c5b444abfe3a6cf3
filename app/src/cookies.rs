//! Cookies of a request, and the header that hands one over: bound to the host, out of scripts' reach.

use axum::http::header::COOKIE;
use axum::http::request::Parts;
use leptos::prelude::use_context;

/// A cookie's header, for some seconds; none take it back.
pub fn held(name: &str, value: &str, seconds: u32) -> String {
    format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}")
}

/// Every cookie that the request came with.
fn sent() -> Vec<(String, String)> {
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
