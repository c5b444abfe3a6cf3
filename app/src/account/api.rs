//! Server functions about accounts.

use crate::error::AppError;
use crate::flash::Flash;
use crate::wire::Reply;
use domain::account::contract::{Frame, SetLanguageRequest, SignInRequest, SwitchChartRequest};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::context::{actor, answer, backend, portal, redirect, visitor};
#[cfg(feature = "ssr")]
use usecases::{account, live, theme};

/// Clinic and person, for the frame of every page.
#[server(prefix = "/api", endpoint = "account/read_frame", output = Reply)]
pub async fn read_frame() -> Result<Frame, AppError> {
    let facts = visitor()?;
    let me = match &facts.actor {
        Some(actor) => Some(answer(account::me(&backend(), actor).await)?),
        None => None,
    };
    let last_event = answer(live::newest(&backend()).await)?;
    Ok(Frame { clinic: answer(theme::clinic(&backend(), &facts.facility).await)?, me, last_event })
}

/// What the sign-in form left when it was refused.
#[server(prefix = "/api", endpoint = "account/read_sign_in_flash", output = Reply)]
pub async fn read_sign_in_flash() -> Result<Option<Flash>, AppError> {
    visitor()?;
    Ok(crate::flash::find_flash("/api/account/sign_in"))
}

/// Signs in; the cookie is set, and the reader goes on to where they wanted.
#[server(prefix = "/api", endpoint = "account/sign_in", output = Reply)]
pub async fn sign_in(request: SignInRequest) -> Result<(), AppError> {
    let facts = visitor()?;
    let next = crate::routes::same_origin_path(request.next.as_deref());
    let session =
        answer(account::sign_in(&backend(), &portal().passwords, facts.origin.clone(), request).await)?;
    crate::account::set_session_cookies(&session);
    redirect(&next);
    Ok(())
}

/// Signs out, everywhere this cookie is held.
#[server(prefix = "/api", endpoint = "account/sign_out", output = Reply)]
pub async fn sign_out() -> Result<(), AppError> {
    let actor = actor()?;
    answer(account::sign_out(&backend(), &actor).await)?;
    crate::account::clear_session_cookie();
    redirect(crate::routes::SIGN_IN);
    Ok(())
}

/// Shows another of the account's charts.
#[server(prefix = "/api", endpoint = "account/switch_chart", output = Reply)]
pub async fn switch_chart(request: SwitchChartRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(account::switch_chart(&backend(), &actor, request.chart).await)?;
    redirect(crate::routes::HOME);
    Ok(())
}

/// Shows the pages in another language from now on, signed in or not.
#[server(prefix = "/api", endpoint = "account/set_language", output = Reply)]
pub async fn set_language(request: SetLanguageRequest) -> Result<(), AppError> {
    let facts = visitor()?;
    let next = crate::routes::same_origin_path(request.next.as_deref());
    let lang = answer(account::set_language(&backend(), facts.actor.as_ref(), &request.language).await)?;
    crate::account::set_language_cookie(lang);
    redirect(&next);
    Ok(())
}
