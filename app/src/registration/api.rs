//! Server functions about requests and the settings of registration.

use crate::error::AppError;
use crate::flash::Flash;
use crate::wire::Reply;
use domain::registration::settings::{RegistrationPage, SaveRegistrationRequest, SavedRegistration};
use domain::registration::staff::{
    AskRequest, CompareRequest, Compared, LinkRequest, ListRequest, RejectRequest, RequestDetail,
    RequestList, RequestNamed,
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::context::{actor, answer, backend, redirect, visitor};
#[cfg(feature = "ssr")]
use crate::routes::{REQUESTS, SETTINGS_REGISTRATION};
#[cfg(feature = "ssr")]
use usecases::registration;

/// A page of requests.
#[server(prefix = "/api", endpoint = "registration/list_requests", output = Reply)]
pub async fn list_requests(request: ListRequest) -> Result<RequestList, AppError> {
    let actor = actor()?;
    answer(registration::list_requests(&backend(), &actor, &visitor()?.facility, request).await)
}

/// A request with the charts that may be meant.
#[server(prefix = "/api", endpoint = "registration/read_request", output = Reply)]
pub async fn read_request(request: RequestNamed) -> Result<RequestDetail, AppError> {
    let actor = actor()?;
    answer(registration::read_request(&backend(), &actor, &visitor()?.facility, request.request).await)
}

/// Lays the chart with a record number beside a request.
#[server(prefix = "/api", endpoint = "registration/compare_chart", output = Reply)]
pub async fn compare_chart(request: CompareRequest) -> Result<Compared, AppError> {
    let actor = actor()?;
    answer(registration::compare_chart(&backend(), &actor, &visitor()?.facility, request).await)
}

/// Links a request to a chart: its patient is invited.
#[server(prefix = "/api", endpoint = "registration/link", output = Reply)]
pub async fn link(request: LinkRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(registration::link(&backend(), &actor, &visitor()?.facility, request).await)?;
    redirect(&format!("{REQUESTS}?done=linked"));
    Ok(())
}

/// Rejects a request.
#[server(prefix = "/api", endpoint = "registration/reject", output = Reply)]
pub async fn reject(request: RejectRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(registration::reject(&backend(), &actor, request).await)?;
    redirect(&format!("{REQUESTS}?done=rejected"));
    Ok(())
}

/// Asks the applicant for more.
#[server(prefix = "/api", endpoint = "registration/ask", output = Reply)]
pub async fn ask(request: AskRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(registration::ask_for_more(&backend(), &actor, request).await)?;
    redirect(&format!("{REQUESTS}?done=asked"));
    Ok(())
}

/// The settings.
#[server(prefix = "/api", endpoint = "registration/read_settings", output = Reply)]
pub async fn read_settings() -> Result<RegistrationPage, AppError> {
    let actor = actor()?;
    answer(registration::read_settings(&backend(), &visitor()?.facility, &actor).await)
}

/// Changes the settings.
#[server(prefix = "/api", endpoint = "registration/save_settings", output = Reply)]
pub async fn save_settings(request: SaveRegistrationRequest) -> Result<SavedRegistration, AppError> {
    let actor = actor()?;
    let saved = answer(registration::save_settings(&backend(), &actor, request).await)?;
    redirect(&format!("{SETTINGS_REGISTRATION}?saved={}", saved.version));
    Ok(saved)
}

/// What a refused form of these pages left, when there is no JavaScript.
#[server(prefix = "/api", endpoint = "registration/read_flash", output = Reply)]
pub async fn read_flash() -> Result<Option<Flash>, AppError> {
    let facts = visitor()?;
    let is_ours = |flash: &Flash| {
        flash.endpoint.starts_with("/api/registration/") || flash.endpoint == "/api/account/step_up"
    };
    Ok(facts.flash.clone().filter(is_ours))
}
