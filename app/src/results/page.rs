//! One result: what a clinician says of it, what was concluded, and its tests.

use super::api::read_result;
use super::live::{News, follow};
use crate::dates::day;
use crate::error::AppError;
use crate::layout::ErrorView;
use crate::layout::record::{Explained, Files, general_note};
use crate::layout::result::{Before, TestCard};
use crate::layout::result_words as words;
use crate::load::{load, wait};
use crate::routes::{self, RESULTS, Whose};
use crate::texts::{t, tf};
use crate::ui::{Alert, Badge, LinkButton, PageHeader, Skeleton, SkeletonLines, Tone, Weight};
use domain::results::contract::{ReadResultRequest, ResultPage as Content};
use domain::results::release::Stage;
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// The page.
#[component]
pub fn ResultPage() -> impl IntoView {
    let params = use_params_map();
    let asked = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse().ok())));
    let content = load(
        move || asked.get(),
        |id| async move {
            match id {
                Some(id) => read_result(ReadResultRequest { id }).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    let news = RwSignal::new(String::new());
    let again = Callback::new(move |()| {
        news.set(t(k::RESULTS_NEWS).to_owned());
        content.refetch();
    });
    view! {
        <News words=news />
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=8 /></Skeleton> }>
            {move || wait(async move {
                match content.await {
                    Ok(page) => view! { <Filled page again /> }.into_any(),
                    Err(error) => {
                        #[cfg(feature = "ssr")]
                        if error == AppError::NotFound {
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
fn Filled(page: Content, again: Callback<()>) -> impl IntoView {
    follow(page.chart, page.seq, again);
    let date = day(&page.date).unwrap_or_else(|| t(k::RECORDS_NO_DATE).to_owned());
    let by = page.recorded_by.as_ref().map(|name| tf(k::RECORDS_RECORDED_BY, &[("name", name)]));
    let lead = format!("{date}{}", by.unwrap_or_default());
    let released = tf(k::RESULTS_RELEASED, &[("date", &i18n::numeric_date(&t, page.released))]);
    let about = match page.stage {
        Stage::Final => None,
        Stage::Preliminary => Some((Tone::Information, k::RESULTS_STAGE_PRELIMINARY_ABOUT)),
        Stage::Corrected => Some((Tone::Information, k::RESULTS_STAGE_CORRECTED_ABOUT)),
        Stage::Cancelled => Some((Tone::Warning, k::RESULTS_STAGE_CANCELLED_ABOUT)),
    };
    let has_nothing = page.tests.is_empty() && page.conclusions.is_empty() && page.files.is_empty();
    let files = view! {
        <Files entry=page.id title=page.title.clone() files=page.files whose=Whose::Own />
    };
    let has_tests = !page.tests.is_empty();
    let is_explained = page.explained.is_none() && page.tests.iter().any(|test| test.explained.is_some());
    let tests = page.tests.into_iter().map(|test| view! { <TestCard test /> }.into_any()).collect_view();
    let conclusions = page
        .conclusions
        .iter()
        .map(|words| view! { <p class="whitespace-pre-line">{words.clone()}</p> }.into_any())
        .collect_view();
    let back = (RESULTS, t(k::RESULTS_TITLE));
    view! {
        <Title text=page.title.clone() />
        <PageHeader title=page.title lead back>
            {words::stage(page.stage).map(|(label, tone)| view! { <Badge label tone /> }.into_any())}
        </PageHeader>
        <div class="grid gap-6">
            {about.map(|(tone, words)| view! { <Alert tone>{t(words)}</Alert> }.into_any())}
            {page.comment.map(|comment| view! { <Comment comment by=page.clinician /> }.into_any())}
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
            <div class="grid gap-3">
                <p class="text-sm text-muted wrap-anywhere" data-source="">{page.source}</p>
                <p class="text-sm text-muted">{released} " " {t(k::RESULTS_ASK)}</p>
                <div>
                    <LinkButton href=routes::ask_correction(page.id) weight=Weight::Secondary>
                        {t(k::CORRECTIONS_ASK)}
                    </LinkButton>
                </div>
            </div>
        </div>
    }
}

/// What a clinician has written.
#[component]
fn Comment(comment: String, by: Option<String>) -> impl IntoView {
    let title = match by {
        Some(name) => tf(k::RESULTS_COMMENT_BY, &[("name", &name)]),
        None => t(k::RESULTS_COMMENT).to_owned(),
    };
    view! {
        <section class="card grid gap-1 border-control" aria-labelledby="comment-title">
            <h2 id="comment-title" class="text-lg">{title}</h2>
            <p class="whitespace-pre-line wrap-anywhere">{comment}</p>
        </section>
    }
}
