//! The copy of the medical-ID card for a browser that keeps it: a document by itself, which runs and fetches nothing.

use super::facts::cookie;
use super::{downloads, plain_page};
use crate::router::AppState;
use app::card::{Copy, copy};
use app::context::RequestFacts;
use app::kept_card;
use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use i18n::Lang;
use std::sync::{Arc, LazyLock};
use usecases::UseCaseError;
use usecases::card::read_copy;
use usecases::keys::sha256;

/// Its stylesheet: black on white, in letters that are read at arm's length.
const STYLE: &str = include_str!("card.css");

/// Its own stylesheet is all that it may have.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    format!(
        "default-src 'none'; style-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'",
        STANDARD.encode(sha256(STYLE.as_bytes()))
    )
});

/// The copy of the card of the chart that is shown.
pub async fn card(
    State(state): State<AppState>,
    Extension(facts): Extension<Arc<RequestFacts>>,
    request: Request,
) -> Response {
    let Some(actor) = &facts.actor else { return plain_page::refuse(&request, StatusCode::UNAUTHORIZED) };
    let held = cookie(request.headers(), kept_card::NAME).unwrap_or_default();
    match read_copy(&state.portal.backend, &facts.facility, actor, held).await {
        Ok(card) => {
            let headers = [
                (header::CONTENT_TYPE, "text/html; charset=utf-8"),
                (header::CACHE_CONTROL, "no-store"),
                (header::CONTENT_SECURITY_POLICY, POLICY.as_str()),
            ];
            (headers, document(facts.lang, &copy(facts.lang, card))).into_response()
        }
        Err(UseCaseError::Refused(refusal)) => downloads::refused(&request, refusal),
        Err(UseCaseError::NotFound) => plain_page::refuse(&request, StatusCode::NOT_FOUND),
        Err(error) => {
            tracing::error!(reference = facts.reference, error = %error, "a card could not be given");
            let (path, status) = (request.uri().path(), StatusCode::INTERNAL_SERVER_ERROR);
            plain_page::answer(request.headers(), path, status, &facts.reference)
        }
    }
}

fn document(lang: Lang, copy: &Copy) -> String {
    let Copy { title, body } = copy;
    format!(
        "<!DOCTYPE html><html lang=\"{code}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title}</title><link rel=\"icon\" href=\"data:,\"><style>{STYLE}</style></head><body>{body}</body></html>",
        code = lang.code(),
    )
}
