//! Free times: a strip of seven days with the number of times, and the day's times as large chips that follow the clinic live.

use super::api::HoldSlot;
use super::model::Place;
use crate::live;
use crate::texts::{t, tf, tn};
use crate::ui::{Glyph, Icon};
use domain::booking::contract::{BookingOptions, DaySlots, SlotChoice, SlotsPage};
use domain::civil::{LocalMinute, date_from_days, days_from_date};
use domain::ids::{ProviderId, ResourceId};
use i18n::{Key, k};
use leptos::form::ActionForm;
use leptos::prelude::*;

/// A part of the day, until which hour.
const PARTS: [(Key, u8); 3] =
    [(k::BOOKING_MORNING, 12), (k::BOOKING_AFTERNOON, 17), (k::BOOKING_EVENING, 24)];

/// Times that went to somebody else since the page was made: provider, from, to.
type Taken = Vec<(ProviderId, i64, i64)>;

/// The week and the times of its chosen day.
#[component]
pub fn Times(
    page: SlotsPage,
    options: StoredValue<BookingOptions>,
    place: Memo<Place>,
    hold: ServerAction<HoldSlot>,
    refresh: Callback<()>,
) -> impl IntoView {
    let taken = RwSignal::new(Taken::new());
    let news = RwSignal::new(String::new());
    follow(&page, taken, news, refresh);
    let page = StoredValue::new(page);
    let day =
        Memo::new(move |_| page.with_value(|page| chosen_day(page, place.with(|place| place.day.clone()))));
    view! {
        <section aria-labelledby="times-title" class="grid gap-6">
            <h2 id="times-title" class="section-title">{t(k::BOOKING_TIMES)}</h2>
            <Week page place day taken />
            <p class="sr-only" role="status">{news}</p>
            {move || {
                let found = page.with_value(|page| page.days.iter().find(|slots| Some(slots.day.date()) == day.get()).cloned());
                match found {
                    Some(slots) if !slots.slots.is_empty() => view! { <Day slots options place hold taken /> }.into_any(),
                    _ => view! { <NothingFree page place /> }.into_any(),
                }
            }}
        </section>
    }
}

/// Listens for times taken and freed: what is taken fades at once, what is freed is asked for.
fn follow(page: &SlotsPage, taken: RwSignal<Taken>, news: RwSignal<String>, refresh: Callback<()>) {
    let resources = page.resources.clone();
    live::listen(page.last_event, move |message| {
        let is_mine = |resource: &ResourceId| resources.contains(resource);
        match message {
            live::Message::Resync => refresh.run(()),
            live::Message::Changed { topic, resource: Some(resource), kind, from, to }
                if topic == "slots" && is_mine(resource) =>
            {
                if kind == "taken" {
                    taken.update(|list| list.push((ProviderId(resource.0), from.0, to.0)));
                    news.set(t(k::BOOKING_JUST_TAKEN).to_owned());
                } else {
                    refresh.run(());
                }
            }
            live::Message::Changed { .. } => {}
        }
    });
}

/// Whether anybody is still free for a time.
fn is_free(slot: &SlotChoice, taken: &Taken) -> bool {
    slot.providers.iter().any(|provider| {
        !taken.iter().any(|(busy, from, to)| busy == provider && *from < slot.end.0 && slot.start.0 < *to)
    })
}

/// The asked day if it has times here, else the first that has.
fn chosen_day(page: &SlotsPage, asked: Option<String>) -> Option<String> {
    let has = |day: &DaySlots| !day.slots.is_empty();
    let asked = asked.filter(|asked| page.days.iter().any(|day| day.day.date() == *asked));
    asked.or_else(|| page.days.iter().find(|day| has(day)).map(|day| day.day.date()))
}

fn days_later(day: LocalMinute, days: i64) -> LocalMinute {
    let (year, month, date) = date_from_days(days_from_date(day.year, day.month, day.day) + days);
    LocalMinute { year, month, day: date, ..day }
}

fn days_of(day: LocalMinute) -> i64 {
    days_from_date(day.year, day.month, day.day)
}

