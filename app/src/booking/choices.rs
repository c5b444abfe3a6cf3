//! What is booked, with whom and where: links and a form, so that each choice is an address.

use super::model::Place;
use crate::texts::{t, tf};
use crate::ui::{Button, Glyph, Icon, Weight};
use domain::booking::VisitMode;
use domain::booking::contract::{BookingOptions, VisitTypeChoice};
use i18n::{Key, k};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// How patient and provider meet, in words.
pub const fn mode_name(mode: VisitMode) -> Key {
    match mode {
        VisitMode::InPerson => k::BOOKING_MODE_IN_PERSON,
        VisitMode::Video => k::BOOKING_MODE_VIDEO,
        VisitMode::Phone => k::BOOKING_MODE_PHONE,
    }
}

/// Cards to choose from; once chosen, one line with the way back.
#[component]
pub fn VisitTypes(options: StoredValue<BookingOptions>, place: Memo<Place>) -> impl IntoView {
    let chosen = move || {
        let id = place.with(|place| place.visit_type)?;
        options.with_value(|options| options.visit_types.iter().find(|choice| choice.id == id).cloned())
    };
    view! {
        <section aria-labelledby="visit-type-title">
            <h2 id="visit-type-title" class="section-title">{t(k::BOOKING_VISIT_TYPE)}</h2>
            {move || match chosen() {
                Some(choice) => {
                    let back = place.with(|place| Place { moving: place.moving, ..Place::default() }.href());
                    view! { <Chosen choice back /> }.into_any()
                }
                None => view! { <Cards options place /> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Chosen(choice: VisitTypeChoice, back: String) -> impl IntoView {
    view! {
        <p class="card flex items-center justify-between gap-4 max-w-none">
            <span>
                <strong class="text-strong">{choice.name.clone()}</strong>
                " · "
                {i18n::duration(choice.minutes)}
                " · "
                {t(mode_name(choice.mode))}
            </span>
            <a class="link inline-flex items-center min-h-target" href=back>{t(k::BOOKING_CHANGE)}</a>
        </p>
    }
}

#[component]
fn Cards(options: StoredValue<BookingOptions>, place: Memo<Place>) -> impl IntoView {
    let choices = options.with_value(|options| options.visit_types.clone());
    if choices.is_empty() {
        return view! { <p class="text-muted">{t(k::BOOKING_NOTHING_OFFERED)}</p> }.into_any();
    }
    let cards = choices.into_iter().map(|choice| {
        let href = place.with_untracked(|place| Place { visit_type: Some(choice.id), moving: place.moving, ..Place::default() }.href());
        view! {
            <li>
                <a class="card-link flex items-center gap-4" href=href>
                    <span class="grid gap-1 flex-1">
                        <strong class="text-strong">{choice.name}</strong>
                        <span class="text-muted">
                            {tf(k::BOOKING_LENGTH_AND_MODE, &[("length", &i18n::duration(choice.minutes)), ("mode", t(mode_name(choice.mode)))])}
                        </span>
                    </span>
                    <Glyph icon=Icon::Next />
                </a>
            </li>
        }.into_any()
    });
    view! { <ul class="grid gap-3 sm:grid-cols-2">{cards.collect_view()}</ul> }.into_any()
}

/// Provider and place as a form that asks for the page again; awake, it does so at each change.
#[component]
pub fn ProviderAndPlace(options: StoredValue<BookingOptions>, place: Memo<Place>) -> impl IntoView {
    let navigate = use_navigate();
    let change = move |set: &dyn Fn(&mut Place)| {
        let mut next = place.get_untracked();
        set(&mut next);
        next.day = None;
        let stay = NavigateOptions { scroll: false, replace: true, ..NavigateOptions::default() };
        navigate(&next.href(), stay);
    };
    let by_provider = change.clone();
    let by_place = change;
    let offered = move || {
        let id = place.with(|place| place.visit_type);
        options.with_value(|options| options.visit_types.iter().find(|choice| Some(choice.id) == id).cloned())
    };
    let providers = move || {
        let ids = offered().map(|choice| choice.providers).unwrap_or_default();
        options.with_value(|options| {
            options.providers.iter().filter(|row| ids.contains(&row.id)).cloned().collect::<Vec<_>>()
        })
    };
    let places = move || {
        let ids = offered().map(|choice| choice.locations).unwrap_or_default();
        options.with_value(|options| {
            options.locations.iter().filter(|row| ids.contains(&row.id)).cloned().collect::<Vec<_>>()
        })
    };
    view! {
        // Each choice leads on by itself; the button is for browsers without scripts.
        <form method="get" action="/visits/book" class="grid gap-4 sm:grid-cols-2">
            <input type="hidden" name="type" value=move || place.with(|place| place.visit_type.map(|id| id.to_string())) />
            <input type="hidden" name="moving" value=move || place.with(|place| place.moving.map(|id| id.to_string())) />
            <div class="grid gap-1">
                <label class="label" for="with">{t(k::BOOKING_PROVIDER)}</label>
                <select
                    id="with"
                    name="with"
                    class="field"
                    prop:value=move || place.with(|place| place.provider.map(|id| id.to_string()).unwrap_or_default())
                    on:change=move |event| {
                        let id = event_target_value(&event).parse().ok();
                        by_provider(&move |place| place.provider = id);
                    }
                >
                    <option value="">{t(k::BOOKING_ANY_PROVIDER)}</option>
                    {move || providers()
                        .into_iter()
                        .map(|row| {
                            let is_chosen = place.with_untracked(|place| place.provider == Some(row.id));
                            view! {
                                <option value=row.id.to_string() selected=is_chosen>{format!("{} · {}", row.name, row.specialty)}</option>
                            }.into_any()
                        })
                        .collect_view()}
                </select>
            </div>
            {move || (places().len() > 1).then(|| {
                let by_place = by_place.clone();
                view! {
            <div class="grid gap-1">
                <label class="label" for="at">{t(k::BOOKING_PLACE)}</label>
                <select
                    id="at"
                    name="at"
                    class="field"
                    prop:value=move || place.with(|place| place.location.map(|id| id.to_string()).unwrap_or_default())
                    on:change=move |event| {
                        let id = event_target_value(&event).parse().ok();
                        by_place(&move |place| place.location = id);
                    }
                >
                    <option value="">{t(k::BOOKING_ANY_PLACE)}</option>
                    {move || places()
                        .into_iter()
                        .map(|row| {
                            let is_chosen = place.with_untracked(|place| place.location == Some(row.id));
                            view! { <option value=row.id.to_string() selected=is_chosen>{row.name}</option> }.into_any()
                        })
                        .collect_view()}
                </select>
            </div>
                }.into_any()
            })}
            // Not a noscript element: with scripts its content is no elements, and hydration would look for them.
            <p class="hidden noscript:block">
                <Button weight=Weight::Secondary>{t(k::BOOKING_SHOW_TIMES)}</Button>
            </p>
        </form>
    }
}
