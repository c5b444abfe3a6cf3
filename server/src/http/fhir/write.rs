//! Writing: transactions, batches, single resources, each once or under a condition.

use super::outcome::{Issue, failed, outcome, resource};
use super::read::is_strict;
use super::{Budget, answer, bearer};
use crate::router::AppState;
use app::context::RequestFacts;
use axum::Extension;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use usecases::connections::base;
use usecases::exchange::{self, Became, Form, Place, Received, Refused, Request, Written};

/// Largest body of a request, in bytes; more goes in as a file.
const LARGEST: usize = 16 * 1024 * 1024;

type Facts = Extension<Arc<RequestFacts>>;
type Spent = Extension<Arc<Budget>>;

/// A transaction or a batch.
pub async fn bundle(
    State(state): State<AppState>,
    Extension(facts): Facts,
    Extension(budget): Spent,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let form = Form::Bundle { is_strict: is_strict(&headers) };
    match take(&state, (&facts, &budget), &headers, (body, form)).await {
        Ok((received, true)) if !received.problems.is_empty() => {
            let issues: Vec<Issue> = received.problems.iter().map(Issue::of).collect();
            outcome(StatusCode::UNPROCESSABLE_ENTITY, &issues)
        }
        Ok((received, is_whole)) => {
            let base = base(&state.portal.backend, &facts.facility.host);
            answer(StatusCode::OK, answered(&received, &base, is_whole).to_string())
        }
        Err(response) => response,
    }
}

/// A new resource; with `If-None-Exist`, only where there is none.
pub async fn create(
    State(state): State<AppState>,
    Extension(facts): Facts,
    Extension(budget): Spent,
    Path(type_name): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let condition = headers.get("if-none-exist").and_then(|value| value.to_str().ok());
    let request = Request {
        method: Some("POST".to_owned()),
        url: Some(type_name),
        if_none_exist: condition.map(ToOwned::to_owned),
    };
    one(&state, (&facts, &budget), &headers, (body, request)).await
}

