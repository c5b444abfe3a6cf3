//! Pages and server functions: hands the request to the application with all it needs to know.

use super::brand::icon_path;
use super::plain_page;
use super::security_headers::CspNonce;
use crate::router::{AppState, BODY_LIMIT};
use app::context::RequestFacts;
use app::shell::{Head, shell};
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use leptos::nonce::Nonce;
use leptos::prelude::provide_context;
use std::sync::Arc;
use usecases::brand;

/// Renders the page of the address, wholly, before the first byte goes out.
pub async fn page(State(state): State<AppState>, request: Request<Body>) -> Response {
    let Some(facts) = request.extensions().get::<Arc<RequestFacts>>().cloned() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let nonce = request.extensions().get::<CspNonce>().map(|nonce| nonce.0.clone()).unwrap_or_default();
    let head = match brand::published(&state.portal.backend, &facts.facility).await {
        Ok(brand) => Head::of(&brand, icon_path(&brand, "any.svg"), icon_path(&brand, "touch-180.png")),
        Err(error) => {
            tracing::error!(reference = facts.reference, error = %error, "the brand could not be read");
            Head::default()
        }
    };
    let files = state.assets.client();
    let portal = state.portal.clone();
    let lang = facts.lang;
    let context = move || {
        provide_context(portal.clone());
        provide_context(lang);
        provide_context(Nonce::from_value(nonce.clone()));
    };
    let render =
        leptos_axum::render_app_async_with_context(context, move || shell(Arc::clone(&files), head.clone()));
    render(request).await
}

/// Runs the server function of the path.
pub async fn server_function(State(state): State<AppState>, request: Request<Body>) -> Response {
    let lang = request.extensions().get::<Arc<RequestFacts>>().map(|facts| facts.lang).unwrap_or_default();
    let portal = state.portal.clone();
    let context = move || {
        provide_context(portal.clone());
        provide_context(lang);
    };
    // Read whole before it is decoded: a body that is cut off must never pass for a complete one.
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
        return plain_page::answer(&parts.headers, parts.uri.path(), StatusCode::PAYLOAD_TOO_LARGE, "");
    };
    let request = Request::from_parts(parts, Body::from(body));
    leptos_axum::handle_server_fns_with_context(context, request).await.into_response()
}
