//! The facility's brand: its stylesheet.

use crate::router::AppState;
use app::context::RequestFacts;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use std::sync::Arc;
use usecases::theme;

/// The stylesheet of the published theme. An old name leads to the current one, without being kept.
pub async fn stylesheet(
    State(state): State<AppState>,
    Extension(facts): Extension<Arc<RequestFacts>>,
    Path(name): Path<String>,
) -> Response {
    let (current, css) = match theme::stylesheet(&state.portal.backend, &facts.facility).await {
        Ok(found) => found,
        Err(error) => {
            tracing::error!(reference = facts.reference, error = %error, "the theme could not be read");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let keep = if name == current { "public, max-age=31536000, immutable" } else { "no-store" };
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, keep)], css).into_response()
}
