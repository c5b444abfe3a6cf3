//! What other services tell of their own accord. Each has to prove that it is the one: no browser and no session is here.

use crate::router::AppState;
use app::context::RequestFacts;
use axum::extract::{OriginalUri, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::{Extension, Form};
use domain::ids::OutboxId;
use std::sync::Arc;
use usecases::{UseCaseError, outbox};

/// Where all of it begins.
pub const PREFIX: &str = "/hooks/";

/// What became of a text message, as Twilio's status callbacks tell it.
pub async fn sms_status(
    State(state): State<AppState>,
    Extension(facts): Extension<Arc<RequestFacts>>,
    Path((id, part)): Path<(OutboxId, i16)>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    Form(fields): Form<Vec<(String, String)>>,
) -> StatusCode {
    let backend = &state.portal.backend;
    let path = uri.path_and_query().map_or("", |path| path.as_str());
    let url = format!("{}{path}", backend.site.origin(&facts.facility.host));
    let signature =
        headers.get("x-twilio-signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let told = (url.as_str(), fields, signature);
    match outbox::take_status(backend, &facts.facility, (id, part), told).await {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(UseCaseError::NotFound) => StatusCode::NOT_FOUND,
        Err(error) => {
            tracing::error!(reference = facts.reference, error = %error, "a status could not be taken");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}
