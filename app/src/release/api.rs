//! Server functions about releasing results, and the rules of it.

use crate::error::AppError;
use crate::flash::Flash;
use crate::wire::Reply;
use domain::results::contract::{
    BlockRequest, CommentRequest, ReleaseRequest, Released, Worklist, WorklistRequest,
};
use domain::results::templates::{RemoveTemplateRequest, SaveTemplateRequest, Templates};
use domain::results::typed::{
    ReleasePage, RemoveClassRequest, SaveClassRequest, SaveRulesRequest, SavedRelease,
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::context::{actor, answer, backend, redirect, visitor};
#[cfg(feature = "ssr")]
use crate::routes::{SETTINGS_RESULTS, STAFF_RESULTS, STAFF_TEXTS};
#[cfg(feature = "ssr")]
use usecases::results;

/// A page of the worklist.
#[server(prefix = "/api", endpoint = "release/list_work", output = Reply)]
pub async fn list_work(request: WorklistRequest) -> Result<Worklist, AppError> {
    let actor = actor()?;
    answer(results::list_work(&backend(), &actor, &visitor()?.facility, request).await)
}

/// Releases results.
#[server(prefix = "/api", endpoint = "release/release", output = Reply)]
pub async fn release(request: ReleaseRequest) -> Result<Released, AppError> {
    let actor = actor()?;
    let came = answer(results::release(&backend(), &actor, request).await)?;
    redirect(&format!("{STAFF_RESULTS}?released={}&changed={}", came.released, came.changed));
    Ok(came)
}

/// Takes a result back, or holds one back.
#[server(prefix = "/api", endpoint = "release/block", output = Reply)]
pub async fn block(request: BlockRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(results::block(&backend(), &actor, request).await)?;
    redirect(&format!("{STAFF_RESULTS}?shelf=blocked&done=blocked"));
    Ok(())
}

/// Writes about a result.
#[server(prefix = "/api", endpoint = "release/comment", output = Reply)]
pub async fn comment(request: CommentRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(results::comment(&backend(), &actor, request).await)?;
    redirect(&format!("{STAFF_RESULTS}?shelf=released&done=commented"));
    Ok(())
}

/// What the clinic has decided.
#[server(prefix = "/api", endpoint = "release/read_rules", output = Reply)]
pub async fn read_rules() -> Result<ReleasePage, AppError> {
    let actor = actor()?;
    answer(results::read_rules(&backend(), &visitor()?.facility, &actor).await)
}

/// Changes what holds for all tests.
#[server(prefix = "/api", endpoint = "release/save_rules", output = Reply)]
pub async fn save_rules(request: SaveRulesRequest) -> Result<SavedRelease, AppError> {
    let actor = actor()?;
    saved(answer(results::save_rules(&backend(), &actor, request).await)?)
}

/// Adds or changes a class of tests.
#[server(prefix = "/api", endpoint = "release/save_class", output = Reply)]
pub async fn save_class(request: SaveClassRequest) -> Result<SavedRelease, AppError> {
    let actor = actor()?;
    saved(answer(results::save_class(&backend(), &actor, request).await)?)
}

/// Takes a class of tests away.
#[server(prefix = "/api", endpoint = "release/remove_class", output = Reply)]
pub async fn remove_class(request: RemoveClassRequest) -> Result<SavedRelease, AppError> {
    let actor = actor()?;
    saved(answer(results::remove_class(&backend(), &actor, request).await)?)
}

/// Leads back to the page, which says that it was saved.
#[cfg(feature = "ssr")]
fn saved(saved: SavedRelease) -> Result<SavedRelease, AppError> {
    redirect(&format!("{SETTINGS_RESULTS}?saved={}", saved.version));
    Ok(saved)
}

/// What the last refused form left, if it was one of these.
#[server(prefix = "/api", endpoint = "release/read_flash", output = Reply)]
pub async fn read_flash() -> Result<Option<Flash>, AppError> {
    let facts = visitor()?;
    let is_ours = |flash: &Flash| {
        flash.endpoint.starts_with("/api/release/") || flash.endpoint == "/api/account/step_up"
    };
    Ok(facts.flash.clone().filter(is_ours))
}

/// The reader's own short texts.
#[server(prefix = "/api", endpoint = "release/list_templates", output = Reply)]
pub async fn list_templates() -> Result<Templates, AppError> {
    let actor = actor()?;
    answer(results::list_templates(&backend(), &actor).await)
}

/// Keeps a short text, or changes one.
#[server(prefix = "/api", endpoint = "release/save_template", output = Reply)]
pub async fn save_template(request: SaveTemplateRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(results::save_template(&backend(), &actor, request).await)?;
    redirect(STAFF_TEXTS);
    Ok(())
}

/// Takes a short text away.
#[server(prefix = "/api", endpoint = "release/remove_template", output = Reply)]
pub async fn remove_template(request: RemoveTemplateRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(results::remove_template(&backend(), &actor, request).await)?;
    redirect(STAFF_TEXTS);
    Ok(())
}
