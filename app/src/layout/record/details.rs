//! One entry with all that is known: what it is, when, who, where it comes from; of a visit, what belongs to it.

use super::entry::kept_back;
use super::explained::Explained;
use super::files::Files;
use super::visit::Parts;
use super::words::{fact, fact_words, part, state};
use crate::dates::day;
use crate::routes::Whose;
use crate::texts::{t, tf};
use crate::ui::{BackLink, Badge};
use domain::records::contract::{EntryPage as Content, Section};
use i18n::{Key, k};
use leptos::prelude::*;

/// The date, or both ends where they differ.
fn dates(page: &Content) -> String {
    let begin = day(&page.entry.date);
    let end = page.end.as_deref().filter(|end| *end != page.entry.date).and_then(day);
    match (begin, end) {
        (Some(begin), Some(end)) => tf(k::ENTRY_FROM_TO, &[("from", &begin), ("to", &end)]),
        (Some(date), None) | (None, Some(date)) => date,
        (None, None) => t(k::RECORDS_NO_DATE).to_owned(),
    }
}

/// The entry, with its head.
#[component]
pub fn EntryDetails(
    /// The entry.
    page: Content,
    /// Whose record it is.
    whose: Whose,
    /// What follows below.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let section = page.section;
    let (label, tone) = state(section, &page.entry.status);
    let lead = dates(&page);
    let mut rows: Vec<(Key, String)> =
        page.facts.iter().map(|known| (fact(known.kind), fact_words(known))).collect();
    rows.extend(page.people.iter().map(|person| (part(person.role), person.name.clone())));
    if let Some(recorded) = page.recorded.as_deref().filter(|recorded| *recorded != page.entry.date) {
        rows.extend(day(recorded).map(|recorded| (k::ENTRY_RECORDED, recorded)));
    }
    rows.extend(page.entry.code.clone().map(|code| (k::ENTRY_CODE, code)));
    // Of these, the list's lines are among the facts.
    let is_told_below = matches!(section, Section::Visits | Section::Diagnoses);
    let details = page
        .entry
        .details
        .iter()
        .filter(|_| !is_told_below)
        .map(|detail| view! { <p class="text-lg wrap-anywhere">{detail.clone()}</p> }.into_any())
        .collect_view();
    let notes = page
        .notes
        .iter()
        .map(|note| view! { <p class="whitespace-pre-line wrap-anywhere">{note.clone()}</p> }.into_any())
        .collect_view();
    let has_notes = !page.notes.is_empty();
    let title = page.entry.title.clone();
    view! {
        <header class="page-header">
            <BackLink href=whose.section(section) label=t(super::words::name(section)) />
            <div class="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
                <div class="grid gap-1 min-w-0">
                    <h1 class="text-2xl md:text-3xl wrap-anywhere">{title.clone()}</h1>
                    <p class="text-muted">{lead}</p>
                </div>
                <span class="flex flex-wrap gap-2">
                    {page.entry.is_kept_back.then(kept_back)}
                    <Badge label tone />
                </span>
            </div>
        </header>
        <div class="grid gap-6">
            {details}
            <Explained words=page.explained />
            <Files entry=page.entry.id title=title files=page.files whose />
            <Facts rows />
            {page.parts.map(|parts| view! { <Parts parts whose /> }.into_any())}
            {has_notes.then(|| view! {
                <section aria-labelledby="notes-title">
                    <h2 id="notes-title" class="section-title">{t(k::ENTRY_NOTES)}</h2>
                    <div class="card max-w-none grid gap-2">{notes}</div>
                </section>
            }.into_any())}
            {page.visit.map(|visit| {
                let when = day(&visit.date).unwrap_or_default();
                let words = format!("{} · {when}", visit.title);
                view! {
                    <p>
                        <span class="text-muted">{t(k::ENTRY_VISIT)} ": "</span>
                        <a class="link wrap-anywhere" href=whose.entry(visit.id)>{words}</a>
                    </p>
                }.into_any()
            })}
            <div class="grid gap-3">
                <p class="text-sm text-muted wrap-anywhere" data-source="">{page.source}</p>
                {children.map(|children| children())}
            </div>
        </div>
    }
}

/// What is known, each with its name; several of one name stand together.
#[component]
fn Facts(rows: Vec<(Key, String)>) -> impl IntoView {
    let mut grouped: Vec<(Key, Vec<String>)> = Vec::new();
    for (key, words) in rows {
        match grouped.iter_mut().find(|(known, _)| *known == key) {
            Some((_, all)) => all.push(words),
            None => grouped.push((key, vec![words])),
        }
    }
    (!grouped.is_empty()).then(|| {
        let rows = grouped
            .into_iter()
            .map(|(key, all)| {
                let words = all
                    .into_iter()
                    .map(|words| {
                        view! {
                            <dd class="min-w-0 wrap-anywhere md:col-span-2 md:col-start-2">{words}</dd>
                        }
                        .into_any()
                    })
                    .collect_view();
                view! {
                    <div class="row grid gap-x-4 gap-y-0 md:grid-cols-3">
                        <dt class="text-muted">{t(key)}</dt>
                        {words}
                    </div>
                }
                .into_any()
            })
            .collect_view();
        view! {
            <section aria-labelledby="details-title">
                <h2 id="details-title" class="section-title">{t(k::ENTRY_DETAILS)}</h2>
                <dl class="row-list">{rows}</dl>
            </section>
        }
        .into_any()
    })
}
