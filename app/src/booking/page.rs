//! The booking page: it unfolds from what to with whom to when, and works with links and forms alone.

use super::alternatives::Alternatives;
use super::api::{HoldSlot, find_slots, read_appointment, read_flash, read_options, watch_slots};
use super::choices::{ProviderAndPlace, VisitTypes};
use super::hold_sheet::{HoldSheet, other_times};
use super::model::{Place, visit_href};
use super::times::Times;
use crate::error::AppError;
use crate::flash::Flash;
use crate::layout::{ClinicPhone, ErrorView, Refused};
use crate::load::{Data, load, load_once, wait, while_true};
use crate::post::Post;
use crate::routes;
use crate::texts::{t, tf};
use crate::ui::{Alert, Glyph, Icon, LinkButton, PageHeader, Skeleton, SkeletonLines};
use domain::booking::AppointmentStatus;
use domain::booking::contract::{AppointmentRequest, AppointmentView, BookingOptions, HeldSlot, SlotsPage};
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

/// Where a chip's form is posted.
const HOLD: &str = "/api/booking/hold_slot";

/// Booking, or moving an appointment.
#[component]
pub fn BookPage() -> impl IntoView {
    let query = use_query_map();
    let place = Memo::new(move |_| query.with(Place::read));
    let options = load_once(read_options);
    let flash = load_once(read_flash);
    let hold = Post::to::<HoldSlot>();
    open_sheet(hold, place);
    let moving = place.with_untracked(|place| place.moving);
    // A value, not a closure: the server writes the title last, when what belongs to the page may be gone already.
    let title = t(if moving.is_some() { k::BOOKING_MOVE_TITLE } else { k::BOOKING_TITLE });
    let old = load_once(move || async move {
        match moving {
            Some(appointment) => read_appointment(AppointmentRequest { appointment }).await,
            None => Err(AppError::NotFound),
        }
    });
    let question = Memo::new(move |_| place.with(Place::question));
    let by_itself = StoredValue::new(false);
    let slots = load(
        move || question.get(),
        move |question| {
            let is_by_itself = by_itself.get_value();
            by_itself.set_value(false);
            async move {
                // What cannot be moved needs no times: the page says why, and that is no error.
                #[cfg(feature = "ssr")]
                if old.await.is_ok_and(|old| !old.is_movable) {
                    return Ok(None);
                }
                match question {
                    Some(question) if is_by_itself => watch_slots(question).await.map(Some),
                    Some(question) => find_slots(question).await.map(Some),
                    None => Ok(None),
                }
            }
        },
    );
    let refresh = Callback::new(move |()| {
        by_itself.set_value(true);
        slots.refetch();
    });
    view! { <BookView title asked=Asked { place, hold, options, flash, old, slots, refresh } /> }
}

/// What the page has asked for and what it does.
#[derive(Clone, Copy)]
pub struct Asked {
    /// What is chosen.
    pub place: Memo<Place>,
    /// Keeps a time.
    pub hold: Post<HeldSlot>,
    /// What can be booked.
    pub options: Data<Result<BookingOptions, AppError>>,
    /// What a refused form left.
    pub flash: Data<Result<Option<Flash>, AppError>>,
    /// The appointment that is moved.
    pub old: Data<Result<AppointmentView, AppError>>,
    /// The free times of the week, once a visit type is chosen.
    pub slots: Slots,
    /// Asks for them anew.
    pub refresh: Callback<()>,
}

/// The page of what was asked for; the theme editor's preview hands in what it has invented.
#[component]
pub fn BookView(
    /// What the page is called.
    title: &'static str,
    /// What was asked for.
    asked: Asked,
) -> impl IntoView {
    let Asked { place, hold, options, flash, old, slots, refresh } = asked;
    view! {
        <Title text=title />
        <PageHeader title back=("/visits", t(k::BOOKING_BACK)) />
        <Suspense fallback=|| view! { <Skeleton><SkeletonLines count=6 /></Skeleton> }>
            // No closure: the server would run it several times, and make everything inside as often.
            {wait(async move {
                let refused = flash.await.ok().flatten().filter(|flash| flash.endpoint == HOLD);
                let old = old.await.ok();
                // On the server the times are there before the steps are drawn: the browser finds the same page each time.
                #[cfg(feature = "ssr")]
                drop(slots.by_ref().await);
                match options.await {
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                    Ok(options) => match old {
                        Some(old) if !old.is_movable => view! { <CannotMove old /> }.into_any(),
                        old => view! {
                            {old.map(|old| view! { <OldTime old /> }.into_any())}
                            <Steps options slots refresh place hold refused />
                        }
                        .into_any(),
                    },
                }
            })}
        </Suspense>
        <HoldSheet place hold flash />
    }
}

