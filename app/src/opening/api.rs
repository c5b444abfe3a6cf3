//! Server functions about opening and closing the portal.

use crate::error::AppError;
use crate::flash::Flash;
use crate::wire::Reply;
use domain::opening::contract::{OpeningPage, SetOpenRequest};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::context::{actor, answer, backend, redirect, visitor};
#[cfg(feature = "ssr")]
use crate::routes;
#[cfg(feature = "ssr")]
use usecases::opening;

/// How it stands.
#[server(prefix = "/api", endpoint = "opening/read_opening", output = Reply)]
pub async fn read_opening() -> Result<OpeningPage, AppError> {
    let actor = actor()?;
    answer(opening::read_opening(&backend(), &actor, &visitor()?.facility).await)
}

/// Opens or closes it.
#[server(prefix = "/api", endpoint = "opening/set_open", output = Reply)]
pub async fn set_open(request: SetOpenRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(opening::set_open(&backend(), &actor, request).await)?;
    let word = if request.is_open { "open" } else { "closed" };
    redirect(&format!("{}?done={word}", routes::SETTINGS_PORTAL));
    Ok(())
}

/// What a refused form of this page left.
#[server(prefix = "/api", endpoint = "opening/read_flash", output = Reply)]
pub async fn read_flash() -> Result<Option<Flash>, AppError> {
    let facts = visitor()?;
    let is_own = |endpoint: &str| endpoint.starts_with("/api/opening/") || endpoint == "/api/account/step_up";
    Ok(facts.flash.clone().filter(|flash| is_own(&flash.endpoint)))
}
