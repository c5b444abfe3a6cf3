//! The times of a week: a section per day, of which phones show the chosen one and wide screens all, side by side.

use super::model::Place;
use super::times::{Taken, form_id, is_free};
use super::week::NothingThatDay;
use crate::post::Post;
use crate::texts::t;
use domain::booking::contract::{DaySlots, HeldSlot, LocationChoice, SlotChoice, SlotsPage};
use domain::civil::LocalMinute;
use domain::ids::LocationId;
use i18n::{Key, k};
use leptos::prelude::*;

/// A part of the day: its name, from which hour and until which.
#[derive(Clone, Copy)]
struct Part {
    name: Key,
    from: u8,
    to: u8,
}

impl Part {
    const ALL: [Self; 3] = [
        Self { name: k::BOOKING_MORNING, from: 0, to: 12 },
        Self { name: k::BOOKING_AFTERNOON, from: 12, to: 17 },
        Self { name: k::BOOKING_EVENING, from: 17, to: 24 },
    ];

    fn has(self, slot: &SlotChoice) -> bool {
        (self.from..self.to).contains(&slot.local.hour)
    }
}

/// What every chip needs besides its own time.
#[derive(Clone, Copy)]
struct Around {
    places: StoredValue<Vec<LocationChoice>>,
    hold: Post<HeldSlot>,
    taken: RwSignal<Taken>,
}

impl Around {
    /// The name of the place of all of `slots`, if there is only one.
    fn only_place(self, slots: &[SlotChoice]) -> Option<String> {
        let first = slots.first()?.location;
        let is_only = slots.iter().all(|slot| slot.location == first);
        is_only.then(|| self.place_name(first))
    }

    fn place_name(self, id: LocationId) -> String {
        self.places.with_value(|places| {
            places.iter().find(|row| row.id == id).map(|row| row.name.clone()).unwrap_or_default()
        })
    }
}

/// A section with as many rows as the columns share: the day and each part that the week has.
const fn day_class(parts: usize) -> &'static str {
    match parts {
        1 => "day lg:row-span-2",
        2 => "day lg:row-span-3",
        _ => "day lg:row-span-4",
    }
}

/// Every day of the page.
#[component]
pub fn Days(
    page: StoredValue<SlotsPage>,
    places: Vec<LocationChoice>,
    place: Memo<Place>,
    hold: Post<HeldSlot>,
    day: Memo<Option<String>>,
    taken: RwSignal<Taken>,
) -> impl IntoView {
    let around = Around { places: StoredValue::new(places), hold, taken };
    let days = page.with_value(|page| page.days.clone());
    let parts: Vec<Part> = Part::ALL
        .into_iter()
        .filter(|part| days.iter().flat_map(|day| &day.slots).any(|slot| part.has(slot)))
        .collect();
    let sections = days.into_iter().map(|slots| {
        let date = slots.day.date();
        let is_chosen = Memo::new(move |_| day.get().as_deref() == Some(date.as_str()));
        view! { <Day slots parts=parts.clone() page place around is_chosen /> }.into_any()
    });
    view! {
        <div class="grid lg:grid-cols-7 lg:gap-x-2 lg:gap-y-4">{sections.collect_view()}</div>
    }
}

/// A day: its date, then its times by part of the day. Columns share their rows, so that mornings stand beside mornings.
#[component]
fn Day(
    slots: DaySlots,
    parts: Vec<Part>,
    page: StoredValue<SlotsPage>,
    place: Memo<Place>,
    around: Around,
    is_chosen: Memo<bool>,
) -> impl IntoView {
    let DaySlots { day, slots } = slots;
    let title_id = format!("day-{}", day.date());
    let is_empty = slots.is_empty();
    let only_place = around.only_place(&slots);
    let is_one_place = only_place.is_some();
    let filled = parts.iter().map(|part| {
        let own: Vec<SlotChoice> = slots.iter().filter(|slot| part.has(slot)).cloned().collect();
        view! { <PartOfDay part=*part slots=own is_one_place around /> }.into_any()
    });
    let class = day_class(parts.len());
    view! {
        <section aria-labelledby=title_id class=class class=("max-lg:hidden", move || !is_chosen.get())>
            <div class="lg:py-2 lg:border-b lg:border-hairline lg:text-center">
                <h3 id=title_id.clone() class="text-lg lg:text-base">
                    <span class="lg:sr-only">{i18n::date_long(&t, day)}</span>
                    <span class="hidden lg:block" aria-hidden="true">
                        <span class="block text-xs font-normal text-muted">{i18n::weekday_short(&t, day)}</span>
                        {format!("{} {}", day.day, i18n::month_short(&t, day))}
                    </span>
                </h3>
                {only_place.map(|name| view! { <p class="text-sm lg:text-xs text-muted">{name}</p> }.into_any())}
            </div>
            {if is_empty {
                view! {
                    <p class="hidden lg:block text-sm text-center text-muted">{t(k::BOOKING_NO_TIMES)}</p>
                    <div class="lg:hidden"><NothingThatDay page day place /></div>
                }
                .into_any()
            } else {
                filled.collect_view().into_any()
            }}
        </section>
    }
}

