//! Server functions of an invited person's way to an account.

use crate::error::AppError;
use crate::flash::Flash;
use crate::wire::Reply;
use domain::invitations::contract::{
    ActivateRequest, ActivationView, CheckRequest, ContactCodeRequest, ProveContactRequest,
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::{clear_activation_cookies, invited_visitor, set_activation_cookie, set_session_cookies};
#[cfg(feature = "ssr")]
use crate::context::{actor, answer, backend, portal, redirect, visitor};
#[cfg(feature = "ssr")]
use crate::routes::{ACTIVATE, HOME};
#[cfg(feature = "ssr")]
use usecases::invitations;

/// Where the invited person stands.
#[server(prefix = "/api", endpoint = "account/read_activation", output = Reply)]
pub async fn read_activation() -> Result<ActivationView, AppError> {
    let facts = visitor()?;
    answer(invitations::read_activation(&backend(), &facts.facility, &invited_visitor()).await)
}

/// What a refused form of the way left.
#[server(prefix = "/api", endpoint = "account/read_activation_flash", output = Reply)]
pub async fn read_activation_flash() -> Result<Option<Flash>, AppError> {
    let facts = visitor()?;
    Ok(facts.flash.clone().filter(|flash| flash.endpoint.starts_with("/api/account/activation_")))
}

/// Checks link or code and date of birth.
#[server(prefix = "/api", endpoint = "account/activation_check", output = Reply)]
pub async fn activation_check(request: CheckRequest) -> Result<(), AppError> {
    let facts = visitor()?;
    let (origin, link) = (facts.origin.clone(), invited_visitor().link);
    let token = answer(invitations::check(&backend(), &facts.facility, origin, &link, request).await)?;
    set_activation_cookie(&token);
    redirect(ACTIVATE);
    Ok(())
}

/// Sends a code to an address.
#[server(prefix = "/api", endpoint = "account/activation_send_code", output = Reply)]
pub async fn activation_send_code(request: ProveContactRequest) -> Result<(), AppError> {
    let facts = visitor()?;
    let (facility, token) = (&facts.facility, invited_visitor().activation);
    answer(invitations::send_contact_code(&backend(), facility, &token, facts.lang, request).await)?;
    redirect(ACTIVATE);
    Ok(())
}

/// Takes the code back.
#[server(prefix = "/api", endpoint = "account/activation_confirm_code", output = Reply)]
pub async fn activation_confirm_code(request: ContactCodeRequest) -> Result<(), AppError> {
    let facility = visitor()?.facility.id;
    let token = invited_visitor().activation;
    answer(invitations::confirm_contact_code(&backend(), facility, &token, request).await)?;
    redirect(ACTIVATE);
    Ok(())
}

/// Goes on without a way to be reached.
#[server(prefix = "/api", endpoint = "account/activation_skip_contact", output = Reply)]
pub async fn activation_skip_contact() -> Result<(), AppError> {
    let facility = visitor()?.facility.id;
    answer(invitations::skip_contact(&backend(), facility, &invited_visitor().activation).await)?;
    redirect(ACTIVATE);
    Ok(())
}

/// Goes back.
#[server(prefix = "/api", endpoint = "account/activation_start_over", output = Reply)]
pub async fn activation_start_over() -> Result<(), AppError> {
    let facility = visitor()?.facility.id;
    answer(invitations::start_over(&backend(), facility, &invited_visitor().activation).await)?;
    redirect(ACTIVATE);
    Ok(())
}

/// Makes the account and signs it in.
#[server(prefix = "/api", endpoint = "account/activation_finish", output = Reply)]
pub async fn activation_finish(request: ActivateRequest) -> Result<(), AppError> {
    let facts = visitor()?;
    let (token, passwords) = (invited_visitor().activation, portal().passwords);
    let (facility, origin, way) = (&facts.facility, facts.origin.clone(), (token.as_str(), facts.lang));
    let made = invitations::activate(&backend(), &passwords, facility, origin, way, request).await;
    set_session_cookies(&answer(made)?);
    clear_activation_cookies();
    redirect(HOME);
    Ok(())
}

/// The account that is signed in takes the invitation.
#[server(prefix = "/api", endpoint = "account/activation_accept", output = Reply)]
pub async fn activation_accept() -> Result<(), AppError> {
    let actor = actor()?;
    answer(invitations::accept(&backend(), &actor, &invited_visitor().activation).await)?;
    clear_activation_cookies();
    redirect(HOME);
    Ok(())
}
