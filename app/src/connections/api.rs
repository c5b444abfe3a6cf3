//! Server functions about connected apps and systems.

use crate::error::AppError;
use crate::flash::Flash;
use crate::wire::Reply;
use domain::connections::contract::{
    AppLine, ClientsPage, ConsentPage, DecideRequest, EndConnectionRequest, ReadConsentRequest,
    SaveClientRequest, SwitchClientRequest,
};
use domain::ids::ClientId;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::context::{actor, answer, backend, redirect, visitor};
#[cfg(feature = "ssr")]
use crate::routes;
#[cfg(feature = "ssr")]
use usecases::connections;

/// The apps that the person who is signed in has let read a record.
#[server(prefix = "/api", endpoint = "connections/list_own", output = Reply)]
pub async fn list_own() -> Result<Vec<AppLine>, AppError> {
    let actor = actor()?;
    answer(connections::list_own(&backend(), &visitor()?.facility, &actor).await)
}

/// Ends one of them.
#[server(prefix = "/api", endpoint = "connections/end", output = Reply)]
pub async fn end(request: EndConnectionRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(connections::end(&backend(), &actor, request).await)?;
    redirect(&format!("{}?ended={}", routes::APPS, request.id));
    Ok(())
}

/// What an app asks for.
#[server(prefix = "/api", endpoint = "connections/open_consent", output = Reply)]
pub async fn open_consent(request: ReadConsentRequest) -> Result<ConsentPage, AppError> {
    let actor = actor()?;
    answer(connections::read_consent(&backend(), &visitor()?.facility, &actor, request).await)
}

/// Answers it.
#[server(prefix = "/api", endpoint = "connections/decide", output = Reply)]
pub async fn decide(request: DecideRequest) -> Result<(), AppError> {
    let actor = actor()?;
    let id = request.id;
    answer(connections::decide(&backend(), &actor, request).await)?;
    // A page of this portal first: from a form, browsers go to no other (Content-Security-Policy's form-action).
    redirect(&format!("{}?answered=yes", routes::connect_app(id)));
    Ok(())
}

/// The apps and systems that the clinic lets ask.
#[server(prefix = "/api", endpoint = "connections/list_clients", output = Reply)]
pub async fn list_clients() -> Result<ClientsPage, AppError> {
    let actor = actor()?;
    answer(connections::list_clients(&backend(), &visitor()?.facility, &actor).await)
}

/// Makes one, or changes it.
#[server(prefix = "/api", endpoint = "connections/save_client", output = Reply)]
pub async fn save_client(request: SaveClientRequest) -> Result<ClientId, AppError> {
    let actor = actor()?;
    let id = answer(connections::save_client(&backend(), &actor, request).await)?;
    redirect(&super::clients::saved_href(id));
    Ok(id)
}

/// Shuts one out, or lets it in again.
#[server(prefix = "/api", endpoint = "connections/switch_client", output = Reply)]
pub async fn switch_client(request: SwitchClientRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(connections::switch_client(&backend(), &actor, request).await)?;
    redirect(&super::clients::saved_href(request.id));
    Ok(())
}

/// What a refused form of these pages left, when there is no JavaScript.
#[server(prefix = "/api", endpoint = "connections/read_flash", output = Reply)]
pub async fn read_flash() -> Result<Option<Flash>, AppError> {
    let facts = visitor()?;
    let is_ours = |flash: &Flash| {
        flash.endpoint.starts_with("/api/connections/") || flash.endpoint == "/api/account/step_up"
    };
    Ok(facts.flash.clone().filter(is_ours))
}
