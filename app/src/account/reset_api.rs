//! Server functions for those who have forgotten their password.

use crate::error::AppError;
use crate::flash::Flash;
use crate::wire::Reply;
use domain::account::contract::{FinishResetRequest, RequestResetRequest, ResetView};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::{clear_reset_cookie, reset_token};
#[cfg(feature = "ssr")]
use crate::context::{answer, backend, portal, redirect, visitor};
#[cfg(feature = "ssr")]
use crate::routes::{FORGOTTEN, SIGN_IN};
#[cfg(feature = "ssr")]
use usecases::account;

/// Asks for a link. The answer says nothing about who exists.
#[server(prefix = "/api", endpoint = "account/request_reset", output = Reply)]
pub async fn request_reset(request: RequestResetRequest) -> Result<(), AppError> {
    let facts = visitor()?;
    let (facility, origin) = (&facts.facility, facts.origin.clone());
    answer(account::request_reset(&backend(), facility, origin, facts.lang, request).await)?;
    redirect(&format!("{FORGOTTEN}?asked=yes"));
    Ok(())
}

/// Whose password the followed link is for.
#[server(prefix = "/api", endpoint = "account/read_reset", output = Reply)]
pub async fn read_reset() -> Result<ResetView, AppError> {
    let facility = visitor()?.facility.id;
    answer(account::read_reset(&backend(), facility, &reset_token()).await)
}

/// What a refused form about a new password left.
#[server(prefix = "/api", endpoint = "account/read_reset_flash", output = Reply)]
pub async fn read_reset_flash() -> Result<Option<Flash>, AppError> {
    let facts = visitor()?;
    let is_ours = |flash: &Flash| flash.endpoint.ends_with("_reset");
    Ok(facts.flash.clone().filter(is_ours))
}

/// Sets the new password of the followed link.
#[server(prefix = "/api", endpoint = "account/finish_reset", output = Reply)]
pub async fn finish_reset(request: FinishResetRequest) -> Result<(), AppError> {
    let facts = visitor()?;
    let (passwords, token) = (portal().passwords, reset_token());
    let from = (facts.origin.clone(), token.as_str());
    answer(account::finish_reset(&backend(), &passwords, &facts.facility, from, request).await)?;
    clear_reset_cookie();
    redirect(&format!("{SIGN_IN}?password=set"));
    Ok(())
}
