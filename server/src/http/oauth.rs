//! OAuth over HTTP: an app's question on its way to the page that asks, the way back, and tokens (RFC 6749, 7009).

use super::networks::Budget;
use super::plain_page;
use crate::router::AppState;
use app::context::RequestFacts;
use app::routes::{APPS, connect_app};
use axum::Extension;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Query, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::ids::ConsentId;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use usecases::UseCaseError;
use usecases::connections::{self, Asked, Fault, Issued, Next, TokenRequest};

type Facts = Extension<Arc<RequestFacts>>;
type Fields = Vec<(String, String)>;

/// An app asks.
pub async fn authorize(
    State(state): State<AppState>,
    Extension(facts): Facts,
    Extension(budget): Extension<Arc<Budget>>,
    Query(fields): Query<Fields>,
    request: Request,
) -> Response {
    let minute = state.portal.backend.clock.now().0.div_euclid(60);
    if !budget.takes(&facts.origin.address, minute) {
        return plain_page::refuse(&request, StatusCode::TOO_MANY_REQUESTS);
    }
    let Some(mut fields) = once(fields) else { return plain_page::refuse(&request, StatusCode::BAD_REQUEST) };
    let mut field = |name: &str| fields.remove(name).unwrap_or_default();
    let asked = Asked {
        response_type: field("response_type"),
        client_id: field("client_id"),
        redirect_uri: field("redirect_uri"),
        scope: field("scope"),
        state: field("state"),
        aud: field("aud"),
        code_challenge: field("code_challenge"),
        code_challenge_method: field("code_challenge_method"),
    };
    match connections::begin(&state.portal.backend, &facts.facility, asked).await {
        Ok(Ok(Next::Ask(id))) => to(&connect_app(id)),
        Ok(Ok(Next::Back(address))) => to(&address),
        Ok(Err(_)) => plain_page::refuse(&request, StatusCode::BAD_REQUEST),
        Err(error) => broken(&facts, &request, &error),
    }
}

/// Whoever has answered goes back to the app.
pub async fn go_on(
    State(state): State<AppState>,
    Extension(facts): Facts,
    Query(fields): Query<Fields>,
    request: Request,
) -> Response {
    let id = fields.iter().find(|(name, _)| name == "ask").and_then(|(_, id)| id.parse::<ConsentId>().ok());
    let (Some(actor), Some(id)) = (&facts.actor, id) else { return to(APPS) };
    match connections::leave(&state.portal.backend, actor, id).await {
        Ok(address) => to(&address),
        Err(UseCaseError::Refused(_) | UseCaseError::NotFound) => to(APPS),
        Err(error) => broken(&facts, &request, &error),
    }
}

/// A redirect that nobody keeps and that tells nobody where it came from.
fn to(address: &str) -> Response {
    let headers = [(header::CACHE_CONTROL, "no-store"), (header::REFERRER_POLICY, "no-referrer")];
    (headers, Redirect::to(address)).into_response()
}

fn broken(facts: &RequestFacts, request: &Request, error: &UseCaseError) -> Response {
    tracing::error!(reference = facts.reference, error = %error, "an app's question could not be taken");
    let (path, status) = (request.uri().path(), StatusCode::INTERNAL_SERVER_ERROR);
    plain_page::answer(request.headers(), path, status, &facts.reference)
}

/// Fields by their names; nothing where one occurs twice (RFC 6749 3.1).
fn once(fields: Fields) -> Option<BTreeMap<String, String>> {
    let count = fields.len();
    let map: BTreeMap<String, String> = fields.into_iter().collect();
    (map.len() == count).then_some(map)
}

/// Gives a token.
pub async fn token(
    State(state): State<AppState>,
    Extension(facts): Facts,
    fields: Result<Form<Fields>, FormRejection>,
) -> Response {
    let (request, _) = match read(fields) {
        Ok(read) => read,
        Err(status) => return unread(status),
    };
    let backend = &state.portal.backend;
    match connections::issue(backend, &facts.facility, &facts.origin.address, request).await {
        Ok(Ok(issued)) => answer(StatusCode::OK, &told(issued)),
        Ok(Err(fault)) => refused(fault),
        Err(error) => failed(&facts, &error),
    }
}

/// Ends a token.
pub async fn revoke(
    State(state): State<AppState>,
    Extension(facts): Facts,
    fields: Result<Form<Fields>, FormRejection>,
) -> Response {
    let (request, token) = match read(fields) {
        Ok(read) => read,
        Err(status) => return unread(status),
    };
    let (backend, address) = (&state.portal.backend, &facts.origin.address);
    match connections::revoke(backend, &facts.facility, address, (&token, request)).await {
        Ok(Ok(())) => answer(StatusCode::OK, &json!({})),
        Ok(Err(fault)) => refused(fault),
        Err(error) => failed(&facts, &error),
    }
}

/// What is asked of the two, and the token of the second; a status where it is too large, no form, or says a thing twice.
fn read(fields: Result<Form<Fields>, FormRejection>) -> Result<(TokenRequest, String), StatusCode> {
    let is_too_large = |rejection: &FormRejection| rejection.status() == StatusCode::PAYLOAD_TOO_LARGE;
    let fields = match fields {
        Ok(Form(fields)) => once(fields),
        Err(rejection) if is_too_large(&rejection) => return Err(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => None,
    };
    let mut fields = fields.ok_or(StatusCode::BAD_REQUEST)?;
    let mut field = |name: &str| fields.remove(name).unwrap_or_default();
    let request = TokenRequest {
        grant_type: field("grant_type"),
        code: field("code"),
        redirect_uri: field("redirect_uri"),
        code_verifier: field("code_verifier"),
        refresh_token: field("refresh_token"),
        scope: field("scope"),
        client_id: field("client_id"),
        client_assertion_type: field("client_assertion_type"),
        client_assertion: field("client_assertion"),
    };
    let token = field("token");
    Ok((request, token))
}

fn unread(status: StatusCode) -> Response {
    answer(status, &json!({"error": Fault::Request.code()}))
}

fn told(issued: Issued) -> Value {
    let mut value = json!({
        "access_token": issued.access_token,
        "token_type": "bearer",
        "expires_in": issued.expires_s,
        "scope": issued.scopes.to_string(),
    });
    if let Some(members) = value.as_object_mut() {
        if let Some(token) = issued.refresh_token {
            members.insert("refresh_token".to_owned(), Value::String(token));
        }
        if let Some(patient) = issued.patient {
            members.insert("patient".to_owned(), Value::String(patient.to_string()));
        }
    }
    value
}

fn refused(fault: Fault) -> Response {
    let status = match fault {
        Fault::Client => StatusCode::UNAUTHORIZED,
        Fault::Wait => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::BAD_REQUEST,
    };
    let mut response = answer(status, &json!({"error": fault.code()}));
    if fault == Fault::Wait {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    }
    response
}

fn failed(facts: &RequestFacts, error: &UseCaseError) -> Response {
    tracing::error!(reference = facts.reference, error = %error, "a token could not be given");
    answer(
        StatusCode::INTERNAL_SERVER_ERROR,
        &json!({"error": "server_error", "error_description": facts.reference}),
    )
}

fn answer(status: StatusCode, body: &Value) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
        (header::PRAGMA, "no-cache"),
    ];
    (status, headers, body.to_string()).into_response()
}
