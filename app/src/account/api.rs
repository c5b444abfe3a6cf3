//! Server functions about accounts.

use crate::error::AppError;
use crate::flash::Flash;
use crate::wire::Reply;
use domain::account::contacts::{ContactRequest, Contacts};
use domain::account::contract::{
    ChangePasswordRequest, EndSessionRequest, Frame, Freshness, SessionClock, Sessions, SetLanguageRequest,
    SignInRequest, StepUpRequest, SwitchChartRequest,
};
use domain::account::factor::{
    AddContactRequest, CodeSent, ConfirmContactRequest, ConfirmTotpRequest, FactorAdded, FactorRequest,
    Factors, SecondCodeRequest, SecondFactorRequest, SecondStep, SignInStep, TotpSetup,
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::context::{actor, answer, backend, came_from, portal, redirect, redirect_form, visitor};
#[cfg(feature = "ssr")]
use usecases::account::SignedIn;
#[cfg(feature = "ssr")]
use usecases::{account, contacts, factors, live, theme, zones};

/// Clinic and person, for the frame of every page.
#[server(prefix = "/api", endpoint = "account/read_frame", output = Reply)]
pub async fn read_frame() -> Result<Frame, AppError> {
    let facts = visitor()?;
    let me = match &facts.actor {
        Some(actor) => Some(answer(account::me(&backend(), actor, &facts.facility.security).await)?),
        None => None,
    };
    let last_event = answer(live::newest(&backend()).await)?;
    let has_passkeys = account::offers_passkeys(&facts.facility.security);
    let clinic = answer(theme::clinic(&backend(), &facts.facility).await)?;
    let has_registration = facts.facility.registration.is_on;
    let today = Some(zones::local(&facts.facility.zone, backend().clock.now()));
    Ok(Frame { clinic, me, has_passkeys, has_registration, last_event, today })
}

/// What the sign-in form left when it was refused.
#[server(prefix = "/api", endpoint = "account/read_sign_in_flash", output = Reply)]
pub async fn read_sign_in_flash() -> Result<Option<Flash>, AppError> {
    visitor()?;
    let of = |name| crate::flash::find_flash(name);
    Ok(of("/api/account/sign_in").or_else(|| of("/api/account/finish_passkey_sign_in")))
}

/// Checks name and password: the cookie is set and the reader goes on to where they wanted, or to the second step.
#[server(prefix = "/api", endpoint = "account/sign_in", output = Reply)]
pub async fn sign_in(request: SignInRequest) -> Result<SignInStep, AppError> {
    let facts = visitor()?;
    let next = crate::routes::same_origin_path(request.next.as_deref());
    let signed_in =
        answer(account::sign_in(&backend(), &portal().passwords, facts.origin.clone(), request).await)?;
    match signed_in {
        SignedIn::Session(session) => {
            crate::account::set_session_cookies(&session);
            redirect(&next);
            Ok(SignInStep::Done)
        }
        SignedIn::Pending(pending) => {
            crate::account::set_pending_cookie(&pending);
            redirect(&crate::routes::second_step(&next));
            Ok(SignInStep::SecondFactor)
        }
    }
}

/// How the sign-in can go on after the password.
#[server(prefix = "/api", endpoint = "account/read_second_step", output = Reply)]
pub async fn read_second_step() -> Result<SecondStep, AppError> {
    let facts = visitor()?;
    let token = crate::account::pending_token();
    answer(account::read_second_step(&backend(), &facts.origin, &token).await)
}

/// Sends a code to the address of a factor.
#[server(prefix = "/api", endpoint = "account/send_second_code", output = Reply)]
pub async fn send_second_code(request: SecondCodeRequest) -> Result<CodeSent, AppError> {
    let facts = visitor()?;
    let token = crate::account::pending_token();
    let factor = FactorRequest { factor: request.factor };
    let sent =
        answer(account::send_second_code(&backend(), &facts.origin, &token, facts.lang, factor).await)?;
    let next = crate::routes::same_origin_path(request.next.as_deref());
    redirect_form(&format!(
        "{}&factor={}&code={}",
        crate::routes::second_step(&next),
        request.factor,
        sent.challenge
    ));
    Ok(sent)
}

/// Checks the second factor and signs in.
#[server(prefix = "/api", endpoint = "account/finish_sign_in", output = Reply)]
pub async fn finish_sign_in(request: SecondFactorRequest) -> Result<(), AppError> {
    let facts = visitor()?;
    let next = crate::routes::same_origin_path(request.next.as_deref());
    let (origin, token) = (facts.origin.clone(), crate::account::pending_token());
    let passwords = portal().passwords;
    let session = answer(account::finish_sign_in(&backend(), &passwords, origin, &token, request).await)?;
    crate::account::set_session_cookies(&session);
    crate::account::clear_pending_cookie();
    redirect(&next);
    Ok(())
}

/// What the form of the second step left when it was refused.
#[server(prefix = "/api", endpoint = "account/read_second_flash", output = Reply)]
pub async fn read_second_flash() -> Result<Option<Flash>, AppError> {
    visitor()?;
    let of = |name| crate::flash::find_flash(name);
    Ok(of("/api/account/finish_sign_in").or_else(|| of("/api/account/send_second_code")))
}

/// The second factors of the own account.
#[server(prefix = "/api", endpoint = "account/list_factors", output = Reply)]
pub async fn list_factors() -> Result<Factors, AppError> {
    let actor = actor()?;
    let security = visitor()?.facility.security.clone();
    answer(factors::list_factors(&backend(), &actor, &security).await)
}

/// Begins to set up an authenticator app.
#[server(prefix = "/api", endpoint = "account/begin_totp", output = Reply)]
pub async fn begin_totp() -> Result<TotpSetup, AppError> {
    let actor = actor()?;
    let facility = visitor()?.facility.clone();
    answer(factors::begin_totp(&backend(), &actor, &facility).await)
}

/// Proves that the app makes the right codes.
#[server(prefix = "/api", endpoint = "account/confirm_totp", output = Reply)]
pub async fn confirm_totp(request: ConfirmTotpRequest) -> Result<FactorAdded, AppError> {
    let actor = actor()?;
    let done = answer(factors::confirm_totp(&backend(), &portal().passwords, &actor, request).await)?;
    Ok(crate::account::with_session(done))
}

/// Sends a code to an address that is to become a factor.
#[server(prefix = "/api", endpoint = "account/send_contact_code", output = Reply)]
pub async fn send_contact_code(request: AddContactRequest) -> Result<CodeSent, AppError> {
    let actor = actor()?;
    let facts = visitor()?;
    answer(factors::send_contact_code(&backend(), &actor, &facts.facility, facts.lang, request).await)
}

/// Takes the code back: the address is a factor from now on.
#[server(prefix = "/api", endpoint = "account/confirm_contact", output = Reply)]
pub async fn confirm_contact(request: ConfirmContactRequest) -> Result<FactorAdded, AppError> {
    let actor = actor()?;
    let done = answer(factors::confirm_contact(&backend(), &portal().passwords, &actor, request).await)?;
    Ok(crate::account::with_session(done))
}

/// The reader's addresses.
#[server(prefix = "/api", endpoint = "account/list_contacts", output = Reply)]
pub async fn list_contacts() -> Result<Contacts, AppError> {
    answer(contacts::list_contacts(&backend(), &actor()?).await)
}

/// Sends a code to an address that is to become the account's.
#[server(prefix = "/api", endpoint = "account/send_contact_proof", output = Reply)]
pub async fn send_contact_proof(request: AddContactRequest) -> Result<CodeSent, AppError> {
    let actor = actor()?;
    let facts = visitor()?;
    answer(contacts::send_contact_proof(&backend(), &actor, &facts.facility, facts.lang, request).await)
}

/// Takes the code back: the address is the account's from now on.
#[server(prefix = "/api", endpoint = "account/add_contact", output = Reply)]
pub async fn add_contact(request: ConfirmContactRequest) -> Result<(), AppError> {
    answer(contacts::add_contact(&backend(), &actor()?, request).await)
}

/// Takes an address away.
#[server(prefix = "/api", endpoint = "account/remove_contact", output = Reply)]
pub async fn remove_contact(request: ContactRequest) -> Result<(), AppError> {
    answer(contacts::remove_contact(&backend(), &actor()?, request).await)
}

/// Takes a factor away.
#[server(prefix = "/api", endpoint = "account/remove_factor", output = Reply)]
pub async fn remove_factor(request: FactorRequest) -> Result<(), AppError> {
    let actor = actor()?;
    let security = visitor()?.facility.security.clone();
    let session = answer(factors::remove_factor(&backend(), &actor, &security, request).await)?;
    crate::account::set_session_cookies(&session);
    Ok(())
}

/// Ten new recovery codes instead of those before.
#[server(prefix = "/api", endpoint = "account/renew_recovery_codes", output = Reply)]
pub async fn renew_recovery_codes() -> Result<FactorAdded, AppError> {
    let actor = actor()?;
    answer(factors::renew_recovery_codes(&backend(), &portal().passwords, &actor).await)
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

/// Keeps the session awake: somebody is there, though no page was asked for.
#[server(prefix = "/api", endpoint = "account/stay", output = Reply)]
pub async fn stay() -> Result<SessionClock, AppError> {
    let actor = actor()?;
    let security = visitor()?.facility.security.clone();
    answer(account::stay(&backend(), &actor, &security).await)
}

/// When the session ends by itself. Asking does not keep it awake.
#[server(prefix = "/api", endpoint = "account/read_clock", output = Reply)]
pub async fn read_clock() -> Result<SessionClock, AppError> {
    let actor = actor()?;
    let security = visitor()?.facility.security.clone();
    answer(account::read_clock(&backend(), &actor, &security).await)
}

/// Where the account is signed in.
#[server(prefix = "/api", endpoint = "account/list_sessions", output = Reply)]
pub async fn list_sessions() -> Result<Sessions, AppError> {
    let actor = actor()?;
    let security = visitor()?.facility.security.clone();
    answer(account::list_sessions(&backend(), &actor, &security).await)
}

/// Signs out one other browser.
#[server(prefix = "/api", endpoint = "account/end_session", output = Reply)]
pub async fn end_session(request: EndSessionRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(account::end_session(&backend(), &actor, request).await)?;
    redirect_form(crate::routes::SECURITY);
    Ok(())
}

/// Signs out every other browser.
#[server(prefix = "/api", endpoint = "account/end_other_sessions", output = Reply)]
pub async fn end_other_sessions() -> Result<(), AppError> {
    let actor = actor()?;
    answer(account::end_other_sessions(&backend(), &actor).await)?;
    redirect_form(crate::routes::SECURITY);
    Ok(())
}

/// What is asked for beside the password, to prove anew who is asking.
#[server(prefix = "/api", endpoint = "account/read_step_up", output = Reply)]
pub async fn read_step_up() -> Result<SecondStep, AppError> {
    let actor = actor()?;
    answer(account::read_step_up(&backend(), &actor).await)
}

/// Sends a code to the address of a factor, to prove anew who is asking.
#[server(prefix = "/api", endpoint = "account/send_step_up_code", output = Reply)]
pub async fn send_step_up_code(request: FactorRequest) -> Result<CodeSent, AppError> {
    let actor = actor()?;
    let lang = visitor()?.lang;
    answer(account::send_step_up_code(&backend(), &actor, lang, request).await)
}

/// Proves anew who is asking; the session gets another token.
#[server(prefix = "/api", endpoint = "account/step_up", output = Reply)]
pub async fn step_up(request: StepUpRequest) -> Result<(), AppError> {
    let actor = actor()?;
    let session = answer(account::step_up(&backend(), &portal().passwords, &actor, request).await)?;
    crate::account::set_session_cookies(&session);
    redirect_form(&crate::routes::same_origin_path(came_from().as_deref()));
    Ok(())
}

/// Whether who is asking was proven just now, and what it takes.
#[server(prefix = "/api", endpoint = "account/read_freshness", output = Reply)]
pub async fn read_freshness() -> Result<Freshness, AppError> {
    let actor = actor()?;
    answer(factors::freshness(&backend(), &actor).await)
}

/// What the question left that was answered wrongly.
#[server(prefix = "/api", endpoint = "account/read_proof_flash", output = Reply)]
pub async fn read_proof_flash() -> Result<Option<Flash>, AppError> {
    actor()?;
    let facts = visitor()?;
    Ok(facts.flash.clone().filter(|flash| flash.endpoint == "/api/account/step_up"))
}

/// Changes the own password; every other browser is signed out.
#[server(prefix = "/api", endpoint = "account/change_password", output = Reply)]
pub async fn change_password(request: ChangePasswordRequest) -> Result<(), AppError> {
    let actor = actor()?;
    let security = visitor()?.facility.security.clone();
    let passwords = portal().passwords;
    let session = answer(account::change_password(&backend(), &passwords, &actor, &security, request).await)?;
    crate::account::set_session_cookies(&session);
    redirect_form(crate::routes::SECURITY);
    Ok(())
}

/// What the form for another password left when it was refused.
#[server(prefix = "/api", endpoint = "account/read_password_flash", output = Reply)]
pub async fn read_password_flash() -> Result<Option<Flash>, AppError> {
    actor()?;
    Ok(crate::flash::find_flash("/api/account/change_password"))
}
