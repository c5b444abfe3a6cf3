//! Downloads: each asks the policy anew, and is an attachment.

use super::plain_page;
use crate::router::AppState;
use adapters::calendar::{Words, calendar_file};
use app::context::RequestFacts;
use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use i18n::{k, text};
use std::sync::Arc;
use usecases::{UseCaseError, booking};

/// The calendar file of an appointment of the chart that is shown.
pub async fn visit_calendar(
    State(state): State<AppState>,
    Extension(facts): Extension<Arc<RequestFacts>>,
    Path(name): Path<String>,
    request: Request,
) -> Response {
    let backend = &state.portal.backend;
    let id = name.strip_suffix(".ics").and_then(|id| id.parse().ok());
    let (Some(actor), Some(id)) = (&facts.actor, id) else {
        return plain_page::refuse(&request, StatusCode::NOT_FOUND);
    };
    match booking::calendar_facts(backend, actor, id).await {
        Ok((appointment, sequence)) => {
            let words = Words {
                title: text(facts.lang, k::VISITS_CALENDAR_TITLE),
                clinic: &facts.facility.name,
                host: &facts.facility.host,
            };
            let body = calendar_file(&appointment, sequence, words, backend.clock.now());
            let headers = [
                (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"visit.ics\""),
                (header::CACHE_CONTROL, "no-store"),
            ];
            (headers, body).into_response()
        }
        Err(UseCaseError::Refused(_)) => plain_page::refuse(&request, StatusCode::FORBIDDEN),
        Err(UseCaseError::NotFound) => plain_page::refuse(&request, StatusCode::NOT_FOUND),
        Err(error) => {
            tracing::error!(reference = facts.reference, error = %error, "a calendar file could not be made");
            plain_page::answer(
                request.headers(),
                request.uri().path(),
                StatusCode::INTERNAL_SERVER_ERROR,
                &facts.reference,
            )
        }
    }
}
