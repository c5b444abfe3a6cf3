//! The results of a patient, newest first; those that the patient does not see are marked.

use super::api::list_results;
use super::head::{HeldBack, PartHead, asked_chart, load_head, with_head};
use super::words;
use crate::dates::day;
use crate::error::AppError;
use crate::layout::result_words;
use crate::load::load;
use crate::routes::{self, Whose};
use crate::texts::{t, tf, tn};
use crate::ui::{
    Badge, Button, EmptyState, Field, Glyph, Icon, LinkButton, Skeleton, SkeletonLines, Tone, Weight,
};
use domain::chart_view::contract::{ChartHead, ChartResultLine, ChartResults, ChartResultsRequest, Standing};
use i18n::k;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn ChartResultsPage() -> impl IntoView {
    let query = use_query_map();
    let chart = asked_chart();
    let head = load_head(chart);
    let asked = Memo::new(move |_| {
        query.with(|query| (query.get("words").unwrap_or_default(), query.get("after").unwrap_or_default()))
    });
    let content = load(
        move || (chart.get(), asked.get()),
        |(chart, (words, after))| async move {
            match chart {
                Some(chart) => list_results(ChartResultsRequest { chart, words, after }).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    let part = move |head: ChartHead, found: ChartResults| {
        let (words, after) = asked.get_untracked();
        view! { <Filled head found words is_first=after.is_empty() /> }.into_any()
    };
    view! {
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=8 /></Skeleton> }>
            {with_head(head, content, part)}
        </Transition>
    }
}

fn href(page: &str, words: &str, after: &str) -> String {
    let parts: Vec<String> = [("words", words), ("after", after)]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", routes::escaped(value)))
        .collect();
    if parts.is_empty() { page.to_owned() } else { format!("{page}?{}", parts.join("&")) }
}

#[component]
fn Filled(head: ChartHead, found: ChartResults, words: String, is_first: bool) -> impl IntoView {
    let whose = Whose::Patients(head.chart);
    let page = whose.results();
    let is_searched = !words.is_empty();
    let older = found.next.as_ref().map(|after| href(&page, &words, after));
    let newest = (!is_first).then(|| href(&page, &words, ""));
    let is_empty = found.results.is_empty();
    let none = if is_searched {
        (tf(k::RESULTS_NONE_FOUND, &[("words", &words)]), t(k::RESULTS_NONE_FOUND_REASON))
    } else {
        let title = t(k::RESULTS_TITLE).to_lowercase();
        (tf(k::CHART_VIEW_NONE, &[("section", &title)]), t(k::CHART_VIEW_NONE_REASON))
    };
    let rows = found.results.into_iter().map(|line| view! { <Line line whose /> }.into_any()).collect_view();
    view! {
        <PartHead head title=t(k::RESULTS_TITLE) />
        <div class="grid gap-4">
            <HeldBack count=found.held_back />
            <form action=page.clone() method="get" role="search" class="flex flex-wrap items-end gap-3" data-print="no">
                <div class="flex-1 min-w-48">
                    <Field id="f-words" name="words" label=t(k::RESULTS_SEARCH) value=words maxlength=100 is_optional=true />
                </div>
                <Button icon=Icon::Search>{t(k::RESULTS_FIND)}</Button>
                {is_searched.then(|| view! { <LinkButton href=page.clone() weight=Weight::Quiet>{t(k::RESULTS_ALL)}</LinkButton> }.into_any())}
            </form>
            {if is_empty {
                view! { <EmptyState icon=Icon::Results title=none.0 reason=none.1 /> }.into_any()
            } else {
                view! { <ul class="row-list" aria-label=t(k::RESULTS_TITLE)>{rows}</ul> }.into_any()
            }}
            <div class="flex flex-wrap gap-3" data-print="no">
                {newest.map(|href| view! { <LinkButton href weight=Weight::Secondary>{t(k::RESULTS_NEWEST)}</LinkButton> }.into_any())}
                {older.map(|href| view! { <LinkButton href weight=Weight::Secondary>{t(k::RESULTS_OLDER)}</LinkButton> }.into_any())}
            </div>
        </div>
    }
}

#[component]
fn Line(line: ChartResultLine, whose: Whose) -> impl IntoView {
    let ChartResultLine { line, standing } = line;
    let date = day(&line.date).unwrap_or_else(|| t(k::RECORDS_NO_DATE).to_owned());
    let found = match (&line.value, line.tests) {
        (Some(value), _) => Some(result_words::value(value)),
        (None, 0) => None,
        (None, tests) => Some(tn(k::RESULTS_TESTS, tests)),
    };
    let about: Vec<String> = std::iter::once(date).chain(found).collect();
    let unusual = (line.unusual > 0).then(|| match line.flag {
        Some(flag) => {
            let (label, tone) = result_words::flag(flag);
            (label.to_owned(), tone)
        }
        None => (tn(k::RESULTS_UNUSUAL, line.unusual), Tone::Warning),
    });
    let is_shown = standing == Standing::Released;
    let (label, tone) = words::standing(standing);
    view! {
        <li data-result=line.title data-standing=standing.name()>
            <a class="row-link flex-wrap gap-y-2" href=whose.result(line.id)>
                <span class="grid flex-1 min-w-48 gap-1">
                    <span class="font-semibold text-strong wrap-anywhere">{line.title.clone()}</span>
                    <span class="text-sm text-muted">{about.join(" · ")}</span>
                </span>
                <span class="flex flex-wrap items-center gap-2">
                    {(!is_shown).then(|| view! { <Badge label=t(label) tone /> }.into_any())}
                    {result_words::stage(line.stage).map(|(label, tone)| view! { <Badge label tone /> }.into_any())}
                    {unusual.map(|(label, tone)| view! { <Badge label tone icon=tone.icon() /> }.into_any())}
                    <span class="text-muted"><Glyph icon=Icon::Next is_small=true /></span>
                </span>
            </a>
        </li>
    }
}
