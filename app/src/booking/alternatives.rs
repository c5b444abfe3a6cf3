//! Other times close to one that is gone, each one press away.

use super::api::find_slots;
use super::model::{Place, nearest};
use crate::load::{load, wait};
use crate::post::{Post, PostForm};
use crate::texts::{t, tf};
use crate::ui::{Skeleton, SkeletonLines};
use domain::booking::contract::{FindSlotsRequest, HeldSlot, SlotChoice};
use i18n::k;
use leptos::prelude::*;

/// The nearest free times that a refusal names; choosing one keeps it.
#[component]
pub fn Alternatives(found: Vec<SlotChoice>, place: Memo<Place>, hold: Post<HeldSlot>) -> impl IntoView {
    if found.is_empty() {
        return view! { <p class="text-muted">{t(k::BOOKING_NO_ALTERNATIVES)}</p> }.into_any();
    }
    let rows = found.into_iter().map(|free| view! { <li><Other free place hold /></li> }.into_any());
    view! {
        <div class="grid gap-2">
            <p class="font-semibold text-strong">{t(k::BOOKING_ALTERNATIVES)}</p>
            <ul class="grid gap-2" data-part="alternatives">{rows.collect_view()}</ul>
        </div>
    }
    .into_any()
}

/// The same beside a kept time of which the server no longer knows anything: it is asked.
#[component]
pub fn NearHeld(held: HeldSlot, place: Memo<Place>, hold: Post<HeldSlot>) -> impl IntoView {
    let start = held.visit.start;
    let question = place.with_untracked(Place::question);
    let question =
        question.map(|question| FindSlotsRequest { from: Some(held.visit.local.date()), ..question });
    let slots = load(
        move || question.clone(),
        |question| async move {
            match question {
                Some(question) => find_slots(question).await.map(Some),
                None => Ok(None),
            }
        },
    );
    view! {
        <Suspense fallback=|| view! { <Skeleton><SkeletonLines count=3 /></Skeleton> }>
            {move || wait(async move {
                let found = slots.await.ok().flatten().map(|page| nearest(&page, start)).unwrap_or_default();
                view! { <Alternatives found place hold /> }
            })}
        </Suspense>
    }
}

#[component]
fn Other(free: SlotChoice, place: Memo<Place>, hold: Post<HeldSlot>) -> impl IntoView {
    let words = tf(
        k::BOOKING_ALTERNATIVE,
        &[("day", &i18n::date_short(&t, free.local)), ("time", &i18n::time(free.local))],
    );
    view! {
        <PostForm post=hold>
            <HoldFields place />
            <input type="hidden" name="request[location]" value=free.location.to_string() />
            <button type="submit" class="slot" name="request[start]" value=free.start.0.to_string()>
                {words}
            </button>
        </PostForm>
    }
}

/// What every form that asks for a time says besides start and place.
#[component]
pub fn HoldFields(place: Memo<Place>) -> impl IntoView {
    let visit_type = move || place.with(|place| place.visit_type.map(|id| id.to_string()));
    let provider = move || place.with(|place| place.provider.map(|id| id.to_string()));
    let moving = move || place.with(|place| place.moving.map(|id| id.to_string()));
    view! {
        {hidden("request[visit_type]", visit_type)}
        {hidden("request[provider]", provider)}
        {hidden("request[moving]", moving)}
    }
}

/// A hidden field that is there only with a value. Times outlive what they were made of while the page asks anew, and their place
/// changes meanwhile: nothing may stand between the two that goes with the times.
fn hidden(name: &'static str, value: impl Fn() -> Option<String> + Send + 'static) -> AnyView {
    (move || value().map(|value| view! { <input type="hidden" name=name value=value /> }.into_any()))
        .into_any()
}
