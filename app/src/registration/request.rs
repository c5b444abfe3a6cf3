//! One request: what was said, beside the charts that may be meant, and what can be decided.

use super::api::{read_flash, read_request};
use super::charts::{Beside, Charts};
use super::decide::{AskForm, RejectForm};
use super::words;
use crate::error::AppError;
use crate::flash::Flash;
use crate::layout::{ErrorView, Gate, ProveFirst, StepUpDialog};
use crate::load::{load, load_once, wait};
use crate::routes::{INVITATIONS, REQUESTS};
use crate::texts::{t, tf};
use crate::ui::{Alert, BackLink, Badge, Skeleton, SkeletonLines, Tone};
use domain::registration::staff::{HistoryLine, RequestDetail, RequestNamed};
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// The page.
#[component]
pub fn RequestPage() -> impl IntoView {
    let params = use_params_map();
    let content = load(
        move || params.with(|params| params.get("id").and_then(|id| id.parse().ok())),
        async |request| match request {
            Some(request) => read_request(RequestNamed { request }).await,
            None => Err(AppError::NotFound),
        },
    );
    let flash = load_once(read_flash);
    view! {
        <Title text=t(k::REGISTRATION_REQUEST) />
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=8 /></Skeleton> }>
            {move || wait(async move {
                let flash = flash.await.ok().flatten();
                match content.await {
                    Ok(detail) => view! { <Detail detail flash /> }.into_any(),
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Detail(detail: RequestDetail, flash: Option<Flash>) -> impl IntoView {
    let line = detail.line.clone();
    let (state, tone) = words::state(line.state);
    let (tier, tier_tone) = words::tier(line.tier);
    let name = if line.name.is_empty() { t(k::REGISTRATION_NO_NAME).to_owned() } else { line.name.clone() };
    let came =
        tf(k::REGISTRATION_CAME, &[("when", &words::when(line.came)), ("age", &words::age(line.age_hours))]);
    let gate = Gate::new();
    let proof = flash.clone().filter(|flash| flash.endpoint == "/api/account/step_up");
    let refused =
        flash.filter(|flash| flash.endpoint.starts_with("/api/registration/")).map(|flash| flash.error);
    let refused = refused.map(|error| error.message());
    let named = (line.id, detail.version);
    let is_open = line.state.is_open();
    view! {
        <header class="page-header">
            <BackLink href=REQUESTS label=t(k::REGISTRATION_REQUESTS) />
            <div class="grid gap-2">
                <h1 class="text-2xl md:text-3xl wrap-anywhere">{name}</h1>
                <p class="text-muted">{came}</p>
                <p class="flex flex-wrap gap-2">
                    <Badge label=t(state) tone />
                    <Badge label=t(tier) tone=tier_tone />
                </p>
            </div>
        </header>
        <div class="grid gap-6">
            {refused.map(|words| view! { <Alert tone=Tone::Danger is_urgent=true>{words}</Alert> }.into_any())}
            {line.is_alarming.then(|| view! {
                <Alert tone=Tone::Danger title=t(k::REGISTRATION_ALARM)>{t(k::REGISTRATION_ALARM_ABOUT)}</Alert>
            }.into_any())}
            {is_open.then(|| view! { <ProveFirst freshness=detail.freshness flash=proof /> }.into_any())}
            {detail.invitation.map(|invitation| view! {
                <p><a class="link" href=format!("{INVITATIONS}?tab=list&open={invitation}")>{t(k::REGISTRATION_INVITATION)}</a></p>
            }.into_any())}
            {if is_open {
                view! {
                    <Charts detail=detail.clone() gate />
                    <div class="grid gap-6 lg:grid-cols-2 items-start">
                        <AskForm named />
                        <RejectForm named />
                    </div>
                }.into_any()
            } else {
                view! { <Beside detail=detail.clone() /> }.into_any()
            }}
            <History lines=detail.history />
        </div>
        <StepUpDialog gate />
    }
}

/// What became of it, the latest first.
#[component]
fn History(lines: Vec<HistoryLine>) -> impl IntoView {
    let lines = lines
        .into_iter()
        .map(|line| {
            let by = if line.by.is_empty() { t(k::REGISTRATION_BY_NOBODY).to_owned() } else { line.by };
            let why = words::detail(&line.detail);
            view! {
                <li class="grid gap-x-4 sm:grid-cols-3 text-sm py-2">
                    <span class="tabular-nums">{words::when(line.at)}</span>
                    <span class="text-strong">
                        {t(words::state(line.state).0)}
                        {(!why.is_empty()).then(|| format!(" – {why}"))}
                    </span>
                    <span class="text-muted">{by}</span>
                </li>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <section class="grid gap-2" aria-labelledby="history-title">
            <h2 id="history-title" class="text-lg">{t(k::REGISTRATION_HISTORY)}</h2>
            <ol class="divide-y divide-hairline" data-history="">{lines}</ol>
        </section>
    }
}