#[component]
fn Week(
    page: StoredValue<SlotsPage>,
    place: Memo<Place>,
    day: Memo<Option<String>>,
    taken: RwSignal<Taken>,
) -> impl IntoView {
    let (days, first, last) = page.with_value(|page| (page.days.clone(), page.first_day, page.last_day));
    let shown = days.first().map_or(first, |slots| slots.day);
    let to = move |day: LocalMinute| {
        place.with(|place| Place { week: Some(day.date()), day: None, hold: None, ..place.clone() }.href())
    };
    let earlier = (days_of(shown) > days_of(first)).then(|| {
        let start = days_of(shown) - 7;
        if start < days_of(first) { first } else { days_later(shown, -7) }
    });
    let later = (days_of(shown) + 7 <= days_of(last)).then(|| days_later(shown, 7));
    let arrow = move |target: Option<LocalMinute>, label: Key, icon: Icon| match target {
        Some(day) => {
            view! { <a class="icon-button" href=to(day) aria-label=t(label)><Glyph icon /></a> }.into_any()
        }
        None => view! { <span class="size-target" aria-hidden="true"></span> }.into_any(),
    };
    view! {
        <nav aria-label=t(k::BOOKING_WEEK) class="flex items-center gap-1">
            {arrow(earlier, k::BOOKING_WEEK_EARLIER, Icon::Previous)}
            <ul class="grid grid-cols-7 gap-1 flex-1">
                {days
                    .into_iter()
                    .map(|slots| view! { <li><DayLink slots place day taken /></li> })
                    .collect_view()}
            </ul>
            {arrow(later, k::BOOKING_WEEK_LATER, Icon::Next)}
        </nav>
    }
}

#[component]
fn DayLink(
    slots: DaySlots,
    place: Memo<Place>,
    day: Memo<Option<String>>,
    taken: RwSignal<Taken>,
) -> impl IntoView {
    let date = slots.day;
    let href =
        move || place.with(|place| Place { day: Some(date.date()), hold: None, ..place.clone() }.href());
    let free = slots.slots;
    let count =
        Memo::new(move |_| taken.with(|taken| free.iter().filter(|slot| is_free(slot, taken)).count()));
    let label = move || format!("{}, {}", i18n::date_long(&t, date), tn(k::BOOKING_FREE, count.get()));
    view! {
        <a
            class="day-link"
            href=href
            aria-label=label
            aria-current=move || (day.get().as_deref() == Some(date.date().as_str())).then_some("date")
            data-empty=move || (count.get() == 0).then_some("")
        >
            <span class="text-xs">{i18n::weekday_short(&t, date)}</span>
            <span class="text-lg font-semibold tabular-nums">{date.day}</span>
            <span class="text-xs tabular-nums">{move || count.get().to_string()}</span>
        </a>
    }
}

#[component]
fn NothingFree(page: StoredValue<SlotsPage>, place: Memo<Place>) -> impl IntoView {
    let next = page.with_value(|page| page.next_free);
    view! {
        <div class="empty-state">
            <p>{t(k::BOOKING_NONE_FREE)}</p>
            {match next {
                Some(day) => {
                    let href = move || place.with(|place| Place { week: Some(day.date()), day: Some(day.date()), hold: None, ..place.clone() }.href());
                    view! {
                        <a class="button-primary" href=href>
                            {tf(k::BOOKING_NEXT_FREE, &[("day", &i18n::date_short(&t, day))])}
                        </a>
                    }
                    .into_any()
                }
                None => view! { <p class="text-muted">{t(k::BOOKING_CALL_FOR_TIMES)}</p> }.into_any(),
            }}
        </div>
    }
}

