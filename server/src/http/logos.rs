//! Logos: handed in by administrators as a plain body, fetched by everybody under a name that never changes its content.

use super::plain_page;
use crate::router::{AppState, UPLOAD_LIMIT};
use app::context::RequestFacts;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use domain::theme::contract::StoredLogo;
use std::sync::Arc;
use usecases::{UseCaseError, theme};

/// Takes a picture. It is read whole before anything is done with it: a body that is too large or cut off stores nothing.
pub async fn upload(
    State(state): State<AppState>,
    Extension(facts): Extension<Arc<RequestFacts>>,
    request: Request,
) -> Response {
    let result = match take(&state, &facts, request.into_body()).await {
        Ok(logo) => return Json(logo).into_response(),
        Err(error) => error,
    };
    let (status, error) = app::context::wire_error(result, &facts.reference);
    (status, Json(error)).into_response()
}

async fn take(state: &AppState, facts: &RequestFacts, body: Body) -> Result<StoredLogo, UseCaseError> {
    let actor = facts.actor.as_ref().ok_or(UseCaseError::SignedOut)?;
    let refused = |reason| UseCaseError::Invalid(vec![usecases::error::FieldError::new("logo", reason)]);
    let file = to_bytes(body, UPLOAD_LIMIT).await.map_err(|_| refused("logo_too_large"))?;
    theme::add_logo(&state.portal.backend, Arc::clone(&state.images), actor, file.to_vec()).await
}

/// A picture by its name. It may be looked at, and nothing else.
pub async fn asset(
    State(state): State<AppState>,
    Extension(facts): Extension<Arc<RequestFacts>>,
    Path(name): Path<String>,
    request: Request,
) -> Response {
    match theme::read_asset(&state.portal.backend, facts.facility.id, &name).await {
        Ok((media_type, bytes)) => {
            let headers = [
                (header::CONTENT_TYPE, media_type.as_str()),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
                (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; sandbox"),
            ];
            (headers, bytes).into_response()
        }
        Err(UseCaseError::NotFound) => plain_page::refuse(&request, StatusCode::NOT_FOUND),
        Err(error) => {
            tracing::error!(reference = facts.reference, error = %error, "a picture could not be read");
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            plain_page::answer(request.headers(), request.uri().path(), status, &facts.reference)
        }
    }
}
