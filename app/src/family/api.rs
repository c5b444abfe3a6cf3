//! Server functions about family access.

use crate::error::AppError;
use crate::flash::Flash;
use crate::wire::Reply;
use domain::family::contract::{
    AccessPage, ChangeProxyRequest, ChartRequest, EndAccessRequest, FamilyPage, GrantRequest,
    InviteForRequest, InviteProxyRequest, LetInRequest, PersonLetIn,
};
use domain::invitations::staff::InvitationRequest;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::page::done_href;
#[cfg(feature = "ssr")]
use crate::context::{actor, answer, backend, redirect, visitor};
#[cfg(feature = "ssr")]
use usecases::family;

/// Who may act for the reader's own chart, and for whom the reader may act.
#[server(prefix = "/api", endpoint = "family/read_family", output = Reply)]
pub async fn read_family() -> Result<FamilyPage, AppError> {
    let actor = actor()?;
    answer(family::read_family(&backend(), &actor, &visitor()?.facility).await)
}

/// Invites somebody to help.
#[server(prefix = "/api", endpoint = "family/invite", output = Reply)]
pub async fn invite(request: InviteProxyRequest) -> Result<(), AppError> {
    let actor = actor()?;
    let facts = visitor()?;
    let made = answer(family::invite_proxy(&backend(), &actor, &facts.facility, facts.lang, request).await)?;
    redirect(&done_href("invited", &made.to_string()));
    Ok(())
}

/// Changes what somebody may, and until when.
#[server(prefix = "/api", endpoint = "family/change", output = Reply)]
pub async fn change(request: ChangeProxyRequest) -> Result<(), AppError> {
    let actor = actor()?;
    let which = request.grant.to_string();
    answer(family::change_proxy(&backend(), &actor, &visitor()?.facility, request).await)?;
    redirect(&done_href("changed", &which));
    Ok(())
}

/// Ends somebody's access.
#[server(prefix = "/api", endpoint = "family/end", output = Reply)]
pub async fn end(request: GrantRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(family::end_proxy(&backend(), &actor, request).await)?;
    redirect(&done_href("ended", &request.grant.to_string()));
    Ok(())
}

/// Gives up what the reader may do for somebody.
#[server(prefix = "/api", endpoint = "family/give_up", output = Reply)]
pub async fn give_up(request: GrantRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(family::give_up(&backend(), &actor, request).await)?;
    redirect(&done_href("given_up", &request.grant.to_string()));
    Ok(())
}

/// Sends an invitation to help again.
#[server(prefix = "/api", endpoint = "family/resend", output = Reply)]
pub async fn resend(request: InvitationRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(family::resend_invitation(&backend(), &actor, &visitor()?.facility, request).await)?;
    redirect(&done_href("resent", &request.invitation.to_string()));
    Ok(())
}

/// Takes an invitation to help back.
#[server(prefix = "/api", endpoint = "family/take_back", output = Reply)]
pub async fn take_back(request: InvitationRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(family::take_back_invitation(&backend(), &actor, request).await)?;
    redirect(&done_href("taken_back", &request.invitation.to_string()));
    Ok(())
}

/// Who may act for the patient of a chart, for the clinic.
#[server(prefix = "/api", endpoint = "family/read_access", output = Reply)]
pub async fn read_access(request: ChartRequest) -> Result<AccessPage, AppError> {
    let actor = actor()?;
    answer(family::read_access(&backend(), &actor, &visitor()?.facility, request).await)
}

/// The clinic gives somebody access to a chart.
#[server(prefix = "/api", endpoint = "family/invite_for", output = Reply)]
pub async fn invite_for(request: InviteForRequest) -> Result<(), AppError> {
    let actor = actor()?;
    let (chart, by_hand) = (request.chart, request.by_hand);
    let made = answer(family::invite_proxy_for(&backend(), &actor, &visitor()?.facility, request).await)?;
    match by_hand {
        true => redirect(&crate::routes::letter_of(made)),
        false => redirect(&super::access::done_href(chart, "given")),
    }
    Ok(())
}

/// The clinic ends somebody's access to a chart.
#[server(prefix = "/api", endpoint = "family/end_access", output = Reply)]
pub async fn end_access(request: EndAccessRequest) -> Result<(), AppError> {
    let actor = actor()?;
    let chart = request.chart;
    answer(family::end_access(&backend(), &actor, request).await)?;
    redirect(&super::access::done_href(chart, "ended"));
    Ok(())
}

/// The clinic lets somebody in who has lost every second factor; the code is shown here and nowhere else.
#[server(prefix = "/api", endpoint = "family/let_in", output = Reply)]
pub async fn let_in(request: LetInRequest) -> Result<PersonLetIn, AppError> {
    let actor = actor()?;
    answer(family::let_in(&backend(), &actor, request).await)
}

/// What a refused form of these pages left, when there is no JavaScript.
#[server(prefix = "/api", endpoint = "family/read_flash", output = Reply)]
pub async fn read_flash() -> Result<Option<Flash>, AppError> {
    let facts = visitor()?;
    let is_ours = |flash: &Flash| {
        ["/api/family/", "/api/invitations/", "/api/account/step_up"]
            .iter()
            .any(|own| flash.endpoint.starts_with(own))
    };
    Ok(facts.flash.clone().filter(is_ours))
}
