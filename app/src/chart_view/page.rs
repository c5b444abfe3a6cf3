//! The first page of a patient's record: who it is, what comes next, and the way to each part, or what opens it.

use super::api::read_flash;
use super::ask::{AskPurpose, Glass};
use super::head::{OpenNote, StateBadges, about, asked_chart, load_head};
use crate::flash::Flash;
use crate::layout::ErrorView;
use crate::layout::record::words::{about as about_section, icon, name};
use crate::load::{load_once, wait};
use crate::routes::{self, Whose};
use crate::texts::{t, tf};
use crate::ui::{Alert, Glyph, Icon, LinkButton, PageHeader, Skeleton, SkeletonLines, Tone, Weight};
use domain::chart_view::contract::{ChartHead, Door, HeadVisit};
use domain::ids::ChartId;
use domain::records::contract::Section;
use i18n::{Key, k};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn RecordPage() -> impl IntoView {
    let query = use_query_map();
    let is_closed =
        Memo::new(move |_| query.with(|query| query.get("done").is_some_and(|done| done == "closed")));
    // Whoever treats the patient would open it anew by looking at it.
    move || match is_closed.get() {
        true => view! { <Closed /> }.into_any(),
        false => view! { <Record /> }.into_any(),
    }
}

#[component]
fn Closed() -> impl IntoView {
    let again = asked_chart().get_untracked().map(routes::chart).unwrap_or_default();
    view! {
        <Title text=t(k::CHART_VIEW_TITLE) />
        <PageHeader title=t(k::CHART_VIEW_TITLE) />
        <div class="grid gap-4 justify-items-start">
            <Alert tone=Tone::Success is_urgent=true>{t(k::CHART_VIEW_CLOSED_NOW)}</Alert>
            <LinkButton href=again weight=Weight::Secondary>{t(k::CHART_VIEW_OPEN_RECORD)}</LinkButton>
        </div>
    }
}

#[component]
fn Record() -> impl IntoView {
    let head = load_head(asked_chart());
    let flash = load_once(read_flash);
    let again = Callback::new(move |()| head.refetch());
    view! {
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=8 /></Skeleton> }>
            {move || wait(async move {
                let flash = flash.await.ok().flatten();
                match head.await {
                    Ok(head) => view! { <Filled head flash again /> }.into_any(),
                    Err(error) => {
                        #[cfg(feature = "ssr")]
                        if error == crate::error::AppError::NotFound {
                            crate::context::set_status(http::StatusCode::NOT_FOUND);
                        }
                        view! { <ErrorView error /> }.into_any()
                    }
                }
            })}
        </Transition>
    }
}

#[component]
fn Filled(head: ChartHead, flash: Option<Flash>, again: Callback<()>) -> impl IntoView {
    let (chart, freshness) = (head.chart, head.freshness);
    let body = match head.door {
        Door::Open => view! {
            {head.open.clone().map(|open| view! { <OpenNote chart open /> }.into_any())}
            <Ways chart />
        }
        .into_any(),
        Door::Ask => view! {
            <div class="grid gap-6">
                <AskPurpose chart flash=flash.clone() again />
                <Glass chart freshness flash again />
            </div>
        }
        .into_any(),
        Door::Glass => view! {
            <div class="grid gap-6">
                <p>{t(k::CHART_VIEW_GLASS_ONLY)}</p>
                <Glass chart freshness flash again />
            </div>
        }
        .into_any(),
        Door::Closed => no(k::CHART_VIEW_CLOSED, k::CHART_VIEW_CLOSED_ABOUT),
        Door::Own => no(k::CHART_VIEW_OWN, k::CHART_VIEW_OWN_ABOUT),
        Door::Merged => view! {
            <Alert tone=Tone::Warning>
                <p>{t(k::CHART_VIEW_MERGED_ABOUT)}</p>
                {head.merged_into.map(|other| view! {
                    <p><LinkButton href=routes::chart(other) weight=Weight::Secondary>{t(k::CHART_VIEW_MERGED_OPEN)}</LinkButton></p>
                }.into_any())}
            </Alert>
        }
        .into_any(),
    };
    let lead = about(&head);
    let door = head.door.name();
    let (name, visits) = (head.name.clone(), head.visits.clone());
    view! {
        <Title text=t(k::CHART_VIEW_TITLE) />
        <PageHeader title=name lead back=(routes::STAFF_PATIENTS, t(k::PATIENTS_TITLE))>
            <StateBadges head />
        </PageHeader>
        <div class="grid gap-8" data-door=door>
            <div>{body}</div>
            <Visits visits />
        </div>
    }
}

/// What a role or a person does not see: another screen than one without entries.
fn no(title: Key, about: Key) -> AnyView {
    view! {
        <section class="card flex gap-4 max-w-2xl" data-not-permitted="">
            <span class="icon-disc"><Glyph icon=Icon::Locked /></span>
            <div class="grid gap-1">
                <h2 class="text-lg">{t(title)}</h2>
                <p class="text-muted">{t(about)}</p>
            </div>
        </section>
    }
    .into_any()
}

/// The way to each part.
#[component]
fn Ways(chart: ChartId) -> impl IntoView {
    let whose = Whose::Patients(chart);
    let sections = Section::ALL
        .into_iter()
        .map(|section| way(icon(section), name(section), about_section(section), whose.section(section)))
        .collect_view();
    let results = way(Icon::Results, k::RESULTS_TITLE, k::CHART_VIEW_RESULTS_ABOUT, whose.results());
    let measured =
        way(Icon::Measurements, k::ENTRY_MEASUREMENTS, k::ENTRY_MEASUREMENTS_ABOUT, whose.measurements());
    view! {
        <section aria-labelledby="parts-title">
            <h2 id="parts-title" class="section-title">{t(k::CHART_VIEW_SECTIONS)}</h2>
            <ul class="row-list">{results} {sections} {measured}</ul>
        </section>
    }
}

fn way(icon: Icon, name: Key, about: Key, href: String) -> AnyView {
    view! {
        <li>
            <a class="row-link" href=href>
                <span class="icon-disc"><Glyph icon /></span>
                <span class="grid min-w-0">
                    <span class="font-semibold text-strong">{t(name)}</span>
                    <span class="text-sm text-muted">{t(about)}</span>
                </span>
                <span class="ml-auto text-muted"><Glyph icon=Icon::Next is_small=true /></span>
            </a>
        </li>
    }
    .into_any()
}

#[component]
fn Visits(visits: Vec<HeadVisit>) -> impl IntoView {
    let is_empty = visits.is_empty();
    let rows = visits
        .into_iter()
        .map(|visit| {
            let when = format!("{} {}", i18n::numeric_date(&t, visit.start), i18n::time(visit.start));
            let what = tf(
                k::CHART_VIEW_VISIT_WITH,
                &[("what", &visit.visit_type), ("name", &visit.provider), ("place", &visit.location)],
            );
            view! {
                <li class="row flex-wrap gap-x-4 gap-y-0">
                    <span class="font-semibold text-strong tabular-nums">{when}</span>
                    <span class="min-w-0 wrap-anywhere">{what}</span>
                </li>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <section aria-labelledby="visits-title">
            <h2 id="visits-title" class="section-title">{t(k::CHART_VIEW_VISITS)}</h2>
            {if is_empty {
                view! { <p class="text-muted">{t(k::CHART_VIEW_NO_VISITS)}</p> }.into_any()
            } else {
                view! { <ul class="row-list">{rows}</ul> }.into_any()
            }}
        </section>
    }
}
