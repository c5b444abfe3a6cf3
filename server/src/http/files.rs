//! The client's files: hashed names, kept for ever by browsers.

use super::plain_page;
use crate::router::AppState;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// A file of the client.
pub async fn file(State(state): State<AppState>, request: Request) -> Response {
    let path = request.uri().path();
    match state.assets.answer(path, request.headers()) {
        Some(response) => response,
        None => plain_page::refuse(&request, StatusCode::NOT_FOUND),
    }
}

/// The product's own mark, for browser tabs.
pub async fn icon() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=86400")], ICON)
}

const ICON: &str = include_str!("../../../public/favicon.svg");
