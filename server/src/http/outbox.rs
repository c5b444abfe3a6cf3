//! The demo's mailbox: what would have gone out by e-mail and text message, on a developer's own machine only.

use super::brand::{failed, icon_path};
use super::plain_page;
use crate::router::AppState;
use app::context::RequestFacts;
use app::shell::{Head, OutboxItem, outbox_document};
use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use std::sync::Arc;
use usecases::delivery::list_local;
use usecases::{UseCaseError, brand, zones};

/// The newest messages of the host's facility.
pub async fn outbox(
    State(state): State<AppState>,
    Extension(facts): Extension<Arc<RequestFacts>>,
    request: Request,
) -> Response {
    let backend = &state.portal.backend;
    let read = async {
        let messages = list_local(backend, facts.facility.id).await?;
        Ok((messages, brand::published(backend, &facts.facility).await?))
    };
    match read.await {
        Err(UseCaseError::NotFound) => plain_page::refuse(&request, StatusCode::NOT_FOUND),
        Err(error) => failed(&request, &facts, &error),
        Ok((messages, brand)) => {
            let head = Head::of(&brand, icon_path(&brand, "any.svg"), icon_path(&brand, "touch-180.png"));
            let items = messages.into_iter().map(|message| OutboxItem {
                local: zones::local(&facts.facility.zone, message.at),
                kind: message.kind,
                address: message.address,
                subject: message.subject,
                body: message.body,
            });
            let page = outbox_document(&state.assets.client(), head, facts.lang, items.collect());
            let no_store = (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            let html = (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
            ([no_store, html], page).into_response()
        }
    }
}