/// Once a time is kept, its sheet opens over the page as it stands.
fn open_sheet(hold: Post<HeldSlot>, place: Memo<Place>) {
    let navigate = use_navigate();
    Effect::new(move |_| {
        let href = hold.answer().with(|answer| match answer {
            Some(Ok(held)) => Some(place.with_untracked(|place| place.holding(held).href())),
            _ => None,
        });
        if let Some(href) = href {
            navigate(&href, NavigateOptions { scroll: false, ..NavigateOptions::default() });
        }
    });
}

/// The time an appointment has until it is moved.
#[component]
fn OldTime(old: AppointmentView) -> impl IntoView {
    let (day, time) = (i18n::date_short(&t, old.visit.local), i18n::time(old.visit.local));
    view! {
        <div class="mb-6">
            <Alert>
                {tf(k::BOOKING_MOVING, &[("day", &day), ("time", &time)])} " "
                <a class="link" href=visit_href(old.id)>{t(k::BOOKING_KEEP_TIME)}</a>
            </Alert>
        </div>
    }
}

/// Why an appointment cannot be moved here, and what to do instead: an old link leads to it.
#[component]
fn CannotMove(old: AppointmentView) -> impl IntoView {
    let is_ahead = old.status == AppointmentStatus::Booked && !old.is_over;
    let why = if old.is_changeable { k::VISITS_NOT_OFFERED } else { k::VISITS_CALL };
    view! {
        <div class="grid gap-6">
            {if is_ahead {
                view! {
                    <Alert title=t(k::VISITS_CALL_TITLE)>{t(why)} " " <ClinicPhone /></Alert>
                }.into_any()
            } else {
                view! { <Alert>{t(k::VISITS_CLOSED)}</Alert> }.into_any()
            }}
            <p class="flex flex-wrap gap-3">
                <LinkButton href=visit_href(old.id)>{t(k::VISITS_ONE_TITLE)}</LinkButton>
                // The same page with nothing to move begins anew.
                <a class="button-primary" href=routes::BOOK rel="external">
                    <Glyph icon=Icon::NewVisit is_small=true />
                    {t(k::VISITS_BOOK_AGAIN)}
                </a>
            </p>
        </div>
    }
}

/// What, with whom and where, when.
#[component]
fn Steps(
    options: BookingOptions,
    slots: Slots,
    refresh: Callback<()>,
    place: Memo<Place>,
    hold: Post<HeldSlot>,
    refused: Option<Flash>,
) -> impl IntoView {
    let options = StoredValue::new(options);
    let is_offered = move || {
        let chosen = place.with(|place| place.visit_type);
        options.with_value(|options| options.visit_types.iter().any(|choice| Some(choice.id) == chosen))
    };
    // Who was too late is shown what is free now.
    Effect::new(move |_| {
        if hold.answer().with(|answer| matches!(answer, Some(Err(_)))) {
            slots.refetch();
        }
    });
    view! {
        <div class="grid gap-8">
            <VisitTypes options place />
            {while_true(move || place.with(|place| place.visit_type.is_some()), move || view! {
                {while_true(is_offered, move || view! { <ProviderAndPlace options place /> })}
                <TooLate place hold before=refused.clone() />
                <Transition fallback=|| view! { <Skeleton><SkeletonLines count=6 /></Skeleton> }>
                    {move || wait(async move { shown(slots.await, refresh, options, place, hold) })}
                </Transition>
            })}
        </div>
    }
}

/// Why a pressed time could not be kept, and the times beside it.
#[component]
fn TooLate(place: Memo<Place>, hold: Post<HeldSlot>, before: Option<Flash>) -> impl IntoView {
    let before = before.map(|flash| flash.error);
    let refused = Memo::new(move |_| {
        hold.answer().with(|answer| match answer {
            Some(Err(error)) => Some(error.clone()),
            Some(Ok(_)) => None,
            None => before.clone(),
        })
    });
    move || {
        refused.get().map(|error| {
            let found = other_times(&error);
            view! {
                <div class="grid gap-4">
                    <Refused error />
                    {found.map(|found| view! { <Alternatives found place hold /> }.into_any())}
                </div>
            }
            .into_any()
        })
    }
}

/// The free times of a week; nothing before a visit type is chosen.
pub type Slots = Data<Result<Option<SlotsPage>, AppError>>;

fn shown(
    answer: Result<Option<SlotsPage>, AppError>,
    refresh: Callback<()>,
    options: StoredValue<BookingOptions>,
    place: Memo<Place>,
    hold: Post<HeldSlot>,
) -> AnyView {
    match answer {
        Ok(Some(page)) => view! { <Times page options place hold refresh /> }.into_any(),
        Ok(None) => ().into_any(),
        // A kind that is not, or no longer, for this patient: the others stand above.
        Err(error @ AppError::Refused { .. }) => view! { <Refused error /> }.into_any(),
        Err(error) => view! { <ErrorView error /> }.into_any(),
    }
}