#[component]
fn PartOfDay(part: Part, slots: Vec<SlotChoice>, is_one_place: bool, around: Around) -> impl IntoView {
    if slots.is_empty() {
        return view! { <div class="hidden lg:block"></div> }.into_any();
    }
    let class = if is_one_place {
        "grid grid-cols-3 sm:grid-cols-4 md:grid-cols-6 lg:grid-cols-1 xl:grid-cols-2 gap-2"
    } else {
        "grid grid-cols-3 sm:grid-cols-4 md:grid-cols-5 lg:grid-cols-1 gap-2"
    };
    let repeated = repeated(&slots);
    let chips = slots.into_iter().map(|slot| {
        let is_repeated = repeated.contains(&(slot.local.hour, slot.local.minute));
        view! { <li><Chip free=slot is_repeated is_one_place around /></li> }.into_any()
    });
    view! {
        <div class="grid gap-2 content-start">
            <h4 class="text-sm text-muted font-semibold lg:text-xs lg:text-center">{t(part.name)}</h4>
            <ul class=class>{chips.collect_view()}</ul>
        </div>
    }
    .into_any()
}

/// Clock times that occur twice because the clocks are set back.
fn repeated(slots: &[SlotChoice]) -> Vec<(u8, u8)> {
    let shown = |slot: &SlotChoice| (slot.local.hour, slot.local.minute);
    let is_twice = |slot: &&SlotChoice| {
        slots.iter().any(|other| other.start != slot.start && shown(other) == shown(slot))
    };
    slots.iter().filter(is_twice).map(shown).collect()
}

/// A time to press. One that has gone to somebody else fades and stays where it is, with the focus if it had it.
#[component]
fn Chip(free: SlotChoice, is_repeated: bool, is_one_place: bool, around: Around) -> impl IntoView {
    let Around { hold, taken, .. } = around;
    let label = if is_repeated {
        format!("{} {}", i18n::time(free.local), offset(free.local))
    } else {
        i18n::time(free.local)
    };
    let place_name = (!is_one_place).then(|| around.place_name(free.location));
    let start = free.start;
    let form = form_id(free.location);
    let is_taken = Memo::new(move |_| taken.with(|taken| !is_free(&free, taken)));
    let value = start.0.to_string();
    let own = value.clone();
    let is_asked = move || hold.pressed().with(|pressed| pressed.as_ref() == Some(&own));
    view! {
        <button
            type="submit"
            class="slot"
            form=form
            name="request[start]"
            value=value
            aria-disabled=move || is_taken.get().then_some("true")
            aria-busy=move || is_asked().then_some("true")
            data-state=move || is_taken.get().then_some("taken")
            on:click=move |event| {
                // Times can be pressed while the page asks anew, which they outlive.
                if is_taken.try_get_untracked().unwrap_or_default() || hold.pending().get_untracked() {
                    event.prevent_default();
                }
            }
        >
            <span class="button-words">{label}</span>
            {place_name.map(|name| view! { <span class="text-xs font-normal text-muted">{name}</span> }.into_any())}
            {move || is_taken.get().then(|| view! { <span class="sr-only">{t(k::BOOKING_TAKEN)}</span> }.into_any())}
            <span class="button-ring" aria-hidden="true"></span>
        </button>
    }
}

/// “UTC−5”, where the clock shows the same time twice.
fn offset(at: LocalMinute) -> String {
    let sign = if at.offset_minutes < 0 { '−' } else { '+' };
    let (hours, minutes) = (at.offset_minutes.unsigned_abs() / 60, at.offset_minutes.unsigned_abs() % 60);
    if minutes == 0 { format!("UTC{sign}{hours}") } else { format!("UTC{sign}{hours}:{minutes:02}") }
}
