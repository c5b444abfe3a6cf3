//! Server functions about looks at the own record.

use crate::error::AppError;
use crate::flash::Flash;
use crate::wire::Reply;
use domain::looks::contract::{AskRequest, ListLooksRequest, Looks};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::context::{actor, answer, backend, redirect, visitor};
#[cfg(feature = "ssr")]
use crate::routes::LOOKS;
#[cfg(feature = "ssr")]
use usecases::looks;

/// A page of looks.
#[server(prefix = "/api", endpoint = "looks/list_looks", output = Reply)]
pub async fn list_looks(request: ListLooksRequest) -> Result<Looks, AppError> {
    let actor = actor()?;
    let facts = visitor()?;
    answer(looks::list_looks(&backend(), &facts.facility, &actor, facts.lang, request).await)
}

/// Asks about one.
#[server(prefix = "/api", endpoint = "looks/ask", output = Reply)]
pub async fn ask(request: AskRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(looks::ask(&backend(), &actor, request).await)?;
    redirect(&format!("{LOOKS}?done=asked"));
    Ok(())
}

/// What the last refused form left, if it was this one.
#[server(prefix = "/api", endpoint = "looks/read_flash", output = Reply)]
pub async fn read_flash() -> Result<Option<Flash>, AppError> {
    let facts = visitor()?;
    Ok(facts.flash.clone().filter(|flash| flash.endpoint == "/api/looks/ask"))
}
