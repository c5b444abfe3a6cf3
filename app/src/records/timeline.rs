//! Everything of the record, newest first, year by year; what holds words, is of some days, or of one kind alone.

use super::api::list_timeline;
use crate::dates::day;
use crate::layout::ErrorView;
use crate::layout::record::words::{icon, name};
use crate::layout::record::{Days, snippet};
use crate::load::{load, wait};
use crate::routes::{self, RECORDS, TIMELINE};
use crate::texts::{t, tf};
use crate::ui::{
    Button, Choice, EmptyState, Field, Glyph, Icon, LinkButton, PageHeader, Select, Skeleton, SkeletonLines,
    Weight,
};
use domain::records::contract::{RESULTS_KIND, Section, Timeline as Content, TimelineLine, TimelineRequest};
use domain::records::period::is_reversed;
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn TimelinePage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| TimelineRequest {
            words: query.get("words").unwrap_or_default(),
            kind: query.get("kind").unwrap_or_default(),
            after: query.get("after").unwrap_or_default(),
            from: query.get("from").unwrap_or_default(),
            until: query.get("until").unwrap_or_default(),
        })
    });
    let content = load(move || asked.get(), list_timeline);
    let back = (RECORDS, t(k::RECORDS_TITLE));
    view! {
        <Title text=t(k::ENTRY_TIMELINE) />
        <PageHeader title=t(k::ENTRY_TIMELINE) lead=t(k::ENTRY_TIMELINE_LEAD) back />
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=8 /></Skeleton> }>
            {move || wait(async move {
                match content.await {
                    Ok(found) => view! { <Filled found asked=asked.get_untracked() /> }.into_any(),
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn href(asked: &TimelineRequest, after: &str) -> String {
    let parts = [
        ("words", asked.words.as_str()),
        ("kind", asked.kind.as_str()),
        ("from", asked.from.as_str()),
        ("until", asked.until.as_str()),
        ("after", after),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", routes::escaped(value)))
        .collect();
    if parts.is_empty() { TIMELINE.to_owned() } else { format!("{TIMELINE}?{}", parts.join("&")) }
}

#[component]
fn Filled(found: Content, asked: TimelineRequest) -> impl IntoView {
    let has_days = !asked.from.is_empty() || !asked.until.is_empty();
    let is_asked = !asked.words.is_empty() || !asked.kind.is_empty() || has_days;
    let newest = (!asked.after.is_empty()).then(|| href(&asked, ""));
    let older = found.next.as_ref().map(|after| href(&asked, after));
    let (none, why) = if has_days {
        (k::RECORDS_FILTER_NONE, k::RECORDS_FILTER_NONE_REASON)
    } else if is_asked {
        (k::ENTRY_TIMELINE_NONE_FOUND, k::ENTRY_TIMELINE_NONE_FOUND_REASON)
    } else {
        (k::ENTRY_TIMELINE_NONE, k::RECORDS_NONE_REASON)
    };
    // Where not all was looked through, nothing can be said yet; days the wrong way round are told at their field.
    let is_unfinished = found.lines.is_empty() && older.is_some();
    let is_empty = found.lines.is_empty() && !is_unfinished && !is_reversed(&asked.from, &asked.until);
    let mut years: Vec<(String, Vec<TimelineLine>)> = Vec::new();
    for line in found.lines {
        let year = line.entry.date.get(..4).unwrap_or_default().to_owned();
        match years.last_mut().filter(|(known, _)| *known == year) {
            Some((_, lines)) => lines.push(line),
            None => years.push((year, vec![line])),
        }
    }
    let years =
        years.into_iter().map(|(year, lines)| view! { <Year year lines /> }.into_any()).collect_view();
    view! {
        <div class="grid gap-6">
            <Search asked=asked.clone() is_asked />
            {is_empty.then(|| view! { <EmptyState icon=Icon::Search title=t(none) reason=t(why) /> }.into_any())}
            {is_unfinished.then(|| view! { <p>{t(k::RECORDS_FURTHER)}</p> }.into_any())}
            {years}
            <div class="flex flex-wrap gap-3">
                {newest.map(|href| view! { <LinkButton href weight=Weight::Secondary>{t(k::ENTRY_NEWEST)}</LinkButton> }.into_any())}
                {older.map(|href| view! { <LinkButton href weight=Weight::Secondary>{t(k::ENTRY_OLDER)}</LinkButton> }.into_any())}
            </div>
        </div>
    }
}

#[component]
fn Search(asked: TimelineRequest, is_asked: bool) -> impl IntoView {
    let everything = Choice { value: String::new(), label: t(k::ENTRY_TIMELINE_ALL).to_owned() };
    let results = Choice { value: RESULTS_KIND.to_owned(), label: t(k::RESULTS_TITLE).to_owned() };
    let sections = Section::ALL
        .into_iter()
        .map(|section| Choice { value: section.slug().to_owned(), label: t(name(section)).to_owned() });
    let choices: Vec<Choice> = [everything, results].into_iter().chain(sections).collect();
    view! {
        <form action=TIMELINE method="get" role="search" class="flex flex-wrap items-end gap-3" data-print="no">
            <div class="flex-1 min-w-48">
                <Field id="f-words" name="words" label=t(k::ENTRY_TIMELINE_SEARCH) value=asked.words maxlength=100 is_optional=true />
            </div>
            <div class="min-w-48">
                <Select id="f-kind" name="kind" label=t(k::ENTRY_TIMELINE_KIND) choices value=asked.kind is_optional=true />
            </div>
            <Days from=asked.from until=asked.until />
            <Button icon=Icon::Search>{t(k::RESULTS_FIND)}</Button>
            {is_asked.then(|| view! { <LinkButton href=TIMELINE weight=Weight::Quiet>{t(k::ENTRY_TIMELINE_EVERYTHING)}</LinkButton> }.into_any())}
        </form>
    }
}

#[component]
fn Year(year: String, lines: Vec<TimelineLine>) -> impl IntoView {
    let id = format!("year-{}", if year.is_empty() { "none" } else { year.as_str() });
    let title = if year.is_empty() { t(k::RECORDS_NO_DATE).to_owned() } else { year };
    let rows = lines.into_iter().map(|line| view! { <Line line /> }.into_any()).collect_view();
    view! {
        <section aria-labelledby=id.clone()>
            <h2 id=id.clone() class="section-title">{title}</h2>
            <ul class="row-list">{rows}</ul>
        </section>
    }
}

#[component]
fn Line(line: TimelineLine) -> impl IntoView {
    let TimelineLine { section, entry, snippet: found } = line;
    let (href, glyph, kind) = match section {
        Some(section) => (routes::entry(entry.id), icon(section), name(section)),
        None => (routes::result(entry.id), Icon::Results, k::RESULTS_TITLE),
    };
    let date = day(&entry.date).unwrap_or_else(|| t(k::RECORDS_NO_DATE).to_owned());
    let by = entry.recorded_by.map(|name| tf(k::RECORDS_RECORDED_BY, &[("name", &name)]));
    view! {
        <li data-line=entry.title.clone()>
            <a class="row-link" href=href>
                <span class="icon-disc"><Glyph icon=glyph /></span>
                <span class="grid min-w-0 flex-1">
                    <span class="font-semibold text-strong wrap-anywhere">{entry.title.clone()}</span>
                    <span class="text-sm text-muted">{t(kind)} " · " {date} {by}</span>
                    {snippet(found)}
                </span>
                <span class="text-muted"><Glyph icon=Icon::Next is_small=true /></span>
            </a>
        </li>
    }
}
