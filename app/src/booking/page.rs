//! The booking page: it unfolds from what to with whom to when, and works with links and forms alone.

use super::api::{HoldSlot, find_slots, read_flash, read_options};
use super::choices::{ProviderAndPlace, VisitTypes};
use super::hold_sheet::HoldSheet;
use super::model::Place;
use super::times::Times;
use crate::error::AppError;
use crate::layout::ErrorView;
use crate::texts::t;
use crate::ui::{Alert, PageHeader, Skeleton, SkeletonLines, Tone};
use domain::booking::contract::{BookingOptions, SlotsPage};
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// Booking, or moving an appointment.
#[component]
pub fn BookPage() -> impl IntoView {
    let query = use_query_map();
    let place = Memo::new(move |_| query.with(Place::read));
    let options = Resource::new_blocking(|| (), |()| read_options());
    let flash = Resource::new_blocking(|| (), |()| read_flash());
    // A value, not a closure: the server writes the title last, when what belongs to the page may be gone already.
    let is_move = place.with_untracked(|place| place.moving.is_some());
    let title = if is_move { t(k::BOOKING_MOVE_TITLE) } else { t(k::BOOKING_TITLE) };
    view! {
        <Title text=title />
        <PageHeader title back=("/visits", t(k::BOOKING_BACK)) />
        <Suspense fallback=|| view! { <Skeleton><SkeletonLines count=6 /></Skeleton> }>
            // No closure: the server would run it several times, and make everything inside as often.
            {Suspend::new(async move {
                let refused = flash.await.ok().flatten().map(|flash| flash.error.message());
                match options.await {
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                    Ok(options) => view! {
                        {refused.map(|message| view! { <Alert tone=Tone::Warning is_urgent=true>{message}</Alert> })}
                        <Steps options place />
                    }
                    .into_any(),
                }
            })}
        </Suspense>
        <HoldSheet place />
    }
}

/// What, with whom and where, when.
#[component]
fn Steps(options: BookingOptions, place: Memo<Place>) -> impl IntoView {
    let options = StoredValue::new(options);
    let hold = ServerAction::<HoldSlot>::new();
    let question = Memo::new(move |_| place.with(Place::question));
    let slots = Resource::new_blocking(
        move || question.get(),
        |question| async move {
            match question {
                Some(question) => find_slots(question).await.map(Some),
                None => Ok(None),
            }
        },
    );
    // Who was too late is shown what is free now.
    Effect::new(move |_| {
        if hold.value().with(|answer| matches!(answer, Some(Err(_)))) {
            slots.refetch();
        }
    });
    let refused = move || {
        hold.value().with(|answer| match answer {
            Some(Err(error)) => Some(error.message()),
            _ => None,
        })
    };
    view! {
        <div class="grid gap-8">
            <VisitTypes options place />
            <Show when=move || place.with(|place| place.visit_type.is_some())>
                <ProviderAndPlace options place />
                <div aria-live="polite">
                    {move || refused().map(|message| view! { <Alert tone=Tone::Warning is_urgent=true>{message}</Alert> })}
                </div>
                <Transition fallback=|| view! { <Skeleton><SkeletonLines count=6 /></Skeleton> }>
                    {move || Suspend::new(async move { shown(slots.await, slots, options, place, hold) })}
                </Transition>
            </Show>
        </div>
    }
}

type Slots = Resource<Result<Option<SlotsPage>, AppError>>;

fn shown(
    answer: Result<Option<SlotsPage>, AppError>,
    slots: Slots,
    options: StoredValue<BookingOptions>,
    place: Memo<Place>,
    hold: ServerAction<HoldSlot>,
) -> AnyView {
    match answer {
        Ok(Some(page)) => {
            let refresh = Callback::new(move |()| slots.refetch());
            view! { <Times page options place hold refresh /> }.into_any()
        }
        Ok(None) => ().into_any(),
        Err(error) => view! { <ErrorView error /> }.into_any(),
    }
}
