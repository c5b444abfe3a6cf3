//! The apps that a person has let read a record, each to be ended.

use super::api::{End, list_own, read_flash};
use super::words::part_name;
use crate::flash::Flash;
use crate::layout::{ErrorView, NotAccepted};
use crate::load::{load, load_once, wait};
use crate::post::{Post, PostForm};
use crate::routes::{APPS, MORE};
use crate::texts::{t, tf};
use crate::ui::{Alert, Badge, Button, EmptyState, Icon, PageHeader, Skeleton, SkeletonLines, Tone, Weight};
use domain::civil::LocalMinute;
use domain::connections::contract::AppLine;
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn AppsPage() -> impl IntoView {
    let query = use_query_map();
    let ended = Memo::new(move |_| query.with(|query| query.get("ended")));
    let content = load(move || ended.get(), |_| list_own());
    let flash = load_once(read_flash);
    let back = (MORE, t(k::HOME_MORE));
    view! {
        <Title text=t(k::CONNECTIONS_APPS_TITLE) />
        <PageHeader title=t(k::CONNECTIONS_APPS_TITLE) lead=t(k::CONNECTIONS_APPS_LEAD) back />
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=6 /></Skeleton> }>
            {move || wait(async move {
                let before = flash.await.ok().flatten();
                match content.await {
                    Ok(lines) => {
                        let is_ended = ended.get_untracked().is_some();
                        view! { <List lines is_ended before /> }.into_any()
                    }
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn List(lines: Vec<AppLine>, is_ended: bool, before: Option<Flash>) -> impl IntoView {
    let is_empty = lines.is_empty();
    let rows =
        lines.into_iter().map(|line| view! { <Line line before=before.clone() /> }.into_any()).collect_view();
    view! {
        <div class="grid gap-4">
            {is_ended.then(|| view! { <Alert tone=Tone::Success is_urgent=true>{t(k::CONNECTIONS_APPS_ENDED)}</Alert> }.into_any())}
            {if is_empty {
                view! { <EmptyState icon=Icon::Link title=t(k::CONNECTIONS_APPS_NONE) reason=t(k::CONNECTIONS_APPS_NONE_REASON) /> }.into_any()
            } else {
                view! { <ul class="grid gap-4" aria-label=t(k::CONNECTIONS_APPS_TITLE)>{rows}</ul> }.into_any()
            }}
        </div>
    }
}

fn shown(local: LocalMinute) -> String {
    i18n::numeric_date(&t, local)
}

#[component]
fn Line(line: AppLine, before: Option<Flash>) -> impl IntoView {
    let post = Post::to::<End>();
    let is_mine = |flash: &Flash| flash.value("request[id]") == line.id.to_string();
    let before = before.filter(is_mine).map(|flash| flash.error);
    let error = Signal::derive(move || match post.answer().get() {
        Some(Err(error)) => Some(error),
        Some(Ok(())) => None,
        None => before.clone(),
    });
    let parts = line.parts.iter().map(|part| t(part_name(*part))).collect::<Vec<_>>().join(" · ");
    let used = match line.used {
        Some(used) => tf(k::CONNECTIONS_LAST_READ, &[("date", &shown(used))]),
        None => t(k::CONNECTIONS_NEVER_READ).to_owned(),
    };
    let since = tf(k::CONNECTIONS_SINCE, &[("date", &shown(line.since))]);
    let label = tf(k::CONNECTIONS_END_NAMED, &[("name", &line.name)]);
    let (tone, state) = match (line.is_ended, line.is_offline) {
        (true, _) => (Tone::Neutral, k::CONNECTIONS_OVER),
        (false, true) => (Tone::Information, k::CONNECTIONS_OFFLINE),
        (false, false) => (Tone::Information, k::CONNECTIONS_ONLINE),
    };
    let way_on = if line.is_ended {
        view! { <p>{t(k::CONNECTIONS_OVER_BY_MERGE)}</p> }.into_any()
    } else {
        view! {
            <PostForm post class="grid gap-3">
                <NotAccepted error id="app-problems" again=APPS />
                <input type="hidden" name="request[id]" value=line.id.to_string() />
                <div>
                    <Button weight=Weight::Secondary pending=post.pending()>
                        <span aria-hidden="true">{t(k::CONNECTIONS_END)}</span>
                        <span class="sr-only">{label}</span>
                    </Button>
                </div>
            </PostForm>
        }
        .into_any()
    };
    view! {
        <li class="card max-w-none grid gap-3">
            <div class="flex flex-wrap items-center gap-x-3 gap-y-1">
                <h2 class="text-lg min-w-0 break-words">{line.name.clone()}</h2>
                <Badge tone label=t(state) />
            </div>
            <p class="font-semibold text-strong">{tf(k::CONNECTIONS_READS_OF, &[("name", &line.patient)])}</p>
            <p>{parts}</p>
            <p class="text-sm text-muted">{since} " · " {used}</p>
            {way_on}
        </li>
    }
}
