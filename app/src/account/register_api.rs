//! Server functions of somebody who registers without an invitation.

use crate::error::AppError;
use crate::flash::Flash;
use crate::wire::Reply;
use domain::registration::contract::{BeginRequest, ConfirmRequest, RegisterView};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::{clear_register_cookie, register_token, set_register_cookie};
#[cfg(feature = "ssr")]
use crate::context::{answer, backend, redirect, visitor};
#[cfg(feature = "ssr")]
use crate::routes::REGISTER;
#[cfg(feature = "ssr")]
use usecases::registration;

/// Where the applicant stands.
#[server(prefix = "/api", endpoint = "account/read_register", output = Reply)]
pub async fn read_register() -> Result<RegisterView, AppError> {
    let facts = visitor()?;
    answer(registration::read_register(&backend(), &facts.facility, &register_token()).await)
}

/// What a refused form of the way left.
#[server(prefix = "/api", endpoint = "account/read_register_flash", output = Reply)]
pub async fn read_register_flash() -> Result<Option<Flash>, AppError> {
    let facts = visitor()?;
    Ok(facts.flash.clone().filter(|flash| flash.endpoint.starts_with("/api/account/register_")))
}

/// Takes what the applicant says and sends a code.
#[server(prefix = "/api", endpoint = "account/register_begin", output = Reply)]
pub async fn register_begin(request: BeginRequest) -> Result<(), AppError> {
    let facts = visitor()?;
    let (facility, origin) = (&facts.facility, facts.origin.clone());
    let token = answer(registration::begin(&backend(), facility, origin, facts.lang, request).await)?;
    set_register_cookie(&token);
    redirect(REGISTER);
    Ok(())
}

/// Sends another code.
#[server(prefix = "/api", endpoint = "account/register_send_again", output = Reply)]
pub async fn register_send_again() -> Result<(), AppError> {
    let facts = visitor()?;
    answer(registration::send_again(&backend(), &facts.facility, &register_token(), facts.lang).await)?;
    redirect(REGISTER);
    Ok(())
}

/// Goes back to what was said.
#[server(prefix = "/api", endpoint = "account/register_start_over", output = Reply)]
pub async fn register_start_over() -> Result<(), AppError> {
    let facility = visitor()?.facility.id;
    answer(registration::start_over(&backend(), facility, &register_token()).await)?;
    redirect(REGISTER);
    Ok(())
}

/// Takes the code back: the request stands. The answer says nothing about who is a patient.
#[server(prefix = "/api", endpoint = "account/register_confirm", output = Reply)]
pub async fn register_confirm(request: ConfirmRequest) -> Result<(), AppError> {
    let facts = visitor()?;
    let (facility, origin, token) = (&facts.facility, facts.origin.clone(), register_token());
    let way = (token.as_str(), facts.lang);
    answer(registration::confirm(&backend(), facility, origin, way, request).await)?;
    clear_register_cookie();
    redirect(&format!("{REGISTER}?sent=yes"));
    Ok(())
}
