//! Files of the record: each asks the policy anew, is an attachment, and is never what a sender says it is.

use super::{downloads, plain_page};
use crate::router::AppState;
use app::context::RequestFacts;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use std::sync::Arc;
use usecases::{UseCaseError, chart_view, exchange, records};

/// Whoever opens a file in the browser all the same sees it, and nothing in it runs.
const NOTHING_RUNS: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

/// A file of an entry of the chart that is shown.
pub async fn file(
    State(state): State<AppState>,
    Extension(facts): Extension<Arc<RequestFacts>>,
    Path((entry, index)): Path<(String, String)>,
    request: Request,
) -> Response {
    let asked = entry.parse().ok().zip(index.parse().ok());
    let (Some(actor), Some(asked)) = (&facts.actor, asked) else {
        return plain_page::refuse(&request, StatusCode::NOT_FOUND);
    };
    let found = records::download(&state.portal.backend, actor, asked).await;
    given(found, &facts, &request)
}

/// A file of an entry of a patient, for the clinic.
pub async fn file_of_patient(
    State(state): State<AppState>,
    Extension(facts): Extension<Arc<RequestFacts>>,
    Path((chart, entry, index)): Path<(String, String, String)>,
    request: Request,
) -> Response {
    let asked = entry.parse().ok().zip(index.parse().ok());
    let (Some(actor), Some(asked), Ok(chart)) = (&facts.actor, asked, chart.parse()) else {
        return plain_page::refuse(&request, StatusCode::NOT_FOUND);
    };
    let found = chart_view::download(&state.portal.backend, actor, chart, asked).await;
    given(found, &facts, &request)
}

/// A file on its way out, or why there is none.
fn given(
    found: Result<records::Download, UseCaseError>,
    facts: &RequestFacts,
    request: &Request,
) -> Response {
    match found {
        Ok(file) => {
            let headers = [
                (header::CONTENT_TYPE, file.media_type.to_owned()),
                (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", file.name)),
                (header::CACHE_CONTROL, "no-store".to_owned()),
                (header::CONTENT_SECURITY_POLICY, NOTHING_RUNS.to_owned()),
            ];
            (headers, file.bytes).into_response()
        }
        Err(UseCaseError::Refused(refusal)) => downloads::refused(request, refusal),
        Err(UseCaseError::NotFound) => plain_page::refuse(request, StatusCode::NOT_FOUND),
        Err(error) => {
            tracing::error!(reference = facts.reference, error = %error, "a file of a record could not be given");
            let (path, status) = (request.uri().path(), StatusCode::INTERNAL_SERVER_ERROR);
            plain_page::answer(request.headers(), path, status, &facts.reference)
        }
    }
}

/// The record in short for another clinician: an International Patient Summary.
pub async fn summary(
    State(state): State<AppState>,
    Extension(facts): Extension<Arc<RequestFacts>>,
    request: Request,
) -> Response {
    let Some(actor) = &facts.actor else { return plain_page::refuse(&request, StatusCode::NOT_FOUND) };
    let backend = &state.portal.backend;
    match exchange::download_summary(backend, &facts.facility, actor, facts.lang).await {
        Ok(summary) => {
            let name = exchange::summary_name(&facts.facility, backend.clock.now());
            (fhir_file(&name), summary).into_response()
        }
        Err(UseCaseError::Refused(refusal)) => downloads::refused(&request, refusal),
        Err(UseCaseError::NotFound) => plain_page::refuse(&request, StatusCode::NOT_FOUND),
        Err(error) => {
            tracing::error!(reference = facts.reference, error = %error, "a summary could not be given");
            let (path, status) = (request.uri().path(), StatusCode::INTERNAL_SERVER_ERROR);
            plain_page::answer(request.headers(), path, status, &facts.reference)
        }
    }
}

/// The headers of a file in FHIR's JSON.
fn fhir_file(name: &str) -> [(header::HeaderName, String); 4] {
    [
        (header::CONTENT_TYPE, "application/fhir+json; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::CONTENT_SECURITY_POLICY, NOTHING_RUNS.to_owned()),
    ]
}

/// The whole record as a FHIR Bundle, written while it is read.
pub async fn whole(
    State(state): State<AppState>,
    Extension(facts): Extension<Arc<RequestFacts>>,
    request: Request,
) -> Response {
    let Some(actor) = &facts.actor else { return plain_page::refuse(&request, StatusCode::NOT_FOUND) };
    let backend = &state.portal.backend;
    let export = match records::begin_export(backend, &facts.facility, actor).await {
        Ok(export) => export,
        Err(UseCaseError::Refused(refusal)) => return downloads::refused(&request, refusal),
        Err(error) => {
            tracing::error!(reference = facts.reference, error = %error, "a record could not be given");
            let (path, status) = (request.uri().path(), StatusCode::INTERNAL_SERVER_ERROR);
            return plain_page::answer(request.headers(), path, status, &facts.reference);
        }
    };
    let name = records::export_name(&facts.facility, backend.clock.now());
    let reference = facts.reference.clone();
    let parts = stream::try_unfold((export, reference), |(mut export, reference)| async move {
        match export.next_part().await {
            Ok(part) => Ok(part.map(|part| (part, (export, reference)))),
            Err(error) => {
                // The reader has the beginning already: the file ends in its midst.
                tracing::error!(reference, error = %error, "a record was given in part");
                Err(error)
            }
        }
    });
    (fhir_file(&name), Body::from_stream(parts)).into_response()
}
