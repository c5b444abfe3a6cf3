//! Server functions about booking.

use crate::error::AppError;
use crate::flash::Flash;
use crate::wire::Reply;
use domain::booking::contract::{
    AppointmentRequest, AppointmentView, Appointments, BookingOptions, CancelRequest, ConfirmHoldRequest,
    DayPage, DayRequest, FindSlotsRequest, HeldSlot, HoldRequest, HoldSlotRequest, SlotsPage,
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::model;
#[cfg(feature = "ssr")]
use crate::context::{actor, answer, answer_or_else, backend, came_from, redirect, redirect_form, visitor};
#[cfg(feature = "ssr")]
use usecases::booking;

/// What can be booked.
#[server(prefix = "/api", endpoint = "booking/read_options", output = Reply)]
pub async fn read_options() -> Result<BookingOptions, AppError> {
    let actor = actor()?;
    answer(booking::booking_options(&backend(), &actor).await)
}

/// The free times of a week.
#[server(prefix = "/api", endpoint = "booking/find_slots", output = Reply)]
pub async fn find_slots(request: FindSlotsRequest) -> Result<SlotsPage, AppError> {
    let actor = actor()?;
    answer(booking::find_slots(&backend(), &actor, request).await)
}

/// The same, asked for by the page itself because something has changed: it keeps no session awake.
#[server(prefix = "/api", endpoint = "booking/watch_slots", output = Reply)]
pub async fn watch_slots(request: FindSlotsRequest) -> Result<SlotsPage, AppError> {
    let actor = actor()?;
    answer(booking::find_slots(&backend(), &actor, request).await)
}

/// Keeps a time for a few minutes, and leads to the page that confirms it.
#[server(prefix = "/api", endpoint = "booking/hold_slot", output = Reply)]
pub async fn hold_slot(request: HoldSlotRequest) -> Result<HeldSlot, AppError> {
    let actor = actor()?;
    let backend = backend();
    let nearest = booking::nearest_free(&backend, &actor, &request);
    let held = answer_or_else(booking::hold_slot(&backend, &actor, request.clone()).await, nearest).await?;
    redirect_form(&model::hold_href(&request, &held, came_from().as_deref()));
    Ok(held)
}

/// The time that is kept.
#[server(prefix = "/api", endpoint = "booking/read_hold", output = Reply)]
pub async fn read_hold(request: HoldRequest) -> Result<HeldSlot, AppError> {
    let actor = actor()?;
    answer(booking::read_hold(&backend(), &actor, request).await)
}

/// Keeps the time longer, once.
#[server(prefix = "/api", endpoint = "booking/extend_hold", output = Reply)]
pub async fn extend_hold(request: HoldRequest) -> Result<HeldSlot, AppError> {
    let actor = actor()?;
    answer(booking::extend_hold(&backend(), &actor, request).await)
}

/// Gives the time back.
#[server(prefix = "/api", endpoint = "booking/release_hold", output = Reply)]
pub async fn release_hold(request: HoldRequest) -> Result<(), AppError> {
    let actor = actor()?;
    answer(booking::release_hold(&backend(), &actor, request).await)
}

/// Books what is kept, or moves an appointment there.
#[server(prefix = "/api", endpoint = "booking/confirm_hold", output = Reply)]
pub async fn confirm_hold(request: ConfirmHoldRequest) -> Result<AppointmentView, AppError> {
    let actor = actor()?;
    let backend = backend();
    let nearest = booking::nearest_to_hold(&backend, &actor, request.hold, request.moving);
    let booked = answer_or_else(booking::confirm_hold(&backend, &actor, request).await, nearest).await?;
    redirect(&model::visit_href(booked.id));
    Ok(booked)
}

/// The patient's appointments.
#[server(prefix = "/api", endpoint = "booking/list_appointments", output = Reply)]
pub async fn list_appointments() -> Result<Appointments, AppError> {
    let actor = actor()?;
    answer(booking::list_appointments(&backend(), &actor).await)
}

/// One of them.
#[server(prefix = "/api", endpoint = "booking/read_appointment", output = Reply)]
pub async fn read_appointment(request: AppointmentRequest) -> Result<AppointmentView, AppError> {
    let actor = actor()?;
    answer(booking::read_appointment(&backend(), &actor, request.appointment).await)
}

/// Cancels one of them.
#[server(prefix = "/api", endpoint = "booking/cancel_appointment", output = Reply)]
pub async fn cancel_appointment(request: CancelRequest) -> Result<AppointmentView, AppError> {
    let actor = actor()?;
    let cancelled = answer(booking::cancel_appointment(&backend(), &actor, request).await)?;
    redirect(&model::visit_href(cancelled.id));
    Ok(cancelled)
}

/// A provider's day.
#[server(prefix = "/api", endpoint = "booking/read_day", output = Reply)]
pub async fn read_day(request: DayRequest) -> Result<DayPage, AppError> {
    let actor = actor()?;
    answer(booking::read_day(&backend(), &actor, request).await)
}

/// The same, asked for by the page itself because something has changed: it keeps no session awake.
#[server(prefix = "/api", endpoint = "booking/watch_day", output = Reply)]
pub async fn watch_day(request: DayRequest) -> Result<DayPage, AppError> {
    let actor = actor()?;
    answer(booking::read_day(&backend(), &actor, request).await)
}

/// What a refused form of booking left, when there is no JavaScript.
#[server(prefix = "/api", endpoint = "booking/read_flash", output = Reply)]
pub async fn read_flash() -> Result<Option<Flash>, AppError> {
    visitor()?;
    let endpoints =
        ["/api/booking/hold_slot", "/api/booking/confirm_hold", "/api/booking/cancel_appointment"];
    Ok(endpoints.into_iter().find_map(crate::flash::find_flash))
}
