//! Server functions about the theme, and the upload of a logo, which is none.

use crate::error::AppError;
use crate::wire::Reply;
use domain::theme::contract::{
    DiscardDraftRequest, PublishThemeRequest, RollBackThemeRequest, SaveDraftRequest, SavedDraft, ThemeEditor,
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::context::{actor, answer, backend, visitor};
#[cfg(feature = "ssr")]
use usecases::theme;

/// What the editor begins with.
#[server(prefix = "/api", endpoint = "theme/read_editor", output = Reply)]
pub async fn read_editor() -> Result<ThemeEditor, AppError> {
    let actor = actor()?;
    answer(theme::read_editor(&backend(), &visitor()?.facility, &actor).await)
}

/// Keeps the draft.
#[server(prefix = "/api", endpoint = "theme/save_draft", output = Reply)]
pub async fn save_draft(request: SaveDraftRequest) -> Result<SavedDraft, AppError> {
    let actor = actor()?;
    answer(theme::save_draft(&backend(), &visitor()?.facility, &actor, request).await)
}

/// Publishes the draft.
#[server(prefix = "/api", endpoint = "theme/publish_draft", output = Reply)]
pub async fn publish_draft(request: PublishThemeRequest) -> Result<i32, AppError> {
    let actor = actor()?;
    answer(theme::publish_draft(&backend(), &actor, request).await)
}

/// Publishes an earlier theme again.
#[server(prefix = "/api", endpoint = "theme/roll_back", output = Reply)]
pub async fn roll_back(request: RollBackThemeRequest) -> Result<i32, AppError> {
    let actor = actor()?;
    answer(theme::roll_back(&backend(), &actor, request).await)
}

/// Throws the draft away.
#[server(prefix = "/api", endpoint = "theme/discard_draft", output = Reply)]
pub async fn discard_draft(request: DiscardDraftRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(theme::discard_draft(&backend(), &actor, request).await)
}

/// Hands a picture in, as it is; the server draws it anew.
#[cfg(feature = "hydrate")]
pub async fn upload_logo(file: &web_sys::File) -> Result<domain::theme::contract::StoredLogo, AppError> {
    use gloo_net::http::Request;

    let request = Request::post("/api/theme/upload_logo")
        .header("accept", "application/json")
        .header("content-type", "application/octet-stream")
        .body(wasm_bindgen::JsValue::from(file))
        .map_err(|_| AppError::Transport)?;
    let response = request.send().await.map_err(|_| AppError::Transport)?;
    if response.ok() {
        response.json().await.map_err(|_| AppError::Transport)
    } else {
        Err(response.json().await.unwrap_or(AppError::Transport))
    }
}
