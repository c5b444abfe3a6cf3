//! Server functions about the security settings.

use crate::error::AppError;
use crate::flash::Flash;
use crate::wire::Reply;
use domain::security::contract::{SaveSecurityRequest, SavedSecurity, SecurityPage};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::context::{actor, answer, backend, redirect, visitor};
#[cfg(feature = "ssr")]
use usecases::security;

/// The settings, and what is needed to weigh a change.
#[server(prefix = "/api", endpoint = "security/read_settings", output = Reply)]
pub async fn read_settings() -> Result<SecurityPage, AppError> {
    let actor = actor()?;
    answer(security::read_security(&backend(), &visitor()?.facility, &actor).await)
}

/// Changes the settings.
#[server(prefix = "/api", endpoint = "security/save_settings", output = Reply)]
pub async fn save_settings(request: SaveSecurityRequest) -> Result<SavedSecurity, AppError> {
    let actor = actor()?;
    let saved = answer(security::save_security(&backend(), &actor, request).await)?;
    redirect(&format!("{}?saved={}", crate::routes::SETTINGS_SECURITY, saved.version));
    Ok(saved)
}

/// What a refused form of this page left, when there is no JavaScript.
#[server(prefix = "/api", endpoint = "security/read_flash", output = Reply)]
pub async fn read_flash() -> Result<Option<Flash>, AppError> {
    let facts = visitor()?;
    let is_ours = |flash: &Flash| {
        ["/api/security/save_settings", "/api/account/step_up"].contains(&flash.endpoint.as_str())
    };
    Ok(facts.flash.clone().filter(is_ours))
}
