//! Free times of a week that follow the clinic live: on phones the days as a strip and one day's times, on wide screens
//! the week as columns.

use super::alternatives::HoldFields;
use super::days::Days;
use super::model::Place;
use super::week::{NothingFree, Strip, WeekTurner};
use crate::live;
use crate::post::{Post, PostForm};
use crate::texts::{t, tf};
use domain::booking::contract::{BookingOptions, DaySlots, HeldSlot, LocationChoice, SlotChoice, SlotsPage};
use domain::ids::{LocationId, ProviderId, ResourceId};
use i18n::k;
use leptos::prelude::*;

/// Times that went to somebody else since the page was made: provider, from, to.
pub type Taken = Vec<(ProviderId, i64, i64)>;

/// The week and the times of its days.
#[component]
pub fn Times(
    page: SlotsPage,
    options: StoredValue<BookingOptions>,
    place: Memo<Place>,
    hold: Post<HeldSlot>,
    refresh: Callback<()>,
) -> impl IntoView {
    let taken = RwSignal::new(Taken::new());
    let news = RwSignal::new(String::new());
    let page = StoredValue::new(page);
    follow(page, place, taken, news, refresh);
    let day =
        Memo::new(move |_| page.with_value(|page| chosen_day(page, place.with(|place| place.day.clone()))));
    let places = options.with_value(|options| page.with_value(|page| places(page, &options.locations)));
    let has_any = page.with_value(|page| page.days.iter().any(has_times));
    let forms =
        places.iter().map(|row| view! { <PlaceForm location=row.id place hold /> }.into_any()).collect_view();
    view! {
        <section aria-labelledby="times-title" class="grid gap-4">
            <div class="flex items-center justify-between gap-x-4">
                <h2 id="times-title" class="text-lg">{t(k::BOOKING_TIMES)}</h2>
                <WeekTurner page place />
            </div>
            <Strip page place day taken />
            <p class="sr-only" role="status">{news}</p>
            <Zones places=places.clone() />
            {forms}
            {if has_any {
                view! { <Days page places place hold day taken /> }.into_any()
            } else {
                view! { <NothingFree page place /> }.into_any()
            }}
        </section>
    }
}

/// The form that a place's chips belong to; it holds what all of them send.
#[component]
fn PlaceForm(location: LocationId, place: Memo<Place>, hold: Post<HeldSlot>) -> impl IntoView {
    view! {
        <PostForm post=hold id=form_id(location) class="hidden">
            <HoldFields place />
            <input type="hidden" name="request[location]" value=location.to_string() />
        </PostForm>
    }
}

/// Id of the form of a place.
pub fn form_id(location: LocationId) -> String {
    format!("hold-at-{location}")
}

/// On whose clocks the times are: once where all places share a zone.
#[component]
fn Zones(places: Vec<LocationChoice>) -> impl IntoView {
    let readable = |zone: &str| zone.replace('_', " ");
    let mut zones: Vec<&str> = places.iter().map(|row| row.zone.as_str()).collect();
    zones.dedup();
    let lines: Vec<String> = match zones.as_slice() {
        [zone] => vec![tf(k::BOOKING_ZONE, &[("zone", &readable(zone))])],
        _ => places
            .iter()
            .map(|row| tf(k::BOOKING_ZONE_OF, &[("place", &row.name), ("zone", &readable(&row.zone))]))
            .collect(),
    };
    lines.into_iter().map(|line| view! { <p class="text-muted">{line}</p> }.into_any()).collect_view()
}

/// Listens for times taken and freed: what is taken fades at once, what is freed is asked for.
fn follow(
    page: StoredValue<SlotsPage>,
    place: Memo<Place>,
    taken: RwSignal<Taken>,
    news: RwSignal<String>,
    refresh: Callback<()>,
) {
    let (since, resources) = page.with_value(|page| (page.last_event, page.resources.clone()));
    live::listen(since, move |message| match message {
        live::Message::Resync => refresh.run(()),
        live::Message::Changed { topic, resource: Some(resource), kind, from, to }
            if topic == "slots" && resources.contains(resource) =>
        {
            if kind == "taken" {
                let lost = take(page, taken, *resource, (from.0, to.0));
                // The sheet of one's own choice says enough.
                if let Some(slot) = lost.filter(|_| place.with_untracked(|place| place.hold.is_none())) {
                    news.set(told(&slot));
                }
            } else {
                refresh.run(());
            }
        }
        live::Message::Changed { .. } => {}
    });
}

/// Notes that a stretch of a provider's time is gone; returns the first shown time that nobody is free for any more.
fn take(
    page: StoredValue<SlotsPage>,
    taken: RwSignal<Taken>,
    resource: ResourceId,
    (from, to): (i64, i64),
) -> Option<SlotChoice> {
    let before = taken.get_untracked();
    taken.update(|list| list.push((ProviderId(resource.0), from, to)));
    taken.with_untracked(|after| {
        page.with_value(|page| {
            let mut slots = page.days.iter().flat_map(|day| &day.slots);
            slots.find(|slot| is_free(slot, &before) && !is_free(slot, after)).cloned()
        })
    })
}

fn told(slot: &SlotChoice) -> String {
    tf(
        k::BOOKING_JUST_TAKEN,
        &[("time", &i18n::time(slot.local)), ("day", &i18n::date_short(&t, slot.local))],
    )
}

/// Whether anybody is still free for a time.
pub fn is_free(slot: &SlotChoice, taken: &Taken) -> bool {
    slot.providers.iter().any(|provider| {
        !taken.iter().any(|(busy, from, to)| busy == provider && *from < slot.end.0 && slot.start.0 < *to)
    })
}

/// Whether a day has any time.
pub fn has_times(day: &DaySlots) -> bool {
    !day.slots.is_empty()
}

/// The asked day if it is of this week, else the first that has times.
fn chosen_day(page: &SlotsPage, asked: Option<String>) -> Option<String> {
    let asked = asked.filter(|asked| page.days.iter().any(|day| day.day.date() == *asked));
    asked.or_else(|| page.days.iter().find(|day| has_times(day)).map(|day| day.day.date()))
}

/// The places that the shown times are at.
fn places(page: &SlotsPage, known: &[LocationChoice]) -> Vec<LocationChoice> {
    let is_shown =
        |id: LocationId| page.days.iter().flat_map(|day| &day.slots).any(|slot| slot.location == id);
    known.iter().filter(|row| is_shown(row.id)).cloned().collect()
}
