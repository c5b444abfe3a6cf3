//! The record's pages: a way to each section, and a section newest first.

use super::api::read_section;
use crate::error::AppError;
use crate::layout::ErrorView;
use crate::layout::record::words::{about, icon, name};
use crate::layout::record::{Asked, EntryList, SectionFilter};
use crate::load::{load, wait};
use crate::routes;
use crate::texts::{t, tf};
use crate::ui::{EmptyState, Glyph, Icon, LinkButton, PageHeader, Skeleton, Weight};
use domain::records::contract::{ReadSectionRequest, Section, SectionPage as Content};
use i18n::{Key, k};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The way to each section, and to what can be done with all of them.
#[component]
pub fn RecordsPage() -> impl IntoView {
    let sections = Section::ALL
        .into_iter()
        .map(|section| way(icon(section), name(section), about(section), routes::section(section)))
        .collect_view();
    let to = |icon: Icon, name: Key, about: Key, href: &str| way(icon, name, about, href.to_owned());
    let timeline = to(Icon::Search, k::ENTRY_TIMELINE, k::ENTRY_TIMELINE_ABOUT, routes::TIMELINE);
    let results = to(Icon::Results, k::RESULTS_TITLE, k::RESULTS_ABOUT, routes::RESULTS);
    let measured =
        to(Icon::Measurements, k::ENTRY_MEASUREMENTS, k::ENTRY_MEASUREMENTS_ABOUT, routes::MEASUREMENTS);
    let corrections = to(Icon::Edit, k::CORRECTIONS_TITLE, k::CORRECTIONS_ABOUT_WAY, routes::CORRECTIONS);
    let card = to(Icon::Emergency, k::ENTRY_CARD, k::ENTRY_CARD_ABOUT, routes::CARD);
    let access = to(Icon::Show, k::LOOKS_TITLE, k::LOOKS_ABOUT, routes::LOOKS);
    let share = to(Icon::Link, k::ENTRY_SHARE_TITLE, k::ENTRY_SHARE_ABOUT, routes::SHARES);
    let download = to(Icon::Download, k::ENTRY_DOWNLOAD_TITLE, k::ENTRY_DOWNLOAD_ABOUT, routes::DOWNLOAD);
    view! {
        <Title text=t(k::RECORDS_PAGE_TITLE) />
        <PageHeader title=t(k::RECORDS_TITLE) lead=t(k::RECORDS_LEAD) />
        <div class="grid gap-8">
            <ul class="row-list">{timeline} {results} {sections} {measured}</ul>
            <section aria-labelledby="yours-title">
                <h2 id="yours-title" class="section-title">{t(k::ENTRY_YOURS)}</h2>
                <ul class="row-list">{card} {corrections} {access} {share} {download}</ul>
            </section>
        </div>
    }
}

/// The way to a part of the record.
fn way(icon: Icon, name: Key, about: Key, href: String) -> AnyView {
    view! {
        <li>
            <a class="row-link" href=href>
                <span class="icon-disc">
                    <Glyph icon />
                </span>
                <span class="grid min-w-0">
                    <span class="font-semibold text-strong">{t(name)}</span>
                    <span class="text-sm text-muted">{t(about)}</span>
                </span>
                <span class="ml-auto text-muted">
                    <Glyph icon=Icon::Next is_small=true />
                </span>
            </a>
        </li>
    }
    .into_any()
}

/// One section, newest first.
#[component]
pub fn SectionPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let section = Memo::new(move |_| {
        params.with(|params| params.get("section").and_then(|slug| Section::parse(&slug)))
    });
    let asked =
        Memo::new(move |_| query.with(|query| (Asked::read(query), query.get("after").unwrap_or_default())));
    let page = load(
        move || (section.get(), asked.get()),
        |(section, (asked, after))| async move {
            let Asked { state, from, until } = asked;
            match section {
                Some(section) => {
                    let request = ReadSectionRequest { section, after, state, from, until };
                    Ok((section, read_section(request).await?))
                }
                None => Err(AppError::NotFound),
            }
        },
    );
    view! {
        <Suspense fallback=move || view! { <Loading section=section.get_untracked() /> }>
            {move || wait(async move {
                match page.await {
                    Ok((section, content)) => {
                        let (asked, after) = asked.get_untracked();
                        view! { <Filled section content asked is_first=after.is_empty() /> }.into_any()
                    }
                    Err(error) => {
                        #[cfg(feature = "ssr")]
                        if error == AppError::NotFound {
                            crate::context::set_status(http::StatusCode::NOT_FOUND);
                        }
                        view! { <ErrorView error /> }.into_any()
                    }
                }
            })}
        </Suspense>
    }
}

#[component]
fn Head(section: Section) -> impl IntoView {
    let back = (routes::RECORDS, t(k::RECORDS_TITLE));
    view! { <PageHeader title=t(name(section)) lead=t(about(section)) back /> }
}

#[component]
fn Filled(section: Section, content: Content, asked: Asked, is_first: bool) -> impl IntoView {
    let page = routes::section(section);
    let newest = (!is_first).then(|| asked.href(&page, ""));
    let older = content.next.as_ref().map(|after| asked.href(&page, after));
    let is_asked = asked.is_some();
    let title = t(name(section));
    let is_empty = content.current.is_empty() && content.past.is_empty();
    let has_both = !content.current.is_empty() && !content.past.is_empty();
    let (none, why) = if is_asked {
        (t(k::RECORDS_FILTER_NONE).to_owned(), k::RECORDS_FILTER_NONE_REASON)
    } else {
        (tf(k::RECORDS_NONE, &[("section", &title.to_lowercase())]), k::RECORDS_NONE_REASON)
    };
    let none_current = !is_asked && content.current.is_empty() && !content.past.is_empty();
    view! {
        <Title text=title />
        <Head section />
        {(is_asked || !is_empty).then(|| view! { <SectionFilter section page asked /> }.into_any())}
        {is_empty
            .then(|| {
                view! {
                    <EmptyState icon=icon(section) title=none.clone() reason=t(why) />
                }.into_any()
            })}
        <div class="grid gap-8 md:gap-12">
            {none_current.then(|| view! { <p class="text-muted">{t(k::RECORDS_NONE_CURRENT)}</p> }.into_any())}
            <EntryList
                section
                entries=content.current
                id="current"
                title=if has_both { t(k::RECORDS_CURRENT) } else { title }
                is_title_shown=has_both
            />
            <EntryList section entries=content.past id="past" title=t(k::RECORDS_PAST) is_title_shown=true />
            <div class="flex flex-wrap gap-3" data-print="no">
                {newest.map(|href| view! { <LinkButton href weight=Weight::Secondary>{t(k::ENTRY_NEWEST)}</LinkButton> }.into_any())}
                {older.map(|href| view! { <LinkButton href weight=Weight::Secondary>{t(k::ENTRY_OLDER)}</LinkButton> }.into_any())}
            </div>
        </div>
    }
}

/// The shape of a section while it is on its way.
#[component]
fn Loading(section: Option<Section>) -> impl IntoView {
    let row = || {
        view! {
            <div class="row">
                <div class="grid gap-3 flex-1">
                    <div class="skeleton h-4 w-1/2"></div>
                    <div class="skeleton h-3 w-3/4"></div>
                    <div class="skeleton h-3 w-1/3"></div>
                </div>
            </div>
        }
    };
    view! {
        {section.map(|section| view! { <Head section /> }.into_any())}
        <Skeleton>
            <div class="row-list">{(0..4).map(|_| row()).collect_view()}</div>
        </Skeleton>
    }
}
