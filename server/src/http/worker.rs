//! The service worker and the one page it keeps for when there is no connection.

use super::brand::{confirmed, failed, icon_path};
use crate::router::AppState;
use app::context::RequestFacts;
use app::shell::{Head, offline_document};
use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use std::sync::Arc;
use usecases::keys::sha256;
use usecases::{brand, theme};

/// The script, with a place for the version.
const SCRIPT: &str = include_str!("service_worker.js");

/// The worker's script: another build, another script, and browsers offer the new version.
pub async fn script(State(state): State<AppState>, request: Request) -> Response {
    let files = state.assets.client();
    let programs = files.all().map(|program| format!("{}{}{}", program.script, program.wasm, program.style));
    let build = format!("{SCRIPT}{}", programs.concat());
    let version: String = sha256(build.as_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let body = SCRIPT.replace("{version}", &version);
    let mut response = confirmed(request.headers(), "text/javascript; charset=utf-8", body.into());
    response
        .headers_mut()
        .insert(HeaderName::from_static("service-worker-allowed"), HeaderValue::from_static("/"));
    response
}

/// The page for when there is no connection: the clinic, its contacts, the reader's language, and nobody's name.
pub async fn offline(
    State(state): State<AppState>,
    Extension(facts): Extension<Arc<RequestFacts>>,
    request: Request,
) -> Response {
    let backend = &state.portal.backend;
    let read = async {
        let brand = brand::published(backend, &facts.facility).await?;
        Ok((brand, theme::clinic(backend, &facts.facility).await?))
    };
    match read.await {
        Ok((brand, clinic)) => {
            let head = Head::of(&brand, icon_path(&brand, "any.svg"), icon_path(&brand, "touch-180.png"));
            let page = offline_document(&state.assets.client(), head, facts.lang, clinic);
            confirmed(request.headers(), "text/html; charset=utf-8", page.into())
        }
        Err(error) => failed(&request, &facts, &error),
    }
}
