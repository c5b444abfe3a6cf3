//! Proving anew who is asking, on a page: before a download or a letter, and wherever no scripts run to ask in a dialog.

use super::api::{read_freshness, read_proof_flash};
use super::step_up::StepUpForm;
use super::step_up_factor::Proof;
use crate::layout::ErrorView;
use crate::load::{load_once, wait};
use crate::routes::{self, same_origin_path};
use crate::texts::t;
use crate::ui::{Alert, Icon, LinkButton, PageHeader, Skeleton, SkeletonLines, Tone, Weight};
use domain::account::contract::Freshness;
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn ConfirmPage() -> impl IntoView {
    let query = use_query_map();
    let next = query.with_untracked(|query| same_origin_path(query.get("next").as_deref()));
    view! {
        <Title text=t(k::ACCOUNT_STEP_UP_TITLE) />
        <PageHeader title=t(k::ACCOUNT_STEP_UP_TITLE) lead=t(k::ACCOUNT_STEP_UP_ABOUT) />
        <Confirm next />
    }
}

/// The question, and where it leads once it is answered.
#[component]
pub fn Confirm(
    /// A path of this portal.
    next: String,
) -> impl IntoView {
    let freshness = load_once(read_freshness);
    let flash = load_once(read_proof_flash);
    let next = StoredValue::new(next);
    view! {
        <Suspense fallback=|| view! { <Skeleton><SkeletonLines count=3 /></Skeleton> }>
            {move || wait(async move {
                let next = next.get_value();
                let before = flash.await.ok().flatten().map(|flash| flash.error.message().to_owned());
                match freshness.await {
                    Ok(Freshness::Fresh) => view! { <Confirmed next /> }.into_any(),
                    Ok(freshness) => view! { <Question freshness before next /> }.into_any(),
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn Question(freshness: Freshness, before: Option<String>, next: String) -> impl IntoView {
    let proof = Proof::new();
    Effect::new(move |_| proof.ask());
    let next = StoredValue::new(next);
    let is_done = RwSignal::new(false);
    let done = Callback::new(move |()| {
        is_done.set(true);
        go(&next.get_value());
    });
    let anew = (freshness == Freshness::SecondFactor)
        .then(|| view! { <p class="hidden noscript:block">{t(k::ACCOUNT_STEP_UP_ANEW)}</p> }.into_any());
    view! {
        <div class="card grid gap-4 max-w-lg" class:hidden=is_done>
            {anew}
            <StepUpForm proof done before=before.unwrap_or_default() />
        </div>
        {move || is_done.get().then(|| view! { <Confirmed next=next.get_value() /> }.into_any())}
    }
}

/// That it is so, with the way on: a download leaves this page where it is.
#[component]
fn Confirmed(next: String) -> impl IntoView {
    let back = back_from(&next);
    view! {
        <div class="grid gap-4 max-w-lg" data-confirmed="">
            <Alert tone=Tone::Success is_urgent=true>{t(k::ACCOUNT_STEP_UP_DONE)}</Alert>
            <div class="flex flex-wrap gap-3">
                <a class="button-primary" href=next rel="external">{t(k::ACCOUNT_STEP_UP_SUBMIT)}</a>
                {back.map(|href| view! {
                    <LinkButton href weight=Weight::Secondary icon=Icon::Back>{t(k::ACCOUNT_STEP_UP_BACK)}</LinkButton>
                }.into_any())}
            </div>
        </div>
    }
}

/// The page that offers a file.
fn back_from(next: &str) -> Option<&'static str> {
    if next.starts_with("/files/access-log") {
        Some(routes::SETTINGS_ACCESS_LOG)
    } else if ["/files/record.json", "/files/summary.json"].iter().any(|file| next.starts_with(file)) {
        Some(routes::DOWNLOAD)
    } else {
        let is_of_invitations =
            ["/files/invitations/", "/files/letters/"].iter().any(|files| next.starts_with(files));
        is_of_invitations.then_some(routes::INVITATIONS)
    }
}

/// Loads a page, or fetches a file.
fn go(path: &str) {
    #[cfg(feature = "hydrate")]
    drop(window().location().assign(path));
    #[cfg(not(feature = "hydrate"))]
    let _ = path;
}
