//! The client's files: hashed names, kept for ever by browsers.

use super::plain_page;
use crate::router::AppState;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;

/// A file of the client.
pub async fn file(State(state): State<AppState>, request: Request) -> Response {
    let path = request.uri().path();
    match state.assets.answer(path, request.headers()) {
        Some(response) => response,
        None => plain_page::refuse(&request, StatusCode::NOT_FOUND),
    }
}
