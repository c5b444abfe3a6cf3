//! The patient's results, newest first; new ones come live.

use super::api::list_results;
use super::live::{News, follow};
use super::wish::WishForm;
use crate::dates::day;
use crate::layout::ErrorView;
use crate::layout::record::snippet;
use crate::layout::result_words as words;
use crate::load::{load, wait};
use crate::routes::{self, RECORDS, RESULTS};
use crate::texts::{t, tf, tn};
use crate::ui::{
    Badge, Button, EmptyState, Field, Glyph, Icon, LinkButton, PageHeader, Skeleton, Tone, Weight,
};
use domain::results::contract::{ListResultsRequest, ResultLine, ResultList};
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn ResultsPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| ListResultsRequest {
            words: query.get("words").unwrap_or_default(),
            after: query.get("after").unwrap_or_default(),
        })
    });
    let is_done =
        Memo::new(move |_| query.with(|query| query.get("done").is_some_and(|done| done == "wish")));
    let content = load(move || asked.get(), list_results);
    let news = RwSignal::new(String::new());
    let again = Callback::new(move |()| {
        news.set(t(k::RESULTS_NEWS).to_owned());
        content.refetch();
    });
    let back = (RECORDS, t(k::RECORDS_TITLE));
    view! {
        <Title text=t(k::RESULTS_TITLE) />
        <PageHeader title=t(k::RESULTS_TITLE) lead=t(k::RESULTS_LEAD) back />
        <News words=news />
        <Transition fallback=Loading>
            {move || wait(async move {
                match content.await {
                    Ok(list) => {
                        let is_done = is_done.get_untracked();
                        view! { <List list asked=asked.get_untracked() is_done again /> }.into_any()
                    }
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn List(list: ResultList, asked: ListResultsRequest, is_done: bool, again: Callback<()>) -> impl IntoView {
    follow(list.chart, list.seq, again);
    let is_first = asked.after.is_empty();
    let is_empty = list.results.is_empty();
    // Searching is of use where there is something to be found.
    let has_search = !is_empty || !asked.words.is_empty();
    let none = if asked.words.is_empty() {
        (t(k::RESULTS_NONE).to_owned(), t(k::RESULTS_NONE_REASON).to_owned())
    } else {
        (tf(k::RESULTS_NONE_FOUND, &[("words", &asked.words)]), t(k::RESULTS_NONE_FOUND_REASON).to_owned())
    };
    let wish = list.wish;
    let next = list.next.as_ref().map(|after| href(&asked.words, after));
    let first = (!is_first).then(|| href(&asked.words, ""));
    let rows = list.results.into_iter().map(|line| view! { <Line line /> }.into_any()).collect_view();
    view! {
        <div class="grid gap-4">
            {has_search.then(|| view! { <Search words=asked.words.clone() /> }.into_any())}
            {if is_empty && next.is_some() {
                view! { <p>{t(k::RECORDS_FURTHER)}</p> }.into_any()
            } else if is_empty {
                view! { <EmptyState icon=Icon::Results title=none.0 reason=none.1 /> }.into_any()
            } else {
                view! { <ul class="row-list" aria-label=t(k::RESULTS_TITLE)>{rows}</ul> }.into_any()
            }}
            <div class="flex flex-wrap gap-3">
                {first.map(|href| view! { <LinkButton href weight=Weight::Secondary>{t(k::RESULTS_NEWEST)}</LinkButton> }.into_any())}
                {next.map(|href| view! { <LinkButton href weight=Weight::Secondary>{t(k::RESULTS_OLDER)}</LinkButton> }.into_any())}
            </div>
            <div data-print="no"><WishForm wish is_done /></div>
        </div>
    }
}

fn href(words: &str, after: &str) -> String {
    let parts: Vec<String> = [("words", words), ("after", after)]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", routes::escaped(value)))
        .collect();
    if parts.is_empty() { RESULTS.to_owned() } else { format!("{RESULTS}?{}", parts.join("&")) }
}

#[component]
fn Search(words: String) -> impl IntoView {
    let is_searched = !words.is_empty();
    view! {
        <form action=RESULTS method="get" role="search" class="flex flex-wrap items-end gap-3" data-print="no">
            <div class="flex-1 min-w-48">
                <Field id="f-words" name="words" label=t(k::RESULTS_SEARCH) value=words maxlength=100 is_optional=true />
            </div>
            <Button icon=Icon::Search>{t(k::RESULTS_FIND)}</Button>
            {is_searched.then(|| view! { <LinkButton href=RESULTS weight=Weight::Quiet>{t(k::RESULTS_ALL)}</LinkButton> }.into_any())}
        </form>
    }
}

#[component]
fn Line(line: ResultLine) -> impl IntoView {
    let date = day(&line.date).unwrap_or_else(|| t(k::RECORDS_NO_DATE).to_owned());
    let found = match (&line.value, line.tests) {
        (Some(value), _) => Some(words::value(value)),
        (None, 0) => None,
        (None, tests) => Some(tn(k::RESULTS_TESTS, tests)),
    };
    let about: Vec<String> = std::iter::once(date).chain(found).collect();
    let judged = match (line.flag, line.unusual, line.tests) {
        (Some(flag), _, _) => {
            let (label, tone) = words::flag(flag);
            Some((label.to_owned(), tone))
        }
        (None, 0, _) | (None, _, 0 | 1) => None,
        (None, unusual, _) => Some((tn(k::RESULTS_UNUSUAL, unusual), Tone::Warning)),
    };
    view! {
        <li data-result=line.title>
            <a class="row-link flex-wrap gap-y-2" href=routes::result(line.id)>
                <span class="grid flex-1 min-w-48 gap-1">
                    <span class="font-semibold text-strong wrap-anywhere">{line.title.clone()}</span>
                    <span class="text-sm text-muted">{about.join(" · ")}</span>
                    {snippet(line.snippet)}
                </span>
                <span class="flex flex-wrap items-center gap-2">
                    {line.is_new.then(|| view! { <Badge label=t(k::RESULTS_NEW) tone=Tone::Primary /> }.into_any())}
                    {words::stage(line.stage).map(|(label, tone)| view! { <Badge label tone /> }.into_any())}
                    {judged.map(|(label, tone)| view! { <Badge label tone icon=tone.icon() /> }.into_any())}
                    {line.has_comment.then(|| view! { <Badge label=t(k::RESULTS_COMMENTED) tone=Tone::Information /> }.into_any())}
                    <span class="text-muted"><Glyph icon=Icon::Next is_small=true /></span>
                </span>
            </a>
        </li>
    }
}

/// The shape of the list while it is on its way.
#[component]
fn Loading() -> impl IntoView {
    let row = || {
        view! {
            <div class="row">
                <div class="grid gap-3 flex-1">
                    <div class="skeleton h-4 w-1/2"></div>
                    <div class="skeleton h-3 w-1/3"></div>
                </div>
            </div>
        }
    };
    view! {
        <Skeleton>
            <div class="row-list">{(0..6).map(|_| row()).collect_view()}</div>
        </Skeleton>
    }
}
