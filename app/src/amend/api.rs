//! Server functions about requests for corrections, for the clinic.

use crate::error::AppError;
use crate::flash::Flash;
use crate::wire::Reply;
use domain::corrections::contract::{
    CorrectionList, CorrectionPage, ListCorrectionsRequest, ReadCorrectionRequest, StepRequest,
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::context::{actor, answer as answered, backend, redirect, visitor};
#[cfg(feature = "ssr")]
use crate::routes;
#[cfg(feature = "ssr")]
use usecases::corrections;

/// A page of requests.
#[server(prefix = "/api", endpoint = "amend/list_requests", output = Reply)]
pub async fn list_requests(request: ListCorrectionsRequest) -> Result<CorrectionList, AppError> {
    let actor = actor()?;
    answered(corrections::list_requests(&backend(), &visitor()?.facility, &actor, request).await)
}

/// One of them.
#[server(prefix = "/api", endpoint = "amend/read_request", output = Reply)]
pub async fn read_request(request: ReadCorrectionRequest) -> Result<CorrectionPage, AppError> {
    let actor = actor()?;
    answered(corrections::read_request(&backend(), &visitor()?.facility, &actor, request).await)
}

/// Asks for more, agrees, or declines.
#[server(prefix = "/api", endpoint = "amend/answer", output = Reply)]
pub async fn answer(request: StepRequest) -> Result<(), AppError> {
    let actor = actor()?;
    let id = request.id;
    answered(corrections::answer(&backend(), &actor, request).await)?;
    redirect(&routes::amendment(id));
    Ok(())
}

/// What the last refused form left, if it was this one.
#[server(prefix = "/api", endpoint = "amend/read_flash", output = Reply)]
pub async fn read_flash() -> Result<Option<Flash>, AppError> {
    let facts = visitor()?;
    Ok(facts.flash.clone().filter(|flash| flash.endpoint == "/api/amend/answer"))
}
