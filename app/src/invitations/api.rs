//! Server functions about inviting.

use crate::error::AppError;
use crate::flash::Flash;
use crate::wire::Reply;
use domain::invitations::settings::InvitationSettings;
use domain::invitations::staff::{
    BatchPage, BatchRequest, Criteria, DecideRequest, FindPatientsRequest, InvitationDetail, InvitationList,
    InvitationRequest, InviteRequest, Invited, ListRequest, OptOutRequest, PaperView, PatientsFound, Preview,
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::model::{At, Tab};
#[cfg(feature = "ssr")]
use crate::context::{actor, answer, backend, came_from, redirect, visitor};
#[cfg(feature = "ssr")]
use crate::routes::same_origin_path;
#[cfg(feature = "ssr")]
use usecases::invitations;

/// Patients by name or date of birth.
#[server(prefix = "/api", endpoint = "invitations/find_patients", output = Reply)]
pub async fn find_patients(request: FindPatientsRequest) -> Result<PatientsFound, AppError> {
    let actor = actor()?;
    answer(invitations::find_patients(&backend(), &actor, &visitor()?.facility, request).await)
}

/// Invites one patient or several.
#[server(prefix = "/api", endpoint = "invitations/invite", output = Reply)]
pub async fn invite(request: InviteRequest) -> Result<Invited, AppError> {
    let actor = actor()?;
    let by_hand = request.by_hand;
    let done = answer(invitations::invite_several(&backend(), &actor, &visitor()?.facility, request).await)?;
    match done.only.filter(|_| by_hand) {
        Some(only) => redirect(&super::model::letter_href(only)),
        None => redirect(&At::default().invited(&done).href()),
    }
    Ok(done)
}

/// A page of invitations.
#[server(prefix = "/api", endpoint = "invitations/list_invitations", output = Reply)]
pub async fn list_invitations(request: ListRequest) -> Result<InvitationList, AppError> {
    let actor = actor()?;
    answer(invitations::list_invitations(&backend(), &actor, &visitor()?.facility, request).await)
}

/// An invitation with its history.
#[server(prefix = "/api", endpoint = "invitations/read_invitation", output = Reply)]
pub async fn read_invitation(request: InvitationRequest) -> Result<InvitationDetail, AppError> {
    let actor = actor()?;
    let (facility, id) = (visitor()?.facility.clone(), request.invitation);
    answer(invitations::read_invitation(&backend(), &actor, &facility, id).await)
}

/// Sends an invitation again.
#[server(prefix = "/api", endpoint = "invitations/resend", output = Reply)]
pub async fn resend(request: InvitationRequest) -> Result<(), AppError> {
    let actor = actor()?;
    let facility = visitor()?.facility.clone();
    answer(invitations::resend(&backend(), &actor, &facility, request.invitation).await)?;
    redirect(&same_origin_path(came_from().as_deref()));
    Ok(())
}

/// Takes an invitation back.
#[server(prefix = "/api", endpoint = "invitations/revoke", output = Reply)]
pub async fn revoke(request: InvitationRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(invitations::revoke(&backend(), &actor, request.invitation).await)?;
    redirect(&same_origin_path(came_from().as_deref()));
    Ok(())
}

/// Link and code to print or to read out.
#[server(prefix = "/api", endpoint = "invitations/read_paper", output = Reply)]
pub async fn read_paper(request: InvitationRequest) -> Result<PaperView, AppError> {
    let actor = actor()?;
    answer(invitations::read_paper(&backend(), &actor, &visitor()?.facility, request.invitation).await)
}

/// Notes whether a patient wants the portal.
#[server(prefix = "/api", endpoint = "invitations/set_opt_out", output = Reply)]
pub async fn set_opt_out(request: OptOutRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(invitations::set_opt_out(&backend(), &actor, request).await)?;
    redirect(&same_origin_path(came_from().as_deref()));
    Ok(())
}

/// What the page of inviting many shows.
#[server(prefix = "/api", endpoint = "invitations/read_batches", output = Reply)]
pub async fn read_batches() -> Result<BatchPage, AppError> {
    let actor = actor()?;
    answer(invitations::read_batches(&backend(), &actor, &visitor()?.facility).await)
}

/// What inviting those would do.
#[server(prefix = "/api", endpoint = "invitations/preview_batch", output = Reply)]
pub async fn preview_batch(request: Criteria) -> Result<Preview, AppError> {
    let actor = actor()?;
    answer(invitations::preview_batch(&backend(), &actor, &visitor()?.facility, request).await)
}

/// Begins to invite those.
#[server(prefix = "/api", endpoint = "invitations/start_batch", output = Reply)]
pub async fn start_batch(request: Criteria) -> Result<(), AppError> {
    let actor = actor()?;
    answer(invitations::start_batch(&backend(), &actor, &visitor()?.facility, request).await)?;
    redirect(&At { tab: Tab::Many, ..At::default() }.href());
    Ok(())
}

/// Lets a batch rest.
#[server(prefix = "/api", endpoint = "invitations/pause_batch", output = Reply)]
pub async fn pause_batch(request: BatchRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(invitations::pause_batch(&backend(), &actor, (request.batch, true)).await)?;
    redirect(&At { tab: Tab::Many, ..At::default() }.href());
    Ok(())
}

/// Lets a batch go on.
#[server(prefix = "/api", endpoint = "invitations/resume_batch", output = Reply)]
pub async fn resume_batch(request: BatchRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(invitations::pause_batch(&backend(), &actor, (request.batch, false)).await)?;
    redirect(&At { tab: Tab::Many, ..At::default() }.href());
    Ok(())
}

/// Changes what the clinic has decided.
#[server(prefix = "/api", endpoint = "invitations/decide", output = Reply)]
pub async fn decide(request: DecideRequest) -> Result<InvitationSettings, AppError> {
    let actor = actor()?;
    let settings = answer(invitations::decide(&backend(), &actor, request).await)?;
    redirect(&At { tab: Tab::Many, ..At::default() }.href());
    Ok(settings)
}

/// What a refused form of these screens left.
#[server(prefix = "/api", endpoint = "invitations/read_flash", output = Reply)]
pub async fn read_flash() -> Result<Option<Flash>, AppError> {
    let facts = visitor()?;
    Ok(facts.flash.clone().filter(|flash| flash.endpoint.starts_with("/api/invitations/")))
}
