//! Server functions about the clinic's calendar.

use crate::error::AppError;
use crate::flash::Flash;
use crate::wire::Reply;
use domain::calendar::contract::{
    CalendarPage, RemoveExceptionRequest, RemoveHoursRequest, SaveExceptionRequest, SaveHoursRequest,
    SaveLocationRequest, SaveProviderRequest, SaveVisitTypeRequest, Saved,
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::model::{Tab, saved_href};
#[cfg(feature = "ssr")]
use crate::context::{actor, answer, backend, redirect, visitor};
#[cfg(feature = "ssr")]
use usecases::calendar;

/// The whole calendar.
#[server(prefix = "/api", endpoint = "calendar/read_settings", output = Reply)]
pub async fn read_settings() -> Result<CalendarPage, AppError> {
    let actor = actor()?;
    answer(calendar::read_settings(&backend(), &actor, &visitor()?.facility).await)
}

/// Writes a place.
#[server(prefix = "/api", endpoint = "calendar/save_location", output = Reply)]
pub async fn save_location(request: SaveLocationRequest) -> Result<Saved, AppError> {
    let actor = actor()?;
    let saved = answer(calendar::save_location(&backend(), &actor, request).await)?;
    redirect(&saved_href(Tab::Places, &saved));
    Ok(saved)
}

/// Writes a provider.
#[server(prefix = "/api", endpoint = "calendar/save_provider", output = Reply)]
pub async fn save_provider(request: SaveProviderRequest) -> Result<Saved, AppError> {
    let actor = actor()?;
    let saved = answer(calendar::save_provider(&backend(), &actor, request).await)?;
    redirect(&saved_href(Tab::Hours, &saved));
    Ok(saved)
}

/// Writes a visit type.
#[server(prefix = "/api", endpoint = "calendar/save_visit_type", output = Reply)]
pub async fn save_visit_type(request: SaveVisitTypeRequest) -> Result<Saved, AppError> {
    let actor = actor()?;
    let saved = answer(calendar::save_visit_type(&backend(), &actor, request).await)?;
    redirect(&saved_href(Tab::VisitTypes, &saved));
    Ok(saved)
}

/// Writes weekly hours.
#[server(prefix = "/api", endpoint = "calendar/save_hours", output = Reply)]
pub async fn save_hours(request: SaveHoursRequest) -> Result<Saved, AppError> {
    let actor = actor()?;
    let saved = answer(calendar::save_hours(&backend(), &actor, request).await)?;
    redirect(&saved_href(Tab::Hours, &saved));
    Ok(saved)
}

/// Takes weekly hours away.
#[server(prefix = "/api", endpoint = "calendar/remove_hours", output = Reply)]
pub async fn remove_hours(request: RemoveHoursRequest) -> Result<Saved, AppError> {
    let actor = actor()?;
    let saved = answer(calendar::remove_hours(&backend(), &actor, request).await)?;
    redirect(&saved_href(Tab::Hours, &saved));
    Ok(saved)
}

/// Writes an exception.
#[server(prefix = "/api", endpoint = "calendar/save_exception", output = Reply)]
pub async fn save_exception(request: SaveExceptionRequest) -> Result<Saved, AppError> {
    let actor = actor()?;
    let saved = answer(calendar::save_exception(&backend(), &actor, request).await)?;
    redirect(&saved_href(Tab::Exceptions, &saved));
    Ok(saved)
}

/// Takes an exception away.
#[server(prefix = "/api", endpoint = "calendar/remove_exception", output = Reply)]
pub async fn remove_exception(request: RemoveExceptionRequest) -> Result<Saved, AppError> {
    let actor = actor()?;
    let saved = answer(calendar::remove_exception(&backend(), &actor, request).await)?;
    redirect(&saved_href(Tab::Exceptions, &saved));
    Ok(saved)
}

/// What a refused form of the calendar left, when there is no JavaScript.
#[server(prefix = "/api", endpoint = "calendar/read_flash", output = Reply)]
pub async fn read_flash() -> Result<Option<Flash>, AppError> {
    let facts = visitor()?;
    Ok(facts.flash.clone().filter(|flash| flash.endpoint.starts_with("/api/calendar/")))
}
