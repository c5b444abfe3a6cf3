//! Addresses that answer GET alone, where a look would already use something up or count as a fetch.

use axum::handler::Handler;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, get};

/// Answers GET; a look (HEAD), which would be answered by the same handler, is refused.
pub fn only_get<H, T, S>(handler: H) -> MethodRouter<S>
where
    H: Handler<T, S>,
    T: 'static,
    S: Clone + Send + Sync + 'static,
{
    get(handler).head(refuse)
}

async fn refuse() -> Response {
    (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET")]).into_response()
}
