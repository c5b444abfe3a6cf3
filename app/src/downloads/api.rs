//! Server functions about files of the record.

use crate::error::AppError;
use crate::flash::Flash;
use crate::wire::Reply;
use domain::downloads::contract::{
    AskDownloadRequest, AskExportRequest, Downloads, Exports, RemoveDownloadRequest,
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::context::{actor, answer, backend, redirect, visitor};
#[cfg(feature = "ssr")]
use crate::routes;
#[cfg(feature = "ssr")]
use usecases::downloads;

/// The reader's files of the record that is shown.
#[server(prefix = "/api", endpoint = "downloads/list_downloads", output = Reply)]
pub async fn list_downloads() -> Result<Downloads, AppError> {
    let actor = actor()?;
    answer(downloads::list(&backend(), &visitor()?.facility, &actor).await)
}

/// Asks for a file to be made.
#[server(prefix = "/api", endpoint = "downloads/ask_download", output = Reply)]
pub async fn ask_download(request: AskDownloadRequest) -> Result<(), AppError> {
    let actor = actor()?;
    let facts = visitor()?;
    answer(downloads::ask(&backend(), &facts.facility, &actor, facts.lang, request).await)?;
    redirect(&format!("{}?done=asked", routes::DOWNLOAD));
    Ok(())
}

/// Takes a file away.
#[server(prefix = "/api", endpoint = "downloads/remove_download", output = Reply)]
pub async fn remove_download(request: RemoveDownloadRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(downloads::remove(&backend(), &actor, request).await)?;
    redirect(&format!("{}?done=removed", routes::DOWNLOAD));
    Ok(())
}

/// Files with the records of all patients.
#[server(prefix = "/api", endpoint = "downloads/list_exports", output = Reply)]
pub async fn list_exports() -> Result<Exports, AppError> {
    let actor = actor()?;
    answer(downloads::list_exports(&backend(), &visitor()?.facility, &actor).await)
}

/// Asks for such a file.
#[server(prefix = "/api", endpoint = "downloads/ask_export", output = Reply)]
pub async fn ask_export(request: AskExportRequest) -> Result<(), AppError> {
    let actor = actor()?;
    let facts = visitor()?;
    answer(downloads::ask_export(&backend(), &actor, facts.lang, request).await)?;
    redirect(&format!("{}?done=asked", routes::SETTINGS_EXPORT));
    Ok(())
}

/// Takes such a file away.
#[server(prefix = "/api", endpoint = "downloads/remove_export", output = Reply)]
pub async fn remove_export(request: RemoveDownloadRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(downloads::remove_export(&backend(), &actor, request).await)?;
    redirect(&format!("{}?done=removed", routes::SETTINGS_EXPORT));
    Ok(())
}

/// What a refused form of this page left.
#[server(prefix = "/api", endpoint = "downloads/read_flash", output = Reply)]
pub async fn read_flash() -> Result<Option<Flash>, AppError> {
    let facts = visitor()?;
    let is_own =
        |endpoint: &str| endpoint.starts_with("/api/downloads/") || endpoint == "/api/account/step_up";
    Ok(facts.flash.clone().filter(|flash| is_own(&flash.endpoint)))
}
