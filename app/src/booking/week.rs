//! The week of the booking page: the way to the next one, its days as a strip, and what to do when it is full.

use super::model::Place;
use super::times::{Taken, has_times, is_free};
use crate::layout::ClinicPhone;
use crate::texts::{t, tf, tn};
use crate::ui::{Glyph, Icon};
use domain::booking::contract::{DaySlots, SlotsPage};
use domain::civil::{LocalMinute, date_from_days, days_from_date};
use i18n::{Key, k};
use leptos::prelude::*;

/// Days of a week.
const WEEK: i64 = 7;

fn days_later(day: LocalMinute, days: i64) -> LocalMinute {
    let (year, month, date) = date_from_days(days_of(day) + days);
    LocalMinute { year, month, day: date, ..day }
}

fn days_of(day: LocalMinute) -> i64 {
    days_from_date(day.year, day.month, day.day)
}

/// The first days of the weeks before and after, as far as they can be booked.
fn neighbours(page: &SlotsPage) -> (Option<LocalMinute>, Option<LocalMinute>) {
    let (first, last) = (days_of(page.first_day), days_of(page.last_day));
    let shown = page.days.first().map_or(page.first_day, |slots| slots.day);
    let earlier = (days_of(shown) > first).then(|| days_later(shown, -(days_of(shown) - first).min(WEEK)));
    let later = (days_of(shown) + WEEK <= last).then(|| days_later(shown, WEEK));
    (earlier, later)
}

/// Which days are shown, with arrows to those before and after.
#[component]
pub fn WeekTurner(page: StoredValue<SlotsPage>, place: Memo<Place>) -> impl IntoView {
    let (earlier, later) = page.with_value(neighbours);
    let short = |day: LocalMinute| format!("{} {}", day.day, i18n::month_short(&t, day));
    // “24–30 Nov”, but “28 Nov – 4 Dec”.
    let range = page.with_value(|page| {
        let (first, last) = (page.days.first()?.day, page.days.last()?.day);
        Some(if first.month == last.month {
            format!("{}–{}", first.day, short(last))
        } else {
            tf(k::BOOKING_DAYS, &[("from", &short(first)), ("to", &short(last))])
        })
    });
    view! {
        <nav aria-label=t(k::BOOKING_WEEK) class="flex items-center -mr-2">
            <Arrow target=earlier label=k::BOOKING_WEEK_EARLIER icon=Icon::Previous place />
            <span class="text-sm text-center tabular-nums whitespace-nowrap">{range}</span>
            <Arrow target=later label=k::BOOKING_WEEK_LATER icon=Icon::Next place />
        </nav>
    }
}

#[component]
fn Arrow(target: Option<LocalMinute>, label: Key, icon: Icon, place: Memo<Place>) -> impl IntoView {
    match target {
        Some(day) => {
            let href = move || {
                place.with(|place| {
                    Place { week: Some(day.date()), day: None, hold: None, ..place.clone() }.href()
                })
            };
            view! { <a class="icon-button" href=href aria-label=t(label)><Glyph icon /></a> }.into_any()
        }
        None => view! { <span class="size-target" aria-hidden="true"></span> }.into_any(),
    }
}

/// The days as links with the number of their free times; wide screens have columns instead.
#[component]
pub fn Strip(
    page: StoredValue<SlotsPage>,
    place: Memo<Place>,
    day: Memo<Option<String>>,
    taken: RwSignal<Taken>,
) -> impl IntoView {
    let days = page.with_value(|page| page.days.clone());
    let links = days.into_iter().map(|slots| view! { <li><DayLink slots place day taken /></li> }.into_any());
    view! {
        <nav aria-label=t(k::BOOKING_STRIP) class="lg:hidden">
            <ul class="grid grid-cols-7 -mx-3 sm:mx-0 sm:gap-1">{links.collect_view()}</ul>
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

/// A week without any time: the next day that has one, or the number to call.
#[component]
pub fn NothingFree(page: StoredValue<SlotsPage>, place: Memo<Place>) -> impl IntoView {
    let next = page.with_value(|page| page.next_free);
    view! {
        <div class="empty-state">
            <p class="text-lg font-semibold text-strong">{t(k::BOOKING_NONE_FREE)}</p>
            {match next {
                Some(day) => view! { <NextFree day place /> }.into_any(),
                None => view! { <p class="text-muted">{t(k::BOOKING_CALL_FOR_TIMES)} " " <ClinicPhone /></p> }.into_any(),
            }}
        </div>
    }
}

/// A day without any time, in a week that has some.
#[component]
pub fn NothingThatDay(page: StoredValue<SlotsPage>, day: LocalMinute, place: Memo<Place>) -> impl IntoView {
    let next = page.with_value(|page| {
        let later = page.days.iter().find(|slots| slots.day > day && has_times(slots));
        later.or_else(|| page.days.iter().find(|slots| has_times(slots))).map(|slots| slots.day)
    });
    view! {
        <div class="empty-state">
            <p class="text-lg font-semibold text-strong">
                {tf(k::BOOKING_NONE_THAT_DAY, &[("day", &i18n::date_short(&t, day))])}
            </p>
            {next.map(|day| view! { <NextFree day place /> }.into_any())}
        </div>
    }
}

/// One press to a day that has times; the week stays if the day is in it.
#[component]
fn NextFree(day: LocalMinute, place: Memo<Place>) -> impl IntoView {
    let href = move || {
        place.with(|place| {
            Place { week: Some(day.date()), day: Some(day.date()), hold: None, ..place.clone() }.href()
        })
    };
    view! {
        <a class="button-primary mt-2" href=href>
            {tf(k::BOOKING_NEXT_FREE, &[("day", &i18n::date_short(&t, day))])}
        </a>
    }
}
