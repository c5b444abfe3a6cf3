//! A provider's day for those who work with it: who comes when, live. The address says whose day and which.

use super::api::{read_day, watch_day};
use super::day_list::{DayList, describe};
use super::day_strip::DayStrip;
use crate::error::AppError;
use crate::layout::ErrorView;
use crate::live;
use crate::load::{load, wait};
use crate::routes;
use crate::texts::{t, tf, tn};
use crate::ui::{Alert, Badge, Button, EmptyState, Glyph, Icon, Skeleton, SkeletonLines, Tone, Weight};
use domain::booking::AppointmentStatus;
use domain::booking::contract::{DayEntry, DayPage as Content, DayRequest, ProviderChoice, WorkingTime};
use domain::civil::{LocalMinute, date_from_days, days_from_date};
use domain::ids::{ProviderId, ResourceId};
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::components::Form;
use leptos_router::hooks::{use_navigate, use_query_map};
use leptos_router::params::ParamsMap;

/// Reads the address.
fn asked(query: &ParamsMap) -> DayRequest {
    DayRequest {
        provider: query.get("with").and_then(|id| id.parse().ok()),
        day: query.get("day").filter(|day| day.len() == 10),
    }
}

/// The address of a provider's day; without one, of today.
#[must_use]
pub fn href(provider: Option<ProviderId>, day: Option<LocalMinute>) -> String {
    let with = provider.map(|id| format!("with={id}"));
    let day = day.map(|day| format!("day={}", day.date()));
    let query: Vec<String> = with.into_iter().chain(day).collect();
    if query.is_empty() {
        routes::STAFF_TODAY.to_owned()
    } else {
        format!("{}?{}", routes::STAFF_TODAY, query.join("&"))
    }
}

/// The day so many days later.
#[must_use]
pub fn days_later(day: LocalMinute, days: i64) -> LocalMinute {
    let (year, month, date) = date_from_days(days_from_date(day.year, day.month, day.day) + days);
    LocalMinute { year, month, day: date, ..day }
}

