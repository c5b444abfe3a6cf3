//! Records that colleagues have opened, the latest first, and ending that.

use super::api::{EndOpening, list_openings};
use super::frame::{Head, Part};
use crate::layout::ErrorView;
use crate::load::{load, wait};
use crate::post::{Post, PostForm};
use crate::routes::SETTINGS_ACCESS_OPENINGS;
use crate::texts::{t, tf};
use crate::ui::{Badge, Button, EmptyState, Icon, LinkButton, Skeleton, SkeletonLines, Tone, Weight};
use domain::chart_view::Purpose;
use domain::chart_view::contract::{ListOpeningsRequest, OpeningLine, Openings};
use domain::civil::LocalMinute;
use i18n::{Key, k};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn OpeningsPage() -> impl IntoView {
    let query = use_query_map();
    let page = Memo::new(move |_| {
        query.with(|query| query.get("page").and_then(|page| page.parse().ok()).unwrap_or_default())
    });
    let content = load(move || page.get(), |page| list_openings(ListOpeningsRequest { page }));
    let post = Post::to::<EndOpening>();
    Effect::new(move |_| {
        if matches!(post.answer().get(), Some(Ok(()))) {
            content.refetch();
        }
    });
    let refused = move || {
        let error = post.answer().get()?.err()?;
        Some(view! { <p class="problem mb-4" role="alert">{error.message()}</p> }.into_any())
    };
    view! {
        <Head part=Part::Openings />
        {refused}
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=6 /></Skeleton> }>
            {move || wait(async move {
                match content.await {
                    Ok(found) => view! { <List found page=page.get_untracked() post /> }.into_any(),
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn href(page: u64) -> String {
    if page == 0 {
        SETTINGS_ACCESS_OPENINGS.to_owned()
    } else {
        format!("{SETTINGS_ACCESS_OPENINGS}?page={page}")
    }
}

#[component]
fn List(found: Openings, page: u64, post: Post<()>) -> impl IntoView {
    let is_empty = found.openings.is_empty();
    let rows = found.openings.into_iter().map(|line| view! { <Line line post /> }.into_any()).collect_view();
    let before = (page > 0).then(|| href(page.saturating_sub(1)));
    let after = found.has_more.then(|| href(page.saturating_add(1)));
    view! {
        <div class="grid gap-4">
            <p class="help">{t(k::AUDIT_OPENINGS_ABOUT)}</p>
            {if is_empty {
                view! { <EmptyState icon=Icon::Show title=t(k::AUDIT_OPENINGS_NONE) reason=t(k::AUDIT_OPENINGS_NONE_REASON) /> }.into_any()
            } else {
                view! { <ul class="row-list" aria-label=t(k::AUDIT_TAB_OPENINGS)>{rows}</ul> }.into_any()
            }}
            <div class="flex flex-wrap gap-3">
                {before.map(|href| view! { <LinkButton href weight=Weight::Secondary>{t(k::AUDIT_OPENINGS_BEFORE)}</LinkButton> }.into_any())}
                {after.map(|href| view! { <LinkButton href weight=Weight::Secondary>{t(k::AUDIT_OPENINGS_AFTER)}</LinkButton> }.into_any())}
            </div>
        </div>
    }
}

const fn purpose(purpose: Purpose) -> Key {
    match purpose {
        Purpose::Treatment => k::CHART_VIEW_PURPOSE_TREATMENT,
        Purpose::Payment => k::CHART_VIEW_PURPOSE_PAYMENT,
        Purpose::Operations => k::CHART_VIEW_PURPOSE_OPERATIONS,
        Purpose::PatientRequest => k::CHART_VIEW_PURPOSE_REQUEST,
        Purpose::Emergency => k::CHART_VIEW_PURPOSE_EMERGENCY,
    }
}

fn moment(at: LocalMinute) -> String {
    format!("{} {}", i18n::numeric_date(&t, at), i18n::time(at))
}

#[component]
fn Line(line: OpeningLine, post: Post<()>) -> impl IntoView {
    let patient = match &line.number {
        Some(number) => format!("{} · {number}", line.patient),
        None => line.patient.clone(),
    };
    let when = tf(k::AUDIT_OPENINGS_SINCE, &[("from", &moment(line.opened)), ("to", &moment(line.ends))]);
    let reason = line.reason.as_ref().map(|reason| tf(k::AUDIT_ALERT_REASON, &[("reason", reason)]));
    let tone = if line.purpose == Purpose::Emergency { Tone::Danger } else { Tone::Neutral };
    let (state, state_tone) = if line.is_open {
        (k::AUDIT_OPENINGS_OPEN, Tone::Primary)
    } else {
        (k::AUDIT_OPENINGS_OVER, Tone::Neutral)
    };
    let named = tf(k::AUDIT_OPENINGS_END_NAMED, &[("name", &line.who), ("patient", &line.patient)]);
    let id = line.id.to_string();
    view! {
        <li class="row flex-wrap items-center" data-opening=line.purpose.name()>
            <div class="grid gap-1 flex-1 min-w-60">
                <p class="flex flex-wrap items-center gap-x-3 gap-y-1">
                    <span class="font-semibold text-strong wrap-anywhere">{line.who.clone()}</span>
                    <Badge label=t(purpose(line.purpose)) tone />
                    <Badge label=t(state) tone=state_tone />
                </p>
                <p class="wrap-anywhere">{patient}</p>
                {reason.map(|reason| view! { <p class="text-sm wrap-anywhere">{reason}</p> }.into_any())}
                <p class="text-sm text-muted">{when}</p>
            </div>
            {line.is_open.then(|| view! {
                <PostForm post>
                    <Button name="request[opening]" value=id pending=post.pending()>
                        <span aria-hidden="true">{t(k::AUDIT_OPENINGS_END)}</span>
                        <span class="sr-only">{named}</span>
                    </Button>
                </PostForm>
            }.into_any())}
        </li>
    }
}