/// The chosen day's times, by place and part of the day.
#[component]
fn Day(
    slots: DaySlots,
    options: StoredValue<BookingOptions>,
    place: Memo<Place>,
    hold: ServerAction<HoldSlot>,
    taken: RwSignal<Taken>,
) -> impl IntoView {
    let mut locations: Vec<_> = slots.slots.iter().map(|slot| slot.location).collect();
    locations.sort();
    locations.dedup();
    let is_one_place = locations.len() == 1;
    let title = i18n::date_long(&t, slots.day);
    let forms = locations.into_iter().map(|location| {
        let found = options.with_value(|options| options.locations.iter().find(|row| row.id == location).cloned());
        let (name, zone) = found.map(|row| (row.name, row.zone)).unwrap_or_default();
        let here: Vec<SlotChoice> = slots.slots.iter().filter(|slot| slot.location == location).cloned().collect();
        let parts = parts(here);
        view! {
            <ActionForm action=hold attr:class="grid gap-4">
                <Hidden name="visit_type" value=Signal::derive(move || place.with(|place| place.visit_type.map(|id| id.to_string()))) />
                <Hidden name="provider" value=Signal::derive(move || place.with(|place| place.provider.map(|id| id.to_string()))) />
                <Hidden name="moving" value=Signal::derive(move || place.with(|place| place.moving.map(|id| id.to_string()))) />
                <input type="hidden" name="request[location]" value=location.to_string() />
                <p class="text-muted">
                    {(!is_one_place).then(|| format!("{name} · "))}
                    {tf(k::BOOKING_ZONE, &[("zone", &zone.replace('_', " "))])}
                </p>
                {parts.into_iter().map(|(part, slots)| view! { <Part part slots taken /> }).collect_view()}
            </ActionForm>
        }
    });
    view! {
        <div class="grid gap-6">
            <h3 class="text-lg">{title}</h3>
            {forms.collect_view()}
        </div>
    }
}

/// A hidden field that is there only with a value.
#[component]
fn Hidden(name: &'static str, value: Signal<Option<String>>) -> impl IntoView {
    move || {
        value.get().map(|value| view! { <input type="hidden" name=format!("request[{name}]") value=value /> })
    }
}

fn parts(slots: Vec<SlotChoice>) -> Vec<(Key, Vec<SlotChoice>)> {
    let mut from = 0;
    PARTS
        .into_iter()
        .map(|(name, to)| {
            let range = from..to;
            from = to;
            (name, slots.iter().filter(|slot| range.contains(&slot.local.hour)).cloned().collect::<Vec<_>>())
        })
        .filter(|(_, slots)| !slots.is_empty())
        .collect()
}

#[component]
fn Part(part: Key, slots: Vec<SlotChoice>, taken: RwSignal<Taken>) -> impl IntoView {
    let repeated: Vec<(u8, u8)> = slots
        .iter()
        .filter(|slot| {
            slots.iter().any(|other| {
                other.start != slot.start
                    && (other.local.hour, other.local.minute) == (slot.local.hour, slot.local.minute)
            })
        })
        .map(|slot| (slot.local.hour, slot.local.minute))
        .collect();
    let chips = slots.into_iter().map(|slot| {
        let is_repeated = repeated.contains(&(slot.local.hour, slot.local.minute));
        let label = if is_repeated { format!("{} {}", i18n::time(slot.local), offset(slot.local)) } else { i18n::time(slot.local) };
        let start = slot.start.0.to_string();
        let free = Memo::new(move |_| taken.with(|taken| is_free(&slot, taken)));
        view! {
            <li>
                <button
                    type="submit"
                    class="slot"
                    name="request[start]"
                    value=start
                    aria-disabled=move || (!free.get()).then_some("true")
                    data-state=move || (!free.get()).then_some("taken")
                    on:click=move |event| {
                        if !free.get_untracked() {
                            event.prevent_default();
                        }
                    }
                >
                    {label}
                    {move || (!free.get()).then(|| view! { <span class="sr-only">{t(k::BOOKING_TAKEN)}</span> })}
                </button>
            </li>
        }
    });
    view! {
        <fieldset class="grid gap-2">
            <legend class="font-semibold text-strong mb-2">{t(part)}</legend>
            <ul class="grid grid-cols-3 sm:grid-cols-4 md:grid-cols-6 gap-2">{chips.collect_view()}</ul>
        </fieldset>
    }
}

/// “UTC−5”, where the clock shows the same time twice.
fn offset(at: LocalMinute) -> String {
    let sign = if at.offset_minutes < 0 { '−' } else { '+' };
    let (hours, minutes) = (at.offset_minutes.unsigned_abs() / 60, at.offset_minutes.unsigned_abs() % 60);
    if minutes == 0 { format!("UTC{sign}{hours}") } else { format!("UTC{sign}{hours}:{minutes:02}") }
}
