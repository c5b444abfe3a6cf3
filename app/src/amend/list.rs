//! Requests for corrections: those that wait, the most urgent first, and those that are settled.

use super::api::list_requests;
use crate::layout::{CorrectionRow, ErrorView};
use crate::load::{load, wait};
use crate::routes::{self, AMENDMENTS};
use crate::texts::{t, tn};
use crate::ui::{
    EmptyState, Icon, LinkButton, PageHeader, Skeleton, SkeletonLines, TabLink, TabLinks, Weight,
};
use domain::corrections::contract::{CorrectionList, ListCorrectionsRequest};
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn AmendmentsPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| ListCorrectionsRequest {
            is_settled: query.get("settled").is_some(),
            page: query.get("page").and_then(|page| page.parse().ok()).unwrap_or_default(),
        })
    });
    let content = load(move || asked.get(), list_requests);
    view! {
        <Title text=t(k::AMEND_TITLE) />
        <PageHeader title=t(k::AMEND_TITLE) lead=t(k::AMEND_LEAD) />
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=6 /></Skeleton> }>
            {move || wait(async move {
                match content.await {
                    Ok(found) => view! { <List found asked=asked.get_untracked() /> }.into_any(),
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn href(is_settled: bool, page: u64) -> String {
    let settled = is_settled.then(|| "settled=yes".to_owned());
    let page = (page > 0).then(|| format!("page={page}"));
    let parts: Vec<String> = settled.into_iter().chain(page).collect();
    if parts.is_empty() { AMENDMENTS.to_owned() } else { format!("{AMENDMENTS}?{}", parts.join("&")) }
}

#[component]
fn List(found: CorrectionList, asked: ListCorrectionsRequest) -> impl IntoView {
    let is_settled = asked.is_settled;
    let links = vec![
        TabLink { href: href(false, 0), label: t(k::AMEND_OPEN).to_owned(), count: None },
        TabLink { href: href(true, 0), label: t(k::AMEND_SETTLED).to_owned(), count: None },
    ];
    let (none, why) = if is_settled {
        (k::AMEND_NONE_SETTLED, k::AMEND_NONE_SETTLED_REASON)
    } else {
        (k::AMEND_NONE, k::AMEND_NONE_REASON)
    };
    let is_empty = found.lines.is_empty();
    let waiting = usize::try_from(found.waiting).unwrap_or(usize::MAX);
    let rows = found
        .lines
        .into_iter()
        .map(|line| {
            let href = routes::amendment(line.id);
            view! { <CorrectionRow line href /> }.into_any()
        })
        .collect_view();
    let before = (asked.page > 0).then(|| href(is_settled, asked.page.saturating_sub(1)));
    let on = found.has_more.then(|| href(is_settled, asked.page.saturating_add(1)));
    view! {
        <div class="grid gap-4">
            <TabLinks label=t(k::AMEND_TITLE) links current=Signal::stored(usize::from(is_settled)) />
            <p>{tn(k::AMEND_WAITING, waiting)}</p>
            {if is_empty {
                view! { <EmptyState icon=Icon::Success title=t(none) reason=t(why) /> }.into_any()
            } else {
                view! { <ul class="row-list" aria-label=t(k::AMEND_TITLE)>{rows}</ul> }.into_any()
            }}
            <div class="flex flex-wrap gap-3">
                {before.map(|href| view! { <LinkButton href weight=Weight::Secondary>{t(k::AMEND_BEFORE)}</LinkButton> }.into_any())}
                {on.map(|href| view! { <LinkButton href weight=Weight::Secondary>{t(k::AMEND_AFTER)}</LinkButton> }.into_any())}
            </div>
        </div>
    }
}
