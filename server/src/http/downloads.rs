//! Downloads: each asks the policy anew, and is an attachment.

use super::plain_page;
use crate::router::AppState;
use adapters::calendar::{Words, calendar_file};
use app::context::RequestFacts;
use app::routes::confirm;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::audit::contract::AuditRequest;
use domain::refusal::{NextStep, Refusal};
use futures_util::stream;
use i18n::{k, text};
use std::collections::BTreeMap;
use std::sync::Arc;
use usecases::{UseCaseError, audit, booking};

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

/// The access log for a spreadsheet, written while it is read.
pub async fn access_log(
    State(state): State<AppState>,
    Extension(facts): Extension<Arc<RequestFacts>>,
    Query(query): Query<BTreeMap<String, String>>,
    request: Request,
) -> Response {
    let Some(actor) = &facts.actor else { return plain_page::refuse(&request, StatusCode::FORBIDDEN) };
    let wanted = asked(&query);
    let backend = &state.portal.backend;
    let export = match audit::begin_export(backend, &facts.facility, actor, facts.lang, wanted).await {
        Ok(export) => export,
        Err(UseCaseError::Refused(refusal)) => return refused(&request, refusal),
        Err(UseCaseError::Invalid(_)) => return plain_page::refuse(&request, StatusCode::NOT_FOUND),
        Err(error) => {
            tracing::error!(reference = facts.reference, error = %error, "an export could not begin");
            let (path, status) = (request.uri().path(), StatusCode::INTERNAL_SERVER_ERROR);
            return plain_page::answer(request.headers(), path, status, &facts.reference);
        }
    };
    let rows = stream::try_unfold(export, |mut export| async {
        let rows = export.next_rows().await?;
        Ok::<_, UseCaseError>(rows.map(|rows| (rows, export)))
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"access-log.csv\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, Body::from_stream(rows)).into_response()
}

/// The answer to who may not have a file, or has to prove first who is asking.
pub fn refused(request: &Request, refusal: Refusal) -> Response {
    if refusal.next != NextStep::ProveYourself {
        return plain_page::refuse(request, StatusCode::FORBIDDEN);
    }
    let wanted = request.uri().path_and_query().map_or("/", |path| path.as_str());
    ([(header::CACHE_CONTROL, "no-store")], Redirect::to(&confirm(wanted))).into_response()
}

/// The same question as the page's address.
fn asked(query: &BTreeMap<String, String>) -> AuditRequest {
    let text = |name: &str| query.get(name).filter(|text| !text.is_empty()).cloned();
    AuditRequest {
        account: text("who").and_then(|id| id.parse().ok()),
        chart: text("record").and_then(|id| id.parse().ok()),
        action: text("action"),
        is_refused: text("refused").is_some(),
        from: text("from"),
        to: text("to"),
        before: None,
    }
}