/// A resource by its id.
pub async fn update(
    State(state): State<AppState>,
    Extension(facts): Facts,
    Extension(budget): Spent,
    Path((type_name, id)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let request = Request {
        method: Some("PUT".to_owned()),
        url: Some(format!("{type_name}/{id}")),
        if_none_exist: None,
    };
    one(&state, (&facts, &budget), &headers, (body, request)).await
}

/// A resource by an identifier.
pub async fn update_one(
    State(state): State<AppState>,
    Extension(facts): Facts,
    Extension(budget): Spent,
    Path(type_name): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let url = format!("{type_name}?{}", query.unwrap_or_default());
    let request = Request { method: Some("PUT".to_owned()), url: Some(url), if_none_exist: None };
    one(&state, (&facts, &budget), &headers, (body, request)).await
}

async fn one(
    state: &AppState,
    who: (&RequestFacts, &Budget),
    headers: &HeaderMap,
    (body, request): (Body, Request),
) -> Response {
    let received = match take(state, who, headers, (body, Form::One(request))).await {
        Ok((received, _)) => received,
        Err(response) => return response,
    };
    let issues: Vec<Issue> = received.problems.iter().map(Issue::of).collect();
    let Some(written) = received.written.first().filter(|_| issues.is_empty()) else {
        return outcome(StatusCode::UNPROCESSABLE_ENTITY, &issues);
    };
    let (status, text) = match written.became {
        Became::Created => (StatusCode::CREATED, "created"),
        Became::Updated => (StatusCode::OK, "updated"),
        Became::Unchanged | Became::Unsupported => (StatusCode::OK, "unchanged"),
    };
    let said = [Issue::note("information", "informational", text)];
    let issues: Vec<Issue> = said.into_iter().chain(received.notes.iter().map(Issue::warning)).collect();
    let mut response = outcome(status, &issues);
    let base = base(&state.portal.backend, &who.0.facility.host);
    let address = format!("{base}/{}/{}", written.type_name, written.id);
    if let Ok(address) = HeaderValue::from_str(&address) {
        response.headers_mut().insert(header::LOCATION, address);
    }
    response
}

/// Reads a body and takes what it holds.
async fn take(
    state: &AppState,
    (facts, budget): (&RequestFacts, &Budget),
    headers: &HeaderMap,
    (body, form): (Body, Form),
) -> Result<(Received, bool), Response> {
    let bearer = bearer(state, (facts, budget), headers).await?;
    let fail = |error| failed(&error, &facts.reference);
    exchange::may_write(&bearer).map_err(fail)?;
    if let Some(response) = other_than_json(headers) {
        return Err(response);
    }
    let Ok(text) = to_bytes(body, LARGEST).await else {
        let text =
            format!("is larger than {} MiB; hand it in as a file: POST $import", LARGEST / 1024 / 1024);
        return Err(outcome(StatusCode::PAYLOAD_TOO_LARGE, &[Issue::error("too-long", &text)]));
    };
    let text: Arc<[u8]> = text.as_ref().into();
    let backend = &state.portal.backend;
    match exchange::receive(backend, &facts.facility, &bearer, (text, form)).await.map_err(fail)? {
        Ok(received) => Ok(received),
        Err(Refused::Unreadable(why)) => {
            Err(outcome(StatusCode::BAD_REQUEST, &[Issue::error("structure", &why)]))
        }
        Err(Refused::TooMany(count)) => {
            let text = format!("holds {count} resources; hand so many in as a file: POST $import");
            Err(outcome(StatusCode::PAYLOAD_TOO_LARGE, &[Issue::error("too-costly", &text)]))
        }
    }
}

/// The answer to a body of another kind.
pub fn other_than_json(headers: &HeaderMap) -> Option<Response> {
    const KINDS: [&str; 4] =
        ["application/fhir+json", "application/json", "application/fhir+ndjson", "application/ndjson"];
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if KINDS.contains(&kind.as_str()) {
        return None;
    }
    let text = "only application/fhir+json is taken";
    Some(outcome(StatusCode::UNSUPPORTED_MEDIA_TYPE, &[Issue::error("not-supported", text)]))
}

/// What became of each entry, in their order.
fn answered(received: &Received, base: &str, is_whole: bool) -> Value {
    let index_of =
        |path: &str| -> Option<usize> { path.strip_prefix("Bundle.entry[")?.split(']').next()?.parse().ok() };
    let mut entries: BTreeMap<usize, Value> = BTreeMap::new();
    for one in &received.written {
        if let Place::Entry(index) = one.place {
            entries.insert(index, taken(one, base));
        }
    }
    for problem in &received.problems {
        let Some(index) = index_of(&problem.path) else { continue };
        let issues = [Issue::of(problem)];
        entries.insert(
            index,
            json!({"response": {"status": "422 Unprocessable Entity", "outcome": resource(&issues)}}),
        );
    }
    let mut notes: BTreeMap<usize, Vec<Issue>> = BTreeMap::new();
    for note in &received.notes {
        if let Some(index) = index_of(&note.path) {
            notes.entry(index).or_default().push(Issue::warning(note));
        }
    }
    for (index, issues) in notes {
        let response = entries.get_mut(&index).and_then(|entry| entry.get_mut("response"));
        if let Some(members) = response.and_then(Value::as_object_mut) {
            members.insert("outcome".to_owned(), resource(&issues));
        }
    }
    let kind = if is_whole { "transaction-response" } else { "batch-response" };
    json!({"resourceType": "Bundle", "type": kind, "entry": entries.into_values().collect::<Vec<_>>()})
}

fn taken(one: &Written, base: &str) -> Value {
    let location = format!("{base}/{}/{}", one.type_name, one.id);
    match one.became {
        Became::Created => json!({"response": {"status": "201 Created", "location": location}}),
        Became::Updated | Became::Unchanged => {
            json!({"response": {"status": "200 OK", "location": location}})
        }
        Became::Unsupported => {
            let text = format!("{} is a type that the portal makes no use of: not stored", one.type_name);
            let issues = [Issue::note("warning", "not-supported", &text)];
            json!({"response": {"status": "202 Accepted", "outcome": resource(&issues)}})
        }
    }
}
