//! The sheet over the times: what is kept, for how long, and the button that books it.

use super::alternatives::{Alternatives, NearHeld};
use super::api::{ConfirmHold, read_hold, release_hold};
use super::countdown::Countdown;
use super::hold_time::{KeepLonger, release_on_leave};
use super::model::Place;
use super::visits::VisitFacts;
use crate::error::AppError;
use crate::flash::Flash;
use crate::layout::{ForWhom, Refused};
use crate::load::{Data, load, wait};
use crate::post::{Post, PostForm};
use crate::texts::t;
use crate::ui::{Button, Sheet, TextArea, Weight};
use domain::booking::contract::{HeldSlot, HoldRequest, SlotChoice};
use domain::refusal::NextStep;
use i18n::k;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// Where the sheet's form is posted.
const CONFIRM: &str = "/api/booking/confirm_hold";

/// The times that are left, where another time is what helps.
pub fn other_times(error: &AppError) -> Option<Vec<SlotChoice>> {
    match error {
        AppError::Refused { next: NextStep::ChooseAnotherTime, alternatives, .. } => {
            Some(alternatives.clone())
        }
        _ => None,
    }
}

/// Opens when the address names a hold; closing it gives the time back.
#[component]
pub fn HoldSheet(
    place: Memo<Place>,
    hold: Post<HeldSlot>,
    flash: Data<Result<Option<Flash>, AppError>>,
) -> impl IntoView {
    let asked = Memo::new(move |_| place.with(|place| place.hold));
    let held = load(
        move || asked.get(),
        |hold| async move {
            match hold {
                Some(hold) => Some(read_hold(HoldRequest { hold }).await),
                None => None,
            }
        },
    );
    view! {
        <Suspense>
            {move || wait(async move {
                let refused = flash.await.ok().flatten().filter(|flash| flash.endpoint == CONFIRM);
                held.await.map(|answer| view! { <Held answer place hold refused /> }.into_any())
            })}
        </Suspense>
    }
}

#[component]
fn Held(
    answer: Result<HeldSlot, AppError>,
    place: Memo<Place>,
    hold: Post<HeldSlot>,
    refused: Option<Flash>,
) -> impl IntoView {
    let open = RwSignal::new(true);
    let back = place.with_untracked(|place| Place { hold: None, ..place.clone() }.href());
    let kept = place.with_untracked(|place| place.hold);
    let navigate = use_navigate();
    let way_back = back.clone();
    Effect::new(move |_| {
        if open.get() {
            return;
        }
        if let Some(hold) = kept {
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
                Ok(held) => view! { <Confirm held place hold refused /> }.into_any(),
                Err(error) => view! {
                    <Refused error />
                    <p><a class="button-secondary" href=back>{t(k::BOOKING_CHOOSE_ANOTHER)}</a></p>
                }
                .into_any(),
            }}
        </Sheet>
    }
}

/// Summary, note, countdown and the one button.
#[component]
fn Confirm(
    held: HeldSlot,
    place: Memo<Place>,
    hold: Post<HeldSlot>,
    refused: Option<Flash>,
) -> impl IntoView {
    let action = Post::to::<ConfirmHold>();
    let moving = place.with_untracked(|place| place.moving).map(|id| id.to_string());
    let words = if moving.is_some() { t(k::BOOKING_MOVE_SUBMIT) } else { t(k::BOOKING_SUBMIT) };
    let kept = RwSignal::new(held.seconds_left);
    let kept_time = StoredValue::new(held.clone());
    release_on_leave(held.hold, action.pending());
    let note = refused.as_ref().map(|flash| flash.value("request[note]")).unwrap_or_default();
    let before = refused.map(|flash| flash.error);
    let refused = Memo::new(move |_| {
        action.answer().with(|answer| match answer {
            Some(Err(error)) => Some(error.clone()),
            Some(Ok(_)) => None,
            None => before.clone(),
        })
    });
    view! {
        <ForWhom />
        <VisitFacts visit=held.visit />
        {move || view! { <Countdown seconds=kept.get() /> }}
        <KeepLonger hold=held.hold kept />
        <PostForm post=action class="grid gap-4">
            <input type="hidden" name="request[hold]" value=held.hold.to_string() />
            <input type="hidden" name="request[key]" value=held.hold.to_string() />
            {moving.map(|id| view! { <input type="hidden" name="request[moving]" value=id /> }.into_any())}
            <TextArea
                id="note"
                name="request[note]"
                label=t(k::BOOKING_NOTE)
                help=t(k::BOOKING_NOTE_HELP)
                value=note
                maxlength=500
                is_optional=true
            />
            <Button weight=Weight::Primary is_wide=true pending=action.pending()>{words}</Button>
        </PostForm>
        {move || refused.get().map(|error| {
            let found = other_times(&error);
            view! {
                <Refused error />
                {found.map(|found| if found.is_empty() {
                    let held = kept_time.get_value();
                    view! { <NearHeld held place hold /> }.into_any()
                } else {
                    view! { <Alternatives found place hold /> }.into_any()
                })}
            }.into_any()
        })}
    }
}
