//! Server functions about colleagues.

use crate::error::AppError;
use crate::flash::Flash;
use crate::wire::Reply;
use domain::staff::contract::{
    ColleagueRequest, InviteColleagueRequest, ResetAllowed, ResetFactorsRequest, SaveRolesRequest, StaffPage,
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::context::{actor, answer, backend, redirect, visitor};
#[cfg(feature = "ssr")]
use usecases::staff;

/// Every colleague.
#[server(prefix = "/api", endpoint = "staff/list_colleagues", output = Reply)]
pub async fn list_colleagues() -> Result<StaffPage, AppError> {
    let actor = actor()?;
    answer(staff::list_staff(&backend(), &visitor()?.facility, &actor).await)
}

/// Gives a colleague other roles.
#[server(prefix = "/api", endpoint = "staff/save_roles", output = Reply)]
pub async fn save_roles(request: SaveRolesRequest) -> Result<(), AppError> {
    let actor = actor()?;
    let account = request.account;
    answer(staff::save_roles(&backend(), &actor, request).await)?;
    redirect(&super::page::saved_href(account));
    Ok(())
}

/// Invites a colleague.
#[server(prefix = "/api", endpoint = "staff/invite", output = Reply)]
pub async fn invite_colleague(request: InviteColleagueRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(staff::invite_colleague(&backend(), &actor, &visitor()?.facility, request).await)?;
    redirect(super::page::INVITED_HREF);
    Ok(())
}

/// Disables a colleague's account.
#[server(prefix = "/api", endpoint = "staff/disable", output = Reply)]
pub async fn disable(request: ColleagueRequest) -> Result<(), AppError> {
    let actor = actor()?;
    let account = request.account;
    answer(staff::disable(&backend(), &actor, request).await)?;
    redirect(&super::page::saved_href(account));
    Ok(())
}

/// Enables a colleague's account again.
#[server(prefix = "/api", endpoint = "staff/enable", output = Reply)]
pub async fn enable(request: ColleagueRequest) -> Result<(), AppError> {
    let actor = actor()?;
    let account = request.account;
    answer(staff::enable(&backend(), &actor, request).await)?;
    redirect(&super::page::saved_href(account));
    Ok(())
}

/// Allows a colleague in without their second factors, once; the code is shown here and nowhere else.
#[server(prefix = "/api", endpoint = "staff/reset_factors", output = Reply)]
pub async fn reset_factors(request: ResetFactorsRequest) -> Result<ResetAllowed, AppError> {
    let actor = actor()?;
    answer(staff::reset_factors(&backend(), &actor, request).await)
}

/// What a refused form of this page left, when there is no JavaScript.
#[server(prefix = "/api", endpoint = "staff/read_flash", output = Reply)]
pub async fn read_flash() -> Result<Option<Flash>, AppError> {
    let facts = visitor()?;
    let is_ours =
        |flash: &Flash| flash.endpoint.starts_with("/api/staff/") || flash.endpoint == "/api/account/step_up";
    Ok(facts.flash.clone().filter(is_ours))
}
