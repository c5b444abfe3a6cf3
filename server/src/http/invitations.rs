//! What became of inviting many, as a file for spreadsheets.

use super::downloads::refused;
use super::plain_page;
use crate::router::AppState;
use app::context::RequestFacts;
use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use std::sync::Arc;
use usecases::{UseCaseError, invitations};

/// The result for each patient of a batch.
pub async fn batch_results(
    State(state): State<AppState>,
    Extension(facts): Extension<Arc<RequestFacts>>,
    Path(name): Path<String>,
    request: Request,
) -> Response {
    let id = name.strip_suffix(".csv").and_then(|id| id.parse().ok());
    let (Some(actor), Some(id)) = (&facts.actor, id) else {
        return plain_page::refuse(&request, StatusCode::NOT_FOUND);
    };
    match invitations::export_batch(&state.portal.backend, actor, &facts.facility, id).await {
        Ok(csv) => {
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"invitations.csv\""),
                (header::CACHE_CONTROL, "no-store"),
            ];
            // The mark by which spreadsheets know the encoding.
            (headers, format!("\u{feff}{csv}")).into_response()
        }
        Err(UseCaseError::Refused(refusal)) => refused(&request, refusal),
        Err(UseCaseError::NotFound) => plain_page::refuse(&request, StatusCode::NOT_FOUND),
        Err(error) => {
            tracing::error!(reference = facts.reference, error = %error, "a result could not be made");
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            plain_page::answer(request.headers(), request.uri().path(), status, &facts.reference)
        }
    }
}
