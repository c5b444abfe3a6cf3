//! What belongs to a visit: what was written, found, prescribed, measured.

use super::entry::{Line, kept_back};
use super::words::name;
use crate::dates::day;
use crate::layout::result_words;
use crate::routes::Whose;
use crate::texts::t;
use crate::ui::{Glyph, Icon};
use domain::records::contract::{LatestEntry, MeasuredLine, ResultLink, Section, VisitParts};
use i18n::k;
use leptos::prelude::*;

/// Each kind under its name.
#[component]
pub fn Parts(
    /// What belongs to the visit.
    parts: VisitParts,
    /// Whose record it is.
    whose: Whose,
) -> impl IntoView {
    let is_empty = parts.entries.is_empty() && parts.measured.is_empty() && parts.results.is_empty();
    if is_empty {
        return view! { <p class="text-muted">{t(k::ENTRY_NO_PARTS)}</p> }.into_any();
    }
    let mut groups: Vec<(Section, Vec<LatestEntry>)> = Vec::new();
    for entry in parts.entries {
        match groups.iter_mut().find(|(section, _)| *section == entry.section) {
            Some((_, all)) => all.push(entry),
            None => groups.push((entry.section, vec![entry])),
        }
    }
    let groups = groups
        .into_iter()
        .map(|(section, all)| view! { <Group section all whose /> }.into_any())
        .collect_view();
    view! {
        {groups}
        <Results results=parts.results whose />
        <Measured lines=parts.measured />
    }
    .into_any()
}

#[component]
fn Group(section: Section, all: Vec<LatestEntry>, whose: Whose) -> impl IntoView {
    let id = format!("part-{}", section.slug());
    let rows = all
        .into_iter()
        .map(|LatestEntry { section, entry }| view! { <Line section entry whose /> }.into_any())
        .collect_view();
    view! {
        <section aria-labelledby=id.clone()>
            <h2 id=id.clone() class="section-title">{t(name(section))}</h2>
            <ul class="row-list">{rows}</ul>
        </section>
    }
}

#[component]
fn Results(results: Vec<ResultLink>, whose: Whose) -> impl IntoView {
    (!results.is_empty()).then(|| {
        let rows = results
            .into_iter()
            .map(|result| {
                let date = day(&result.date).unwrap_or_default();
                view! {
                    <li>
                        <a class="row-link" href=whose.result(result.id)>
                            <span class="grid flex-1 min-w-0">
                                <span class="font-semibold text-strong wrap-anywhere">{result.title}</span>
                                <span class="text-sm text-muted">{date}</span>
                            </span>
                            <span class="text-muted"><Glyph icon=Icon::Next is_small=true /></span>
                        </a>
                    </li>
                }
                .into_any()
            })
            .collect_view();
        view! {
            <section aria-labelledby="part-results">
                <h2 id="part-results" class="section-title">{t(k::ENTRY_RESULTS)}</h2>
                <ul class="row-list">{rows}</ul>
            </section>
        }
        .into_any()
    })
}

#[component]
fn Measured(lines: Vec<MeasuredLine>) -> impl IntoView {
    (!lines.is_empty()).then(|| {
        let rows = lines
            .into_iter()
            .map(|line| {
                let values: Vec<String> = line
                    .values
                    .iter()
                    .map(|(part, value)| match part {
                        Some(part) => format!("{part}: {}", result_words::value(value)),
                        None => result_words::value(value),
                    })
                    .collect();
                view! {
                    <div class="row flex-wrap justify-between gap-x-4 gap-y-0">
                        <dt class="min-w-0 wrap-anywhere">{line.title} " " {line.is_kept_back.then(kept_back)}</dt>
                        <dd class="font-semibold text-strong tabular-nums">{values.join(", ")}</dd>
                    </div>
                }
                .into_any()
            })
            .collect_view();
        view! {
            <section aria-labelledby="part-measured">
                <h2 id="part-measured" class="section-title">{t(k::ENTRY_MEASURED)}</h2>
                <dl class="row-list">{rows}</dl>
            </section>
        }
        .into_any()
    })
}
