//! A section of a patient's record, newest first, as the clinic reads it.

use super::api::read_section;
use super::head::{HeldBack, PartHead, asked_chart, load_head, with_head};
use crate::error::AppError;
use crate::layout::record::words::{icon, name};
use crate::layout::record::{Asked, EntryList, SectionFilter};
use crate::load::load;
use crate::routes::Whose;
use crate::texts::{t, tf};
use crate::ui::{EmptyState, LinkButton, Skeleton, SkeletonLines, Weight};
use domain::chart_view::contract::{ChartHead, ChartSection, ChartSectionRequest};
use domain::records::contract::Section;
use i18n::k;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The page.
#[component]
pub fn ChartSectionPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let chart = asked_chart();
    let head = load_head(chart);
    let section = Memo::new(move |_| {
        params.with(|params| params.get("section").and_then(|slug| Section::parse(&slug)))
    });
    let asked =
        Memo::new(move |_| query.with(|query| (Asked::read(query), query.get("after").unwrap_or_default())));
    let content = load(
        move || (chart.get(), section.get(), asked.get()),
        |(chart, section, (asked, after))| async move {
            let (Some(chart), Some(section)) = (chart, section) else { return Err(AppError::NotFound) };
            let Asked { state, from, until } = asked;
            read_section(ChartSectionRequest { chart, section, after, state, from, until }).await
        },
    );
    let part = move |head: ChartHead, found: ChartSection| {
        let Some(section) = section.get_untracked() else { return ().into_any() };
        let (asked, after) = asked.get_untracked();
        view! { <Filled head section found asked is_first=after.is_empty() /> }.into_any()
    };
    view! {
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=8 /></Skeleton> }>
            {with_head(head, content, part)}
        </Transition>
    }
}

#[component]
fn Filled(
    head: ChartHead,
    section: Section,
    found: ChartSection,
    asked: Asked,
    is_first: bool,
) -> impl IntoView {
    let whose = Whose::Patients(head.chart);
    let address = whose.section(section);
    let ChartSection { page, held_back } = found;
    let title = t(name(section));
    let newest = (!is_first).then(|| asked.href(&address, ""));
    let older = page.next.as_ref().map(|after| asked.href(&address, after));
    let is_empty = page.current.is_empty() && page.past.is_empty();
    let has_both = !page.current.is_empty() && !page.past.is_empty();
    let (none, why) = if asked.is_some() {
        (t(k::CHART_VIEW_NONE_FOUND).to_owned(), k::CHART_VIEW_NONE_FOUND_REASON)
    } else {
        (tf(k::CHART_VIEW_NONE, &[("section", &title.to_lowercase())]), k::CHART_VIEW_NONE_REASON)
    };
    view! {
        <PartHead head title />
        <SectionFilter section page=address asked />
        <div class="grid gap-8">
            <HeldBack count=held_back />
            {is_empty.then(|| view! { <EmptyState icon=icon(section) title=none reason=t(why) /> }.into_any())}
            <EntryList
                section
                entries=page.current
                id="current"
                whose
                title=if has_both { t(k::RECORDS_CURRENT) } else { title }
                is_title_shown=has_both
            />
            <EntryList section entries=page.past id="past" whose title=t(k::RECORDS_PAST) is_title_shown=true />
            <div class="flex flex-wrap gap-3" data-print="no">
                {newest.map(|href| view! { <LinkButton href weight=Weight::Secondary>{t(k::ENTRY_NEWEST)}</LinkButton> }.into_any())}
                {older.map(|href| view! { <LinkButton href weight=Weight::Secondary>{t(k::ENTRY_OLDER)}</LinkButton> }.into_any())}
            </div>
        </div>
    }
}
