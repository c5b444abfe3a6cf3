//! Server functions about the patient's requests for corrections.

use crate::error::AppError;
use crate::flash::Flash;
use crate::wire::Reply;
use domain::corrections::contract::{
    AskCorrectionRequest, CorrectionLine, CorrectionPage, ReadCorrectionRequest, StepRequest, Subject,
    SubjectRequest,
};
use domain::ids::CorrectionId;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::context::{actor, answer, backend, redirect, visitor};
#[cfg(feature = "ssr")]
use crate::routes;
#[cfg(feature = "ssr")]
use usecases::corrections;

/// The requests about the chart that is shown.
#[server(prefix = "/api", endpoint = "corrections/list_corrections", output = Reply)]
pub async fn list_corrections() -> Result<Vec<CorrectionLine>, AppError> {
    let actor = actor()?;
    answer(corrections::list_own(&backend(), &visitor()?.facility, &actor).await)
}

/// One of them.
#[server(prefix = "/api", endpoint = "corrections/read_correction", output = Reply)]
pub async fn read_correction(request: ReadCorrectionRequest) -> Result<CorrectionPage, AppError> {
    let actor = actor()?;
    answer(corrections::read_own(&backend(), &visitor()?.facility, &actor, request).await)
}

/// The entry that a request would be about.
#[server(prefix = "/api", endpoint = "corrections/read_subject", output = Reply)]
pub async fn read_subject(request: SubjectRequest) -> Result<Subject, AppError> {
    let actor = actor()?;
    answer(corrections::read_subject(&backend(), &actor, request).await)
}

/// Asks for an entry to be corrected.
#[server(prefix = "/api", endpoint = "corrections/ask", output = Reply)]
pub async fn ask(request: AskCorrectionRequest) -> Result<CorrectionId, AppError> {
    let actor = actor()?;
    let id = answer(corrections::ask(&backend(), &actor, request).await)?;
    redirect(&format!("{}?done=asked", routes::correction(id)));
    Ok(id)
}

/// Writes on, or takes one back.
#[server(prefix = "/api", endpoint = "corrections/write", output = Reply)]
pub async fn write(request: StepRequest) -> Result<(), AppError> {
    let actor = actor()?;
    let id = request.id;
    answer(corrections::write(&backend(), &actor, request).await)?;
    redirect(&routes::correction(id));
    Ok(())
}

/// What the last refused form left, if it was one of these.
#[server(prefix = "/api", endpoint = "corrections/read_flash", output = Reply)]
pub async fn read_flash() -> Result<Option<Flash>, AppError> {
    let facts = visitor()?;
    Ok(facts.flash.clone().filter(|flash| flash.endpoint.starts_with("/api/corrections/")))
}
