//! The page of the access log; the whole question stands in the address.

use super::api::{read_flash, read_log};
use super::filters::Filters;
use super::frame::{Head, Part};
use super::lines::Lines;
use super::model::{asked, href, query_of};
use super::people::FindPeople;
use crate::flash::Flash;
use crate::layout::ErrorView;
use crate::load::{load, load_once, wait};
use crate::texts::{t, tf};
use crate::ui::{EmptyState, Icon, LinkButton, Skeleton, SkeletonLines};
use domain::audit::contract::{AuditPage as Content, AuditRequest};
use i18n::k;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The access log.
#[component]
pub fn AccessLogPage() -> impl IntoView {
    let query = use_query_map();
    let request = Memo::new(move |_| query.with(asked));
    let content = load(move || request.get(), read_log);
    let flash = load_once(read_flash);
    view! {
        <Head part=Part::Log />
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=8 /></Skeleton> }>
            {move || wait(async move {
                let flash = flash.await.ok().flatten();
                match content.await {
                    Ok(content) => view! { <Log content request=request.get_untracked() flash /> }.into_any(),
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Log(content: Content, request: AuditRequest, flash: Option<Flash>) -> impl IntoView {
    let zone = tf(k::AUDIT_ZONE_NOTE, &[("zone", &content.zone)]);
    let file =
        format!("/files/access-log.csv{}", query_of(&AuditRequest { before: None, ..request.clone() }));
    let older =
        content.older.clone().map(|before| href(&AuditRequest { before: Some(before), ..request.clone() }));
    let latest = request.before.is_some().then(|| href(&AuditRequest { before: None, ..request.clone() }));
    let is_empty = content.lines.is_empty();
    view! {
        <div class="grid gap-4">
            <div class="grid gap-4 lg:grid-cols-2 items-start">
                <FindPeople flash />
                <Filters content=content.clone() request=request.clone() />
            </div>
            <div class="flex flex-wrap items-center justify-between gap-3">
                <p class="text-sm text-muted">{zone}</p>
                <a class="button-secondary" href=file rel="external">{t(k::AUDIT_EXPORT)}</a>
            </div>
            {if is_empty {
                view! { <EmptyState icon=Icon::List title=t(k::AUDIT_NONE) reason=t(k::AUDIT_NONE_REASON) /> }.into_any()
            } else {
                view! { <Lines lines=content.lines request=request.clone() /> }.into_any()
            }}
            <nav class="flex flex-wrap gap-3" aria-label=t(k::AUDIT_CAPTION)>
                {latest.map(|href| view! { <LinkButton href>{t(k::AUDIT_LATEST)}</LinkButton> }.into_any())}
                {older.map(|href| view! { <LinkButton href>{t(k::AUDIT_OLDER)}</LinkButton> }.into_any())}
            </nav>
        </div>
    }
}
