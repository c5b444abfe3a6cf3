//! Pages and server functions: hands the request to the application with all it needs to know.

use super::brand::{failed, icon_path};
use super::plain_page;
use super::security_headers::{CspNonce, Framing, policy};
use crate::router::{AppState, BODY_LIMIT, CHART_FILE_LIMIT};
use app::context::RequestFacts;
use app::preview::{Outside, Screen};
use app::routes::holds_frames;
use app::shell::{ClientFiles, Head, preview_shell, shell};
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use domain::permission::Action;
use domain::policy::for_staff;
use leptos::nonce::Nonce;
use leptos::prelude::{IntoView, provide_context};
use std::sync::Arc;
use usecases::{account, brand, theme};

/// Largest page that the preview shows, in bytes.
const PREVIEW_LIMIT: usize = 4 * 1024 * 1024;

/// Renders the page of the address, wholly, before the first byte goes out.
pub async fn page(State(state): State<AppState>, request: Request<Body>) -> Response {
    let framing = if holds_frames(request.uri().path()) { Framing::Holds } else { Framing::None };
    render(&state, request, framing, shell).await
}

/// Renders a screen with invented people for the frame of the theme editor; only for those who may edit the theme.
pub async fn preview(
    State(state): State<AppState>,
    Path(name): Path<String>,
    request: Request<Body>,
) -> Response {
    let facts = request.extensions().get::<Arc<RequestFacts>>().cloned();
    let may = facts
        .as_ref()
        .and_then(|facts| facts.actor.clone())
        .is_some_and(|actor| for_staff(&actor, Action::EditTheme).is_ok());
    let (screen, facts) = match (Screen::parse(&name), facts) {
        (Some(screen), Some(facts)) if may => (screen, facts),
        (None, _) if may => return plain_page::refuse(&request, StatusCode::NOT_FOUND),
        _ => return plain_page::refuse(&request, StatusCode::FORBIDDEN),
    };
    match theme::clinic(&state.portal.backend, &facts.facility).await {
        Ok(clinic) => {
            let outside = Outside {
                clinic,
                has_passkeys: account::offers_passkeys(&facts.facility.security),
                has_registration: facts.facility.registration.is_on,
            };
            let draw = move |files, head| preview_shell(files, head, screen, outside.clone());
            render(&state, request, Framing::Framed, draw).await
        }
        Err(error) => failed(&request, &facts, &error),
    }
}

async fn render<V: IntoView + 'static>(
    state: &AppState,
    request: Request<Body>,
    framing: Framing,
    draw: impl Fn(Arc<ClientFiles>, Head) -> V + Clone + Send + Sync + 'static,
) -> Response {
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
    let own_policy = policy(&nonce, framing);
    let context = move || {
        provide_context(portal.clone());
        provide_context(lang);
        provide_context(Nonce::from_value(nonce.clone()));
    };
    let page =
        leptos_axum::render_app_async_with_context(context, move || draw(Arc::clone(&files), head.clone()));
    let mut response = page(request).await;
    if framing == Framing::Framed {
        response = without_scripts(response).await;
    }
    if framing != Framing::None
        && let Ok(policy) = HeaderValue::from_str(&own_policy)
    {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    if framing == Framing::Framed {
        response.headers_mut().insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    }
    response
}

/// The page without what would wake it up: nothing runs in the frame.
async fn without_scripts(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, PREVIEW_LIMIT).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let html = String::from_utf8_lossy(&body);
    let mut pieces = html.split("<script");
    let mut still = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        still.push_str(piece.split_once("</script>").map_or("", |(_, after)| after));
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(still))
}

/// Runs the server function of the path.
pub async fn server_function(State(state): State<AppState>, request: Request<Body>) -> Response {
    run(state, request, BODY_LIMIT).await
}

/// Runs a server function that takes a whole file from colleagues; from anybody else, no more than others.
pub async fn file_function(State(state): State<AppState>, request: Request<Body>) -> Response {
    let facts = request.extensions().get::<Arc<RequestFacts>>();
    let is_colleague =
        facts.and_then(|facts| facts.actor.as_ref()).is_some_and(|actor| !actor.roles.is_empty());
    run(state, request, if is_colleague { CHART_FILE_LIMIT } else { BODY_LIMIT }).await
}

async fn run(state: AppState, request: Request<Body>, limit: usize) -> Response {
    let lang = request.extensions().get::<Arc<RequestFacts>>().map(|facts| facts.lang).unwrap_or_default();
    let portal = state.portal.clone();
    let context = move || {
        provide_context(portal.clone());
        provide_context(lang);
    };
    // Read whole before it is decoded: a body that is cut off must never pass for a complete one.
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, limit).await else {
        return plain_page::answer(&parts.headers, parts.uri.path(), StatusCode::PAYLOAD_TOO_LARGE, "");
    };
    let request = Request::from_parts(parts, Body::from(body));
    leptos_axum::handle_server_fns_with_context(context, request).await.into_response()
}
