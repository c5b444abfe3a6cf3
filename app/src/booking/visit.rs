//! One appointment: what was agreed, the calendar file, moving and cancelling until the notice period begins.

use super::api::{CancelAppointment, read_appointment, read_flash};
use super::visits::{StatusBadge, VisitFacts, move_href};
use crate::error::AppError;
use crate::flash::Flash;
use crate::layout::{ClinicPhone, ErrorView, Refused};
use crate::load::{load, load_once, wait};
use crate::post::{Post, PostForm};
use crate::routes;
use crate::texts::{t, tf};
use crate::ui::{
    Alert, Button, Dialog, Glyph, Icon, LinkButton, PageHeader, Skeleton, SkeletonLines, TextArea, Tone,
    Weight,
};
use domain::booking::contract::{AppointmentRequest, AppointmentView};
use domain::booking::{AppointmentStatus, VisitMode};
use domain::ids::AppointmentId;
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

/// Where the form that cancels is posted.
const CANCEL: &str = "/api/booking/cancel_appointment";

/// The page of an appointment; right after booking it is the confirmation.
#[component]
pub fn VisitPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse().ok())));
    let appointment = load(
        move || id.get(),
        |id| async move {
            match id {
                Some(appointment) => read_appointment(AppointmentRequest { appointment }).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    let flash = load_once(read_flash);
    let cancel = Post::to::<CancelAppointment>();
    // The answer leads to this very page, which has to be asked for anew.
    Effect::new(move |_| {
        if cancel.answer().with(|answer| matches!(answer, Some(Ok(_)))) {
            appointment.refetch();
        }
    });
    view! {
        <Title text=t(k::VISITS_ONE_TITLE) />
        <Suspense fallback=|| view! { <Skeleton><SkeletonLines count=6 /></Skeleton> }>
            {move || wait(async move {
                let refused = flash.await.ok().flatten().filter(|flash| flash.endpoint == CANCEL);
                match appointment.await {
                    Ok(appointment) => view! { <OneVisit appointment refused cancel /> }.into_any(),
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn OneVisit(
    appointment: AppointmentView,
    refused: Option<Flash>,
    cancel: Post<AppointmentView>,
) -> impl IntoView {
    let status = appointment.status;
    let is_over = appointment.is_over;
    let title = match status {
        AppointmentStatus::Cancelled => t(k::VISITS_CANCELLED_TITLE).to_owned(),
        AppointmentStatus::Fulfilled | AppointmentStatus::NoShow => t(k::VISITS_OVER_TITLE).to_owned(),
        // Nobody has noted yet what became of it.
        AppointmentStatus::Booked | AppointmentStatus::Arrived if is_over => {
            tf(k::VISITS_WAS_ON, &[("date", &i18n::numeric_date(&t, appointment.visit.local))])
        }
        AppointmentStatus::Booked => t(k::VISITS_BOOKED_TITLE).to_owned(),
        AppointmentStatus::Arrived => t(k::VISITS_ONE_TITLE).to_owned(),
    };
    let is_ahead = status == AppointmentStatus::Booked && !is_over;
    let may_book_again = status != AppointmentStatus::Booked || is_over;
    let note = appointment.note.clone();
    let mode = appointment.visit.mode;
    view! {
        <PageHeader title back=("/visits", t(k::VISITS_TITLE))>
            // “You are checked in” is said of today's visit.
            {(!(is_over && status == AppointmentStatus::Arrived)).then(|| view! { <StatusBadge status /> }.into_any())}
        </PageHeader>
        <div class="grid gap-6">
            {refused.map(|flash| view! { <Refused error=flash.error /> }.into_any())}
            <div class="card grid gap-6">
                <VisitFacts visit=appointment.visit.clone() />
                {(!note.is_empty()).then(|| view! { <p>{tf(k::VISITS_YOUR_NOTE, &[("note", &note)])}</p> }.into_any())}
            </div>
            {is_ahead.then(|| view! {
                <Actions appointment cancel />
                <Prepare mode />
            }.into_any())}
            <p class="flex flex-wrap gap-3">
                <LinkButton href=routes::HOME>
                    {t(k::VISITS_GO_HOME)}
                </LinkButton>
                {may_book_again.then(|| view! {
                    <LinkButton href=routes::BOOK weight=Weight::Primary icon=Icon::NewVisit>{t(k::VISITS_BOOK_AGAIN)}</LinkButton>
                }.into_any())}
            </p>
        </div>
    }
}

/// What helps on the day.
#[component]
fn Prepare(mode: VisitMode) -> impl IntoView {
    let words = match mode {
        VisitMode::InPerson => k::VISITS_PREPARE_IN_PERSON,
        VisitMode::Video => k::VISITS_PREPARE_VIDEO,
        VisitMode::Phone => k::VISITS_PREPARE_PHONE,
    };
    view! {
        <section aria-labelledby="prepare-title">
            <h2 id="prepare-title" class="section-title">{t(k::VISITS_PREPARE)}</h2>
            <p>{t(words)}</p>
        </section>
    }
}

/// The calendar file; moving and cancelling until the notice period, then the number to call.
#[component]
fn Actions(appointment: AppointmentView, cancel: Post<AppointmentView>) -> impl IntoView {
    let id = appointment.id;
    let to_move = move_href(id, appointment.visit.visit_type_id);
    let is_movable = appointment.is_movable;
    let until = tf(
        if is_movable { k::VISITS_CHANGE_UNTIL } else { k::VISITS_CANCEL_UNTIL },
        &[
            ("date", &i18n::date_short(&t, appointment.changeable_until)),
            ("time", &i18n::time(appointment.changeable_until)),
        ],
    );
    view! {
        <div class="grid gap-4">
            {if appointment.is_changeable {
                view! {
                    <div class="flex flex-wrap gap-3">
                        <CalendarLink id />
                        {is_movable.then(|| view! {
                            <LinkButton href=to_move icon=Icon::MoveVisit>{t(k::VISITS_MOVE)}</LinkButton>
                        }.into_any())}
                        <CancelVisit appointment action=cancel />
                    </div>
                    <p class="text-muted">{until}</p>
                    {(!is_movable).then(|| view! {
                        <p class="text-muted">{t(k::VISITS_NOT_OFFERED)} " " <ClinicPhone /></p>
                    }.into_any())}
                }
                .into_any()
            } else {
                view! {
                    <div class="flex"><CalendarLink id /></div>
                    <Alert tone=Tone::Information title=t(k::VISITS_CALL_TITLE)>
                        {t(k::VISITS_CALL)} " " <ClinicPhone />
                    </Alert>
                }
                .into_any()
            }}
        </div>
    }
}

#[component]
fn CalendarLink(id: AppointmentId) -> impl IntoView {
    view! {
        <a class="button-secondary" href=format!("/files/visits/{id}.ics") rel="external" download="visit.ics">
            <Glyph icon=Icon::Visits is_small=true />
            {t(k::VISITS_CALENDAR)}
        </a>
    }
}

/// Asks once more, naming what happens; without scripts the question is a page state of its own.
#[component]
fn CancelVisit(appointment: AppointmentView, action: Post<AppointmentView>) -> impl IntoView {
    let is_asked = use_query_map().with_untracked(|query| query.get("cancel").is_some());
    let open = RwSignal::new(is_asked);
    let id = appointment.id;
    let refused = move || {
        action.answer().with(|answer| match answer {
            Some(Err(error)) => Some(error.clone()),
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
            <PostForm post=action class="grid gap-4">
                <input type="hidden" name="request[appointment]" value=id.to_string() />
                <TextArea id="reason" name="request[reason]" label=t(k::VISITS_CANCEL_REASON) maxlength=500 is_optional=true />
                {move || refused().map(|error| view! { <Refused error /> }.into_any())}
                <div class="flex flex-wrap gap-3">
                    <Button weight=Weight::Danger pending=action.pending()>{t(k::VISITS_CANCEL_SUBMIT)}</Button>
                    <a
                        class="button-secondary"
                        href=format!("/visits/{id}")
                        on:click=move |event| {
                            event.prevent_default();
                            open.set(false);
                        }
                    >
                        {t(k::VISITS_KEEP)}
                    </a>
                </div>
            </PostForm>
        </Dialog>
    }
}
