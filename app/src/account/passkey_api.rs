//! Server functions about passkeys, and about the names of factors.

use crate::error::AppError;
use crate::wire::Reply;
use domain::account::factor::FactorAdded;
use domain::account::passkey::{
    ConfirmPasskeyRequest, PasskeyAnswer, PasskeyQuestion, PasskeySignInRequest, RenameFactorRequest,
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::context::{actor, answer, backend, portal, redirect, redirect_form, visitor};
#[cfg(feature = "ssr")]
use usecases::{account, factors};

/// Asks for a new passkey.
#[server(prefix = "/api", endpoint = "account/begin_passkey", output = Reply)]
pub async fn begin_passkey() -> Result<PasskeyQuestion, AppError> {
    let actor = actor()?;
    let facility = visitor()?.facility.clone();
    answer(factors::passkey::begin_passkey(&backend(), &actor, &facility).await)
}

/// Takes the new passkey.
#[server(prefix = "/api", endpoint = "account/confirm_passkey", output = Reply)]
pub async fn confirm_passkey(request: ConfirmPasskeyRequest) -> Result<FactorAdded, AppError> {
    let actor = actor()?;
    let facility = visitor()?.facility.clone();
    let passwords = portal().passwords;
    let done =
        answer(factors::passkey::confirm_passkey(&backend(), &passwords, &actor, &facility, request).await)?;
    Ok(crate::account::with_session(done))
}

/// Asks for any passkey: nobody has said who they are.
#[server(prefix = "/api", endpoint = "account/begin_passkey_sign_in", output = Reply)]
pub async fn begin_passkey_sign_in() -> Result<PasskeyQuestion, AppError> {
    let facts = visitor()?;
    answer(account::begin_passkey_sign_in(&backend(), &facts.facility, &facts.origin).await)
}

/// Signs in with a passkey alone.
#[server(prefix = "/api", endpoint = "account/finish_passkey_sign_in", output = Reply)]
pub async fn finish_passkey_sign_in(request: PasskeySignInRequest) -> Result<(), AppError> {
    let facts = visitor()?;
    let next = crate::routes::same_origin_path(request.next.as_deref());
    let (facility, origin) = (facts.facility.clone(), facts.origin.clone());
    let signed_in = account::finish_passkey_sign_in(&backend(), &facility, origin, request.answer).await;
    crate::account::set_session_cookies(&answer(signed_in)?);
    crate::account::clear_pending_cookie();
    redirect(&next);
    Ok(())
}

/// Asks for a passkey after the password.
#[server(prefix = "/api", endpoint = "account/begin_second_passkey", output = Reply)]
pub async fn begin_second_passkey() -> Result<PasskeyQuestion, AppError> {
    let facts = visitor()?;
    let token = crate::account::pending_token();
    answer(account::begin_second_passkey(&backend(), &facts.origin, &token).await)
}

/// Asks for a passkey as proof anew.
#[server(prefix = "/api", endpoint = "account/begin_passkey_step_up", output = Reply)]
pub async fn begin_passkey_step_up() -> Result<PasskeyQuestion, AppError> {
    let actor = actor()?;
    let security = visitor()?.facility.security.clone();
    answer(account::begin_passkey_step_up(&backend(), &actor, &security).await)
}

/// Takes a passkey as proof anew; the session gets another token.
#[server(prefix = "/api", endpoint = "account/step_up_with_passkey", output = Reply)]
pub async fn step_up_with_passkey(request: PasskeyAnswer) -> Result<(), AppError> {
    let actor = actor()?;
    let session = answer(account::step_up_with_passkey(&backend(), &actor, request).await)?;
    crate::account::set_session_cookies(&session);
    Ok(())
}

/// Gives a factor another name.
#[server(prefix = "/api", endpoint = "account/rename_factor", output = Reply)]
pub async fn rename_factor(request: RenameFactorRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(factors::rename_factor(&backend(), &actor, request).await)?;
    redirect_form(crate::routes::SECURITY);
    Ok(())
}
