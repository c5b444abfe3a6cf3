//! The requests: those that are open first, the longest waiting at the top; all others behind their state.

use super::api::list_requests;
use super::words;
use crate::dates::day;
use crate::layout::ErrorView;
use crate::load::{load, wait};
use crate::routes::REQUESTS;
use crate::texts::{t, tf};
use crate::ui::{
    Alert, Badge, EmptyState, Icon, LinkButton, PageHeader, Skeleton, SkeletonLines, Tone, Weight,
};
use domain::registration::staff::{ListRequest, RequestLine, RequestList, State};
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The address of a page of the list.
fn href(state: Option<State>, page: u64) -> String {
    let mut parts = Vec::new();
    parts.extend(state.map(|state| format!("state={}", state.name())));
    parts.extend((page > 0).then(|| format!("page={page}")));
    if parts.is_empty() { REQUESTS.to_owned() } else { format!("{REQUESTS}?{}", parts.join("&")) }
}

/// The page.
#[component]
pub fn RequestsPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| ListRequest {
            state: query.get("state").and_then(|state| State::parse(&state)),
            page: query.get("page").and_then(|page| page.parse().ok()).unwrap_or_default(),
        })
    });
    let done = move || query.with_untracked(|query| query.get("done").unwrap_or_default());
    let content = load(move || asked.get(), list_requests);
    view! {
        <Title text=t(k::REGISTRATION_REQUESTS) />
        <PageHeader title=t(k::REGISTRATION_REQUESTS) lead=t(k::REGISTRATION_REQUESTS_LEAD) />
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=8 /></Skeleton> }>
            {move || wait(async move {
                match content.await {
                    Ok(list) => view! { <List list at=asked.get_untracked() done=done() /> }.into_any(),
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn List(list: RequestList, at: ListRequest, done: String) -> impl IntoView {
    let done = match done.as_str() {
        "linked" => Some(k::REGISTRATION_DONE_LINKED),
        "rejected" => Some(k::REGISTRATION_DONE_REJECTED),
        "asked" => Some(k::REGISTRATION_DONE_ASKED),
        _ => None,
    };
    let many =
        |wanted: State| list.counts.iter().find(|(state, _)| *state == wanted).map_or(0, |(_, many)| *many);
    let open = many(State::Waiting) + many(State::Asked);
    let filters = std::iter::once((None, t(k::REGISTRATION_OPEN), open))
        .chain(State::ALL.iter().map(|state| (Some(*state), t(words::state(*state).0), many(*state))))
        .filter(|(state, _, many)| *many > 0 || *state == at.state || state.is_none())
        .map(|(state, name, many)| {
            view! {
                <li>
                    <a class="tab" href=href(state, 0) aria-current=(state == at.state).then_some("page")>
                        {name} <span class="tab-count">{many}</span>
                    </a>
                </li>
            }
            .into_any()
        })
        .collect_view();
    let is_empty = list.lines.is_empty();
    let rows = list.lines.into_iter().map(|line| view! { <Line line /> }.into_any()).collect_view();
    let back = (at.page > 0).then(|| href(at.state, at.page.saturating_sub(1)));
    let on = list.has_more.then(|| href(at.state, at.page.saturating_add(1)));
    view! {
        <div class="grid gap-4">
            {done.map(|words| view! { <Alert tone=Tone::Success is_urgent=true>{t(words)}</Alert> }.into_any())}
            <nav class="min-w-0" aria-label=t(k::REGISTRATION_STATES)><ul class="tabs">{filters}</ul></nav>
            {if is_empty {
                view! { <EmptyState icon=Icon::People title=t(k::REGISTRATION_NONE) reason=t(k::REGISTRATION_NONE_ABOUT) /> }.into_any()
            } else {
                view! { <ul class="row-list" aria-label=t(k::REGISTRATION_REQUESTS)>{rows}</ul> }.into_any()
            }}
            <div class="flex flex-wrap gap-3">
                {back.map(|href| view! { <LinkButton href weight=Weight::Secondary>{t(k::REGISTRATION_BEFORE)}</LinkButton> }.into_any())}
                {on.map(|href| view! { <LinkButton href weight=Weight::Secondary>{t(k::REGISTRATION_AFTER)}</LinkButton> }.into_any())}
            </div>
        </div>
    }
}

#[component]
fn Line(line: RequestLine) -> impl IntoView {
    let (state, tone) = words::state(line.state);
    let (tier, _) = words::tier(line.tier);
    let named = if line.name.is_empty() { t(k::REGISTRATION_NO_NAME).to_owned() } else { line.name };
    let born = day(&line.born).map(|born| tf(k::REGISTRATION_BORN_ON, &[("date", &born)]));
    let about: Vec<String> = born.into_iter().chain([words::age(line.age_hours)]).collect();
    view! {
        <li data-request=line.state.name()>
            <a class="row-link flex-wrap gap-y-2" href=format!("{REQUESTS}/{}", line.id)>
                <span class="grid flex-1 min-w-48 gap-1">
                    <span class="font-semibold text-strong wrap-anywhere">{named}</span>
                    <span class="text-sm text-muted">{about.join(" · ")}</span>
                    <span class="text-sm">{t(tier)}</span>
                </span>
                <span class="flex flex-wrap gap-2">
                    {line.is_alarming.then(|| view! {
                        <Badge label=t(k::REGISTRATION_ALARM) tone=Tone::Danger icon=Icon::Warning />
                    }.into_any())}
                    <Badge label=t(state) tone />
                </span>
            </a>
        </li>
    }
}
