//! Files of records that were made on request: each fetch asks the policy anew, and one that broke off goes on.

use super::ranges::{Asked, asked};
use super::{downloads, plain_page};
use crate::router::AppState;
use app::context::RequestFacts;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use domain::refusal::RefusalKind;
use futures_util::stream;
use std::sync::Arc;
use usecases::UseCaseError;
use usecases::downloads::{Fetch, fetch, fetch_export};

/// Whoever opens a file in the browser all the same sees it, and nothing in it runs.
const NOTHING_RUNS: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

/// A file of the record that is shown.
pub async fn file(
    State(state): State<AppState>,
    Extension(facts): Extension<Arc<RequestFacts>>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let (Some(actor), Ok(id)) = (&facts.actor, id.parse()) else {
        return plain_page::refuse(&request, StatusCode::NOT_FOUND);
    };
    let found = fetch(&state.portal.backend, actor, id).await;
    answer(&facts, &request, found)
}

/// A file with the records of all patients.
pub async fn export(
    State(state): State<AppState>,
    Extension(facts): Extension<Arc<RequestFacts>>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let (Some(actor), Ok(id)) = (&facts.actor, id.parse()) else {
        return plain_page::refuse(&request, StatusCode::NOT_FOUND);
    };
    let found = fetch_export(&state.portal.backend, actor, id).await;
    answer(&facts, &request, found)
}

fn answer(facts: &RequestFacts, request: &Request, found: Result<Fetch, UseCaseError>) -> Response {
    match found {
        Ok(file) => given(file, request, facts.reference.clone()),
        Err(UseCaseError::Refused(refusal)) if refusal.kind == RefusalKind::Gone => {
            plain_page::refuse(request, StatusCode::GONE)
        }
        Err(UseCaseError::Refused(refusal)) => downloads::refused(request, refusal),
        Err(UseCaseError::NotFound) => plain_page::refuse(request, StatusCode::NOT_FOUND),
        Err(error) => {
            tracing::error!(reference = facts.reference, error = %error, "a download could not be given");
            let (path, status) = (request.uri().path(), StatusCode::INTERNAL_SERVER_ERROR);
            plain_page::answer(request.headers(), path, status, &facts.reference)
        }
    }
}

fn given(file: Fetch, request: &Request, reference: String) -> Response {
    let (size, tag) = (file.size, format!("\"{}\"", file.tag));
    let (status, from, to) = match asked(request.headers(), size, &tag) {
        Asked::Whole => (StatusCode::OK, 0, size),
        Asked::Part { from, to } => (StatusCode::PARTIAL_CONTENT, from, to),
        Asked::Nothing => {
            let headers = [
                (header::CONTENT_RANGE, format!("bytes */{size}")),
                (header::CACHE_CONTROL, "no-store".to_owned()),
            ];
            return (StatusCode::RANGE_NOT_SATISFIABLE, headers).into_response();
        }
    };
    let headers = [
        (header::CONTENT_TYPE, file.media_type.to_owned()),
        (header::CONTENT_LENGTH, to.saturating_sub(from).to_string()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", file.name)),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
        (header::ETAG, tag),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::CONTENT_SECURITY_POLICY, NOTHING_RUNS.to_owned()),
    ];
    let part = (status == StatusCode::PARTIAL_CONTENT)
        .then(|| [(header::CONTENT_RANGE, format!("bytes {from}-{}/{size}", to.saturating_sub(1)))]);
    let parts = stream::try_unfold((file, from, reference), move |(file, at, reference)| async move {
        if at >= to {
            return Ok(None);
        }
        match file.read_from(at).await {
            Ok(mut bytes) if !bytes.is_empty() => {
                let left = usize::try_from(to - at).unwrap_or(usize::MAX);
                bytes.truncate(left);
                let next = at + bytes.len() as u64;
                Ok(Some((bytes, (file, next, reference))))
            }
            found => {
                // The reader has the beginning already: the file ends in its midst.
                let error = found.err().unwrap_or(UseCaseError::NotFound);
                tracing::error!(reference, error = %error, "a download was given in part");
                Err(error)
            }
        }
    });
    (status, headers, part, Body::from_stream(parts)).into_response()
}
