//! The sheet over the times: what is kept, for how long, and the button that books it.

use super::api::{ConfirmHold, read_hold, release_hold};
use super::hold_time::{KeepLonger, release_on_leave};
use super::model::Place;
use super::visits::VisitFacts;
use crate::error::AppError;
use crate::texts::{t, tf};
use crate::ui::{Alert, Button, Sheet, TextArea, Tone, Weight};
use domain::booking::contract::{HeldSlot, HoldRequest};
use i18n::k;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// Opens when the address names a hold; closing it gives the time back.
#[component]
pub fn HoldSheet(place: Memo<Place>) -> impl IntoView {
    let hold = Memo::new(move |_| place.with(|place| place.hold));
    let held = Resource::new_blocking(
        move || hold.get(),
        |hold| async move {
            match hold {
                Some(hold) => Some(read_hold(HoldRequest { hold }).await),
                None => None,
            }
        },
    );
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                held.await.map(|answer| view! { <Held answer place /> })
            })}
        </Suspense>
    }
}

#[component]
fn Held(answer: Result<HeldSlot, AppError>, place: Memo<Place>) -> impl IntoView {
    let open = RwSignal::new(true);
    let back = place.with_untracked(|place| Place { hold: None, ..place.clone() }.href());
    let hold = place.with_untracked(|place| place.hold);
    let navigate = use_navigate();
    let way_back = back.clone();
    Effect::new(move |_| {
        if open.get() {
            return;
        }
        if let Some(hold) = hold {
            leptos::task::spawn_local(async move {
                // A hold that is gone already is as good as released.
                drop(release_hold(HoldRequest { hold }).await);
            });
        }
        navigate(&way_back, NavigateOptions { scroll: false, replace: true, ..NavigateOptions::default() });
    });
    view! {
        <Sheet id="hold" title=t(k::BOOKING_CONFIRM_TITLE) open close_href=back.clone()>
            {match answer {
                Ok(held) => view! { <Confirm held place /> }.into_any(),
                Err(error) => view! {
                    <Alert tone=Tone::Warning>{error.message()}</Alert>
                    <p><a class="button-secondary" href=back>{t(k::BOOKING_CHOOSE_ANOTHER)}</a></p>
                }
                .into_any(),
            }}
        </Sheet>
    }
}

/// Summary, note, countdown and the one button.
#[component]
fn Confirm(held: HeldSlot, place: Memo<Place>) -> impl IntoView {
    let action = ServerAction::<ConfirmHold>::new();
    let moving = place.with_untracked(|place| place.moving).map(|id| id.to_string());
    let words = if moving.is_some() { t(k::BOOKING_MOVE_SUBMIT) } else { t(k::BOOKING_SUBMIT) };
    let kept = RwSignal::new(held.seconds_left);
    release_on_leave(held.hold, action.pending().into());
    let refused = move || {
        action.value().with(|answer| match answer {
            Some(Err(error)) => Some(error.message()),
            _ => None,
        })
    };
    view! {
        <VisitFacts visit=held.visit />
        {move || view! { <Countdown seconds=kept.get() /> }}
        <KeepLonger hold=held.hold kept />
        <ActionForm action attr:class="grid gap-4">
            <input type="hidden" name="request[hold]" value=held.hold.to_string() />
            <input type="hidden" name="request[key]" value=held.hold.to_string() />
            {moving.map(|id| view! { <input type="hidden" name="request[moving]" value=id /> })}
            <TextArea
                id="note"
                name="request[note]"
                label=t(k::BOOKING_NOTE)
                help=t(k::BOOKING_NOTE_HELP)
                maxlength=500
                is_optional=true
            />
            {move || refused().map(|message| view! { <Alert tone=Tone::Danger is_urgent=true>{message}</Alert> })}
            <Button weight=Weight::Primary is_wide=true pending=action.pending()>{words}</Button>
        </ActionForm>
    }
}

/// Minutes and seconds left; without scripts, the time until which the slot is kept.
#[component]
fn Countdown(seconds: i64) -> impl IntoView {
    let left = RwSignal::new(seconds);
    #[cfg(feature = "hydrate")]
    {
        let started = js_sys::Date::now();
        let handle = set_interval_with_handle(
            move || {
                let passed = (js_sys::Date::now() - started) / 1_000.0;
                #[expect(clippy::cast_possible_truncation, reason = "seconds of a few minutes")]
                left.set((seconds - passed as i64).max(0));
            },
            std::time::Duration::from_millis(500),
        );
        on_cleanup(move || {
            if let Ok(handle) = handle {
                handle.clear();
            }
        });
    }
    let clock = move || {
        let seconds = left.get();
        format!("{}:{:02}", seconds / 60, seconds % 60)
    };
    view! {
        <p class="text-muted">
            {move || if left.get() == 0 { t(k::BOOKING_HOLD_OVER).to_owned() } else { tf(k::BOOKING_HOLD_LEFT, &[("time", &clock())]) }}
        </p>
    }
}
