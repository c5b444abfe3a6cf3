//! Server functions about share links.

use crate::error::AppError;
use crate::flash::Flash;
use crate::wire::Reply;
use domain::ids::ShareId;
use domain::shares::contract::{
    EndShareRequest, MakeShareRequest, ReadShareRequest, ShareLine, ShareOptions, ShareView,
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::context::{actor, answer, backend, portal, redirect, visitor};
#[cfg(feature = "ssr")]
use crate::routes;
#[cfg(feature = "ssr")]
use usecases::shares;

/// The reader's links to the record that is shown.
#[server(prefix = "/api", endpoint = "shares/list_shares", output = Reply)]
pub async fn list_shares() -> Result<Vec<ShareLine>, AppError> {
    let actor = actor()?;
    answer(shares::list(&backend(), &visitor()?.facility, &actor).await)
}

/// What a new link can hold.
#[server(prefix = "/api", endpoint = "shares/read_options", output = Reply)]
pub async fn read_options() -> Result<ShareOptions, AppError> {
    let actor = actor()?;
    answer(shares::options(&backend(), &actor).await)
}

/// Makes a link.
#[server(prefix = "/api", endpoint = "shares/make_share", output = Reply)]
pub async fn make_share(request: MakeShareRequest) -> Result<ShareId, AppError> {
    let actor = actor()?;
    let portal = portal();
    let id = answer(shares::make(&portal.backend, &portal.passwords, &actor, request).await)?;
    redirect(&format!("{}?done=made", routes::share(id)));
    Ok(id)
}

/// One link, with who opened it.
#[server(prefix = "/api", endpoint = "shares/read_share", output = Reply)]
pub async fn read_share(request: ReadShareRequest) -> Result<ShareView, AppError> {
    let actor = actor()?;
    answer(shares::read(&backend(), &visitor()?.facility, &actor, request).await)
}

/// Ends a link.
#[server(prefix = "/api", endpoint = "shares/end_share", output = Reply)]
pub async fn end_share(request: EndShareRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(shares::end(&backend(), &actor, request).await)?;
    redirect(&format!("{}?done=ended", routes::share(request.id)));
    Ok(())
}

/// What a refused form of these pages left.
#[server(prefix = "/api", endpoint = "shares/read_flash", output = Reply)]
pub async fn read_flash() -> Result<Option<Flash>, AppError> {
    let facts = visitor()?;
    let is_own = |endpoint: &str| endpoint.starts_with("/api/shares/") || endpoint == "/api/account/step_up";
    Ok(facts.flash.clone().filter(|flash| is_own(&flash.endpoint)))
}
