//! One appointment: what was agreed, the calendar file, moving and cancelling until the notice period begins.

use super::api::{CancelAppointment, read_appointment, read_flash};
use super::model::Place;
use super::visits::{StatusBadge, VisitFacts};
use crate::error::AppError;
use crate::layout::{ErrorView, use_frame};
use crate::texts::{t, tf};
use crate::ui::{
    Alert, Button, Dialog, Icon, LinkButton, PageHeader, Skeleton, SkeletonLines, TextArea, Tone, Weight,
};
use domain::booking::AppointmentStatus;
use domain::booking::contract::{AppointmentRequest, AppointmentView};
use i18n::k;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The page of an appointment; right after booking it is the confirmation.
#[component]
pub fn VisitPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse().ok())));
    let appointment = Resource::new_blocking(
        move || id.get(),
        |id| async move {
            match id {
                Some(appointment) => read_appointment(AppointmentRequest { appointment }).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    let flash = Resource::new_blocking(|| (), |()| read_flash());
    view! {
        <Title text=t(k::VISITS_ONE_TITLE) />
        <Suspense fallback=|| view! { <Skeleton><SkeletonLines count=6 /></Skeleton> }>
            {move || Suspend::new(async move {
                let refused = flash.await.ok().flatten().map(|flash| flash.error.message());
                match appointment.await {
                    Ok(appointment) => view! { <OneVisit appointment refused /> }.into_any(),
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn OneVisit(appointment: AppointmentView, refused: Option<&'static str>) -> impl IntoView {
    let is_booked = appointment.status == AppointmentStatus::Booked;
    let title = if is_booked { t(k::VISITS_BOOKED_TITLE) } else { t(k::VISITS_ONE_TITLE) };
    let note = appointment.note.clone();
    view! {
        <PageHeader title back=("/visits", t(k::VISITS_TITLE))>
            <StatusBadge status=appointment.status />
        </PageHeader>
        {refused.map(|message| view! { <Alert tone=Tone::Warning is_urgent=true>{message}</Alert> })}
        <div class="card grid gap-6">
            <VisitFacts visit=appointment.visit.clone() />
            {(!note.is_empty()).then(|| view! { <p>{tf(k::VISITS_YOUR_NOTE, &[("note", &note)])}</p> })}
        </div>
        {is_booked.then(|| view! { <Actions appointment /> })}
    }
}

#[component]
fn Actions(appointment: AppointmentView) -> impl IntoView {
    let id = appointment.id;
    let move_href =
        Place { visit_type: Some(appointment.visit.visit_type_id), moving: Some(id), ..Place::default() }
            .href();
    let until = tf(
        k::VISITS_CHANGE_UNTIL,
        &[
            ("date", &i18n::date_short(&t, appointment.changeable_until)),
            ("time", &i18n::time(appointment.changeable_until)),
        ],
    );
    view! {
        <div class="mt-6 grid gap-4">
            <a class="button-secondary justify-self-start" href=format!("/files/visits/{id}.ics") rel="external" download="visit.ics">
                {t(k::VISITS_CALENDAR)}
            </a>
            {if appointment.is_changeable {
                view! {
                    <p class="text-muted">{until}</p>
                    <div class="flex flex-wrap gap-3">
                        <LinkButton href=move_href icon=Icon::MoveVisit>{t(k::VISITS_MOVE)}</LinkButton>
                        <CancelVisit appointment />
                    </div>
                }
                .into_any()
            } else {
                view! { <CallUs /> }.into_any()
            }}
        </div>
    }
}

/// Inside the notice period: the number to call.
#[component]
fn CallUs() -> impl IntoView {
    let frame = use_frame();
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                let phone = frame.await.ok().and_then(|frame| frame.clinic.phone);
                view! {
                    <Alert tone=Tone::Information title=t(k::VISITS_CALL_TITLE)>
                        {t(k::VISITS_CALL)} " "
                        {phone.map(|phone| view! { <a class="link" href=format!("tel:{}", phone.replace(' ', ""))>{phone.clone()}</a> })}
                    </Alert>
                }
            })}
        </Suspense>
    }
}

/// Asks once more, naming what happens; without scripts the question is a page state of its own.
#[component]
fn CancelVisit(appointment: AppointmentView) -> impl IntoView {
    let is_asked = use_query_map().with_untracked(|query| query.get("cancel").is_some());
    let open = RwSignal::new(is_asked);
    let action = ServerAction::<CancelAppointment>::new();
    let id = appointment.id;
    let refused = move || {
        action.value().with(|answer| match answer {
            Some(Err(error)) => Some(error.message()),
            _ => None,
        })
    };
    let what = tf(
        k::VISITS_CANCEL_WHAT,
        &[
            ("visit", &appointment.visit.visit_type),
            ("date", &i18n::date_long(&t, appointment.visit.local)),
            ("time", &i18n::time(appointment.visit.local)),
        ],
    );
    view! {
        <a
            class="button-danger"
            href=format!("/visits/{id}?cancel=1")
            on:click=move |event| {
                event.prevent_default();
                open.set(true);
            }
        >
            {t(k::VISITS_CANCEL)}
        </a>
        <Dialog id="cancel" title=t(k::VISITS_CANCEL_TITLE) open close_href=format!("/visits/{id}")>
            <p>{what}</p>
            <ActionForm action attr:class="grid gap-4">
                <input type="hidden" name="request[appointment]" value=id.to_string() />
                <TextArea id="reason" name="request[reason]" label=t(k::VISITS_CANCEL_REASON) maxlength=500 is_optional=true />
                {move || refused().map(|message| view! { <Alert tone=Tone::Danger is_urgent=true>{message}</Alert> })}
                <Button weight=Weight::Danger pending=action.pending()>{t(k::VISITS_CANCEL_SUBMIT)}</Button>
            </ActionForm>
        </Dialog>
    }
}
