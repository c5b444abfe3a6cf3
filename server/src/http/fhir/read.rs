//! Reading: one resource, a search, the whole record, its summary.

use super::outcome::{Issue, failed, outcome};
use super::{Budget, FHIR_JSON, answer, bearer};
use crate::router::{AppState, PROGRAM_FORM_LIMIT};
use app::context::RequestFacts;
use axum::Extension;
use axum::body::Body;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, Query as Parameters, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use domain::connections::readable_types;
use futures_util::stream;
use std::sync::Arc;
use usecases::exchange::{self, Query};

type Facts = Extension<Arc<RequestFacts>>;
type Spent = Extension<Arc<Budget>>;
type Fields = Vec<(String, String)>;

/// One resource.
pub async fn read(
    State(state): State<AppState>,
    Extension(facts): Facts,
    Extension(budget): Spent,
    Path((type_name, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let bearer = match bearer(&state, (&facts, &budget), &headers).await {
        Ok(bearer) => bearer,
        Err(response) => return response,
    };
    if !is_known(&type_name) {
        return unknown(&type_name);
    }
    match exchange::read(&state.portal.backend, &facts.facility, &bearer, (&type_name, &id)).await {
        Ok(given) => {
            let version = format!("W/\"{}\"", given.version);
            ([(header::ETAG, version)], answer(StatusCode::OK, given.json)).into_response()
        }
        Err(error) => failed(&error, &facts.reference),
    }
}

/// A search by an address.
pub async fn search(
    State(state): State<AppState>,
    Extension(facts): Facts,
    Extension(budget): Spent,
    Path(type_name): Path<String>,
    Parameters(parameters): Parameters<Fields>,
    headers: HeaderMap,
) -> Response {
    find(&state, (&facts, &budget), (&type_name, Ok(parameters)), &headers).await
}

/// A search by a form, whose fields stand in no log of addresses.
pub async fn search_by_form(
    State(state): State<AppState>,
    Extension(facts): Facts,
    Extension(budget): Spent,
    Path(type_name): Path<String>,
    headers: HeaderMap,
    parameters: Result<Form<Fields>, FormRejection>,
) -> Response {
    let parameters = parameters.map(|Form(parameters)| parameters);
    find(&state, (&facts, &budget), (&type_name, parameters), &headers).await
}

async fn find(
    state: &AppState,
    (facts, budget): (&RequestFacts, &Budget),
    (type_name, parameters): (&str, Result<Fields, FormRejection>),
    headers: &HeaderMap,
) -> Response {
    let bearer = match bearer(state, (facts, budget), headers).await {
        Ok(bearer) => bearer,
        Err(response) => return response,
    };
    if !is_known(type_name) {
        return unknown(type_name);
    }
    let parameters = match parameters {
        Ok(parameters) => parameters,
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            let text = format!("is larger than {} KiB", PROGRAM_FORM_LIMIT / 1024);
            return outcome(StatusCode::PAYLOAD_TOO_LARGE, &[Issue::error("too-long", &text)]);
        }
        Err(_) => {
            let text = "a search by POST is a form: application/x-www-form-urlencoded";
            return outcome(StatusCode::UNSUPPORTED_MEDIA_TYPE, &[Issue::error("not-supported", text)]);
        }
    };
    let query = match Query::parse(&parameters) {
        Ok(query) => query,
        Err((name, what)) => {
            return outcome(StatusCode::BAD_REQUEST, &[Issue::error("value", &format!("{name} {what}"))]);
        }
    };
    if is_strict(headers) && !query.ignored.is_empty() {
        let text = format!("parameters that are not known: {}", query.ignored.join(", "));
        return outcome(StatusCode::BAD_REQUEST, &[Issue::error("not-supported", &text)]);
    }
    match exchange::search(&state.portal.backend, &facts.facility, &bearer, (type_name, &query)).await {
        Ok(bundle) => answer(StatusCode::OK, bundle),
        Err(error) => failed(&error, &facts.reference),
    }
}

/// The whole record, or its summary.
pub async fn operation(
    State(state): State<AppState>,
    Extension(facts): Facts,
    Extension(budget): Spent,
    Path((type_name, id, operation)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Response {
    let bearer = match bearer(&state, (&facts, &budget), &headers).await {
        Ok(bearer) => bearer,
        Err(response) => return response,
    };
    let backend = &state.portal.backend;
    match (type_name.as_str(), operation.as_str()) {
        ("Patient", "$summary") => {
            match exchange::summarize(backend, &facts.facility, &bearer, (&id, facts.lang)).await {
                Ok(bundle) => answer(StatusCode::OK, bundle),
                Err(error) => failed(&error, &facts.reference),
            }
        }
        ("Patient", "$everything") => {
            let everything = match exchange::begin_everything(backend, &facts.facility, &bearer, &id).await {
                Ok(everything) => everything,
                Err(error) => return failed(&error, &facts.reference),
            };
            let reference = facts.reference.clone();
            let parts =
                stream::try_unfold((everything, reference), |(mut everything, reference)| async move {
                    match everything.next_part().await {
                        Ok(part) => Ok(part.map(|part| (part, (everything, reference)))),
                        Err(error) => {
                            // The reader has the beginning already: the answer ends in its midst.
                            tracing::error!(reference, error = %error, "a record was given in part");
                            Err(error)
                        }
                    }
                });
            let headers = [(header::CONTENT_TYPE, FHIR_JSON), (header::CACHE_CONTROL, "no-store")];
            (headers, Body::from_stream(parts)).into_response()
        }
        _ => outcome(StatusCode::NOT_FOUND, &[Issue::error("not-supported", "there is no such operation")]),
    }
}

/// Whether what is not understood is a mistake (`Prefer: handling=strict`).
pub fn is_strict(headers: &HeaderMap) -> bool {
    let prefers = headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
    prefers.flat_map(|value| value.split([',', ';'])).any(|one| one.trim() == "handling=strict")
}

fn is_known(type_name: &str) -> bool {
    readable_types().contains(&type_name)
}

fn unknown(type_name: &str) -> Response {
    let shown: String = type_name.chars().filter(char::is_ascii_alphanumeric).take(64).collect();
    let text = format!("{shown} is no type of resource that is given out here");
    outcome(StatusCode::NOT_FOUND, &[Issue::error("not-supported", &text)])
}