/// The page of a provider's day.
#[component]
pub fn DayPage() -> impl IntoView {
    let query = use_query_map();
    let request = Memo::new(move |_| query.with(asked));
    let page = load(move || request.get(), read_day);
    view! {
        <Title text=t(k::DAY_TITLE) />
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=8 /></Skeleton> }>
            {move || wait(async move {
                match page.await {
                    Ok(content) => view! { <Day content request=request.get_untracked() /> }.into_any(),
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Day(content: Content, request: DayRequest) -> impl IntoView {
    let Some(provider) = content.provider.clone() else {
        return view! {
            <h1 class="text-2xl mb-4">{t(k::DAY_TITLE)}</h1>
            <EmptyState icon=Icon::People title=t(k::DAY_NO_PROVIDERS) reason=t(k::DAY_NO_PROVIDERS_REASON) />
        }
        .into_any();
    };
    let is_today = content.day == content.today;
    let clock = ticking(content.now.0);
    let offset_minutes = content.offset_minutes;
    let resource = ResourceId::from(provider.id);
    let (last_event, head) = (content.last_event, content.clone());
    let day = RwSignal::new(content);
    let news = RwSignal::new(String::new());
    let failure = RwSignal::new(None::<AppError>);
    follow(resource, last_event, request, day, news, failure);
    let entries = Memo::new(move |_| day.with(|day| day.entries.clone()));
    let is_empty = Memo::new(move |_| entries.with(Vec::is_empty));
    let working = Memo::new(move |_| day.with(|day| day.working.clone()));
    view! {
        <Head content=head provider />
        <p class="sr-only" role="status">{news}</p>
        {move || {
            failure
                .get()
                .map(|error| view! { <div class="mb-4"><Alert tone=Tone::Warning is_urgent=true>{error.message()}</Alert></div> }.into_any())
        }}
        <Summary entries working />
        {move || {
            let working = working.get();
            view! { <DayStrip working entries clock=is_today.then_some(clock) offset_minutes /> }
        }}
        {move || {
            if is_empty.get() {
                let is_off = working.with(Vec::is_empty);
                let (title, reason) = if is_off {
                    (k::DAY_OFF, k::DAY_OFF_REASON)
                } else {
                    (k::DAY_EMPTY, k::DAY_EMPTY_REASON)
                };
                view! { <EmptyState icon=Icon::Visits title=t(title) reason=t(reason) /> }.into_any()
            } else {
                view! { <DayList entries clock=is_today.then_some(clock) offset_minutes /> }.into_any()
            }
        }}
    }
    .into_any()
}

/// Seconds since 1970, from the server's clock on; it goes on while the page is open.
fn ticking(now: i64) -> RwSignal<i64> {
    let clock = RwSignal::new(now);
    #[cfg(feature = "hydrate")]
    {
        let started = js_sys::Date::now();
        let handle = set_interval_with_handle(
            move || {
                #[expect(clippy::cast_possible_truncation, reason = "seconds of a working day")]
                let passed = ((js_sys::Date::now() - started) / 1_000.0) as i64;
                let _ = clock.try_set(now + passed);
            },
            std::time::Duration::from_secs(15),
        );
        on_cleanup(move || {
            if let Ok(handle) = handle {
                handle.clear();
            }
        });
    }
    clock
}

/// Asks for the day again whenever something of the provider's time changes; one question at a time.
fn follow(
    provider: ResourceId,
    since: i64,
    request: DayRequest,
    day: RwSignal<Content>,
    news: RwSignal<String>,
    failure: RwSignal<Option<AppError>>,
) {
    let is_asking = StoredValue::new(false);
    let is_stale = StoredValue::new(false);
    let ask = move || {
        is_stale.set_value(true);
        if is_asking.get_value() {
            return;
        }
        is_asking.set_value(true);
        let request = request.clone();
        leptos::task::spawn_local(async move {
            while is_stale.try_get_value() == Some(true) {
                is_stale.set_value(false);
                match watch_day(request.clone()).await {
                    Ok(fresh) => {
                        let Some(before) = day.try_get_untracked() else { return };
                        let changes = changes(&before.entries, &fresh.entries);
                        failure.set(None);
                        day.set(fresh);
                        if !changes.is_empty() {
                            news.set(changes.join(" "));
                        }
                    }
                    Err(error) => {
                        let _ = failure.try_set(Some(error));
                    }
                }
            }
            let _ = is_asking.try_set_value(false);
        });
    };
    live::listen(since, move |message| match message {
        live::Message::Resync => ask(),
        live::Message::Changed { topic, resource: Some(resource), .. }
            if topic == "slots" && *resource == provider =>
        {
            ask();
        }
        live::Message::Changed { .. } => {}
    });
}

/// What screen readers are told: who came, went, or moved.
fn changes(before: &[DayEntry], after: &[DayEntry]) -> Vec<String> {
    let is_booked = |entry: &&DayEntry| entry.status == AppointmentStatus::Booked;
    let mut told = Vec::new();
    for entry in after.iter().filter(is_booked) {
        match before.iter().find(|known| known.id == entry.id) {
            None => told.push(tf(k::DAY_NEWS_BOOKED, &[("entry", &describe(entry))])),
            Some(known) if known.visit.start != entry.visit.start => {
                told.push(tf(k::DAY_NEWS_MOVED, &[("entry", &describe(entry))]));
            }
            Some(_) => {}
        }
    }
    for entry in before.iter().filter(is_booked) {
        let now = after.iter().find(|known| known.id == entry.id);
        if now.is_none_or(|now| now.status == AppointmentStatus::Cancelled) {
            told.push(tf(k::DAY_NEWS_GONE, &[("entry", &describe(entry))]));
        }
    }
    told
}

/// Whose day, which day, and the ways to others.
#[component]
fn Head(content: Content, provider: ProviderChoice) -> impl IntoView {
    let Content { providers, day, today, .. } = content;
    let is_today = day == today;
    let chosen = provider.id;
    let to = move |day: LocalMinute| href(Some(chosen), (day != today).then_some(day));
    view! {
        <header class="day-head">
            <div class="grid min-w-0">
                <h1 class="flex flex-wrap items-center gap-x-3 text-xl md:text-2xl">
                    {i18n::date_long(&t, day)}
                    {is_today.then(|| view! { <Badge label=t(k::DAY_TODAY) tone=Tone::Primary /> }.into_any())}
                </h1>
                <p class="text-muted">{format!("{} · {}", provider.name, provider.specialty)}</p>
            </div>
            <div class="flex flex-wrap items-end gap-2">
                <nav aria-label=t(k::DAY_DAYS) class="flex items-center gap-1">
                    <a class="icon-button" href=to(days_later(day, -1)) aria-label=t(k::DAY_EARLIER)>
                        <Glyph icon=Icon::Previous />
                    </a>
                    <a
                        class="button-secondary"
                        href=href(Some(chosen), None)
                        aria-current=is_today.then_some("date")
                    >
                        {t(k::DAY_TODAY)}
                    </a>
                    <a class="icon-button" href=to(days_later(day, 1)) aria-label=t(k::DAY_LATER)>
                        <Glyph icon=Icon::Next />
                    </a>
                </nav>
                <Chooser providers provider day />
            </div>
        </header>
    }
}

/// Provider and day as a form that asks for the page again; awake, choosing a provider is enough.
#[component]
fn Chooser(providers: Vec<ProviderChoice>, provider: ProviderChoice, day: LocalMinute) -> impl IntoView {
    let navigate = use_navigate();
    let chosen = provider.id;
    let mut choices = providers;
    if !choices.iter().any(|choice| choice.id == chosen) {
        choices.push(provider);
    }
    let options = choices
        .into_iter()
        .map(|choice| {
            let is_chosen = choice.id == chosen;
            view! { <option value=choice.id.to_string() selected=is_chosen>{choice.name}</option> }.into_any()
        })
        .collect_view();
    let choose = move |event: leptos::ev::Event| {
        let id = event_target_value(&event).parse().ok();
        let stay = NavigateOptions { scroll: false, ..NavigateOptions::default() };
        navigate(&href(id, Some(day)), stay);
    };
    view! {
        <Form method="GET" action=routes::STAFF_TODAY attr:class="flex flex-wrap items-end gap-2">
            <label class="sr-only" for="with">{t(k::DAY_PROVIDER)}</label>
            <select id="with" name="with" class="field w-auto max-w-full" on:change=choose>{options}</select>
            <label class="sr-only" for="day">{t(k::DAY_DATE)}</label>
            <input id="day" name="day" type="date" class="field w-auto" required value=day.date() />
            <Button weight=Weight::Secondary>{t(k::DAY_SHOW)}</Button>
        </Form>
    }
}

/// How many visits, and when the provider works.
#[component]
fn Summary(entries: Memo<Vec<DayEntry>>, working: Memo<Vec<WorkingTime>>) -> impl IntoView {
    let visits = move || {
        let count = entries.with(|entries| {
            entries.iter().filter(|entry| entry.status != AppointmentStatus::Cancelled).count()
        });
        tn(k::DAY_VISITS, count)
    };
    let hours = move || {
        let hours = working.with(|working| hours_in_words(working));
        (!hours.is_empty())
            .then(|| view! { <span>{tf(k::DAY_WORKS, &[("hours", &hours)])}</span> }.into_any())
    };
    view! {
        <p class="flex flex-wrap gap-x-4 gap-y-1 mb-3 max-w-none text-sm text-muted tabular-nums">
            <span class="font-semibold text-strong">{visits}</span>
            {hours}
        </p>
    }
}

/// “Harbor Street 9:00–12:30, 13:30–17:00”: each place named where it begins.
fn hours_in_words(working: &[WorkingTime]) -> String {
    let mut last = "";
    let mut parts = Vec::new();
    for stretch in working {
        let time = i18n::time_range(stretch.local, stretch.local_end);
        parts.push(if stretch.location == last { time } else { format!("{} {time}", stretch.location) });
        last = &stretch.location;
    }
    parts.join(", ")
}
