//! One result of a patient, as the clinic reads it: whether the patient sees it comes first.

use super::api::read_result;
use super::head::{PartHead, asked_chart, load_head, with_head};
use super::words;
use crate::dates::day;
use crate::error::AppError;
use crate::layout::record::{Explained, Files, general_note};
use crate::layout::result::{Before, TestCard};
use crate::layout::result_words;
use crate::load::load;
use crate::routes::Whose;
use crate::texts::{t, tf};
use crate::ui::{Badge, Skeleton, SkeletonLines};
use domain::chart_view::contract::{ChartEntryRequest, ChartHead, ChartResult};
use i18n::k;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page.
#[component]
pub fn ChartResultPage() -> impl IntoView {
    let params = use_params_map();
    let chart = asked_chart();
    let head = load_head(chart);
    let result = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse().ok())));
    let content = load(
        move || (chart.get(), result.get()),
        |(chart, id)| async move {
            let (Some(chart), Some(id)) = (chart, id) else { return Err(AppError::NotFound) };
            read_result(ChartEntryRequest { chart, id }).await
        },
    );
    let part = |head: ChartHead, found: ChartResult| view! { <Filled head found /> }.into_any();
    view! {
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=8 /></Skeleton> }>
            {with_head(head, content, part)}
        </Transition>
    }
}

#[component]
fn Filled(head: ChartHead, found: ChartResult) -> impl IntoView {
    let ChartResult { page, standing } = found;
    let whose = Whose::Patients(head.chart);
    let date = day(&page.date).unwrap_or_else(|| t(k::RECORDS_NO_DATE).to_owned());
    let by = page.recorded_by.as_ref().map(|name| tf(k::RECORDS_RECORDED_BY, &[("name", name)]));
    let (label, tone) = words::standing(standing);
    let has_nothing = page.tests.is_empty() && page.conclusions.is_empty() && page.files.is_empty();
    let files = view! {
        <Files entry=page.id title=page.title.clone() files=page.files whose />
    };
    let has_tests = !page.tests.is_empty();
    let is_explained = page.explained.is_none() && page.tests.iter().any(|test| test.explained.is_some());
    let tests =
        page.tests.into_iter().map(|test| view! { <TestCard test whose /> }.into_any()).collect_view();
    let conclusions = page
        .conclusions
        .iter()
        .map(|words| view! { <p class="whitespace-pre-line wrap-anywhere">{words.clone()}</p> }.into_any())
        .collect_view();
    view! {
        <PartHead head title=page.title />
        <div class="grid gap-6">
            <p class="flex flex-wrap items-center gap-2">
                <Badge label=t(label) tone />
                {result_words::stage(page.stage).map(|(label, tone)| view! { <Badge label tone /> }.into_any())}
                <span class="text-muted">{date} {by}</span>
            </p>
            {page.comment.map(|comment| {
                let title = match page.clinician {
                    Some(name) => tf(k::RESULTS_COMMENT_BY, &[("name", &name)]),
                    None => t(k::RESULTS_COMMENT).to_owned(),
                };
                view! {
                    <section class="card grid gap-1" aria-labelledby="comment-title">
                        <h2 id="comment-title" class="text-lg">{title}</h2>
                        <p class="whitespace-pre-line wrap-anywhere">{comment}</p>
                    </section>
                }.into_any()
            })}
            <Explained words=page.explained />
            {(!page.conclusions.is_empty()).then(|| view! {
                <section aria-labelledby="conclusion-title">
                    <h2 id="conclusion-title" class="section-title">{t(k::RESULTS_CONCLUSION)}</h2>
                    <div class="card grid gap-2">{conclusions} <Before replaced=page.concluded /></div>
                </section>
            }.into_any())}
            {has_tests.then(|| view! {
                <section aria-labelledby="tests-title">
                    <h2 id="tests-title" class="section-title">{t(k::RESULTS_VALUES)}</h2>
                    <ul class="row-list">{tests}</ul>
                </section>
                {general_note(is_explained)}
            }.into_any())}
            {files}
            {has_nothing.then(|| view! { <p class="text-muted">{t(k::RESULTS_NOTHING_SENT)}</p> }.into_any())}
            <p class="text-sm text-muted wrap-anywhere" data-source="">{page.source}</p>
        </div>
    }
}
