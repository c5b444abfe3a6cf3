//! The reader's share links to the record that is shown.

use super::api::list_shares;
use super::words;
use crate::layout::ErrorView;
use crate::load::{load_once, wait};
use crate::routes::{DOWNLOAD, NEW_SHARE, RECORDS, share};
use crate::texts::{t, tf};
use crate::ui::{Badge, EmptyState, Glyph, Icon, LinkButton, PageHeader, Skeleton, SkeletonLines, Weight};
use domain::shares::contract::ShareLine;
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;

/// The page.
#[component]
pub fn SharesPage() -> impl IntoView {
    let content = load_once(list_shares);
    let back = (RECORDS, t(k::RECORDS_TITLE));
    view! {
        <Title text=t(k::SHARES_TITLE) />
        <PageHeader title=t(k::SHARES_TITLE) lead=t(k::SHARES_LEAD) back>
            <LinkButton href=NEW_SHARE weight=Weight::Primary icon=Icon::Add>{t(k::SHARES_NEW)}</LinkButton>
        </PageHeader>
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=6 /></Skeleton> }>
            {move || wait(async move {
                match content.await {
                    Ok(lines) => view! { <List lines /> }.into_any(),
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn List(lines: Vec<ShareLine>) -> impl IntoView {
    let is_empty = lines.is_empty();
    let rows = lines.into_iter().map(|line| view! { <Line line /> }.into_any()).collect_view();
    view! {
        <div class="grid gap-4">
            {if is_empty {
                view! { <EmptyState icon=Icon::Link title=t(k::SHARES_NONE) reason=t(k::SHARES_NONE_REASON) /> }.into_any()
            } else {
                view! { <ul class="row-list" aria-label=t(k::SHARES_TITLE)>{rows}</ul> }.into_any()
            }}
            <p class="text-muted">{t(k::SHARES_OTHER_WAYS)} " " <a class="link" href=DOWNLOAD>{t(k::ENTRY_DOWNLOAD_TITLE)}</a></p>
        </div>
    }
}

#[component]
fn Line(line: ShareLine) -> impl IntoView {
    let (state, tone) = words::state(line.state);
    let made = tf(k::SHARES_MADE, &[("moment", &words::moment(line.made))]);
    view! {
        <li data-share=line.state.name()>
            <a class="row-link" href=share(line.id)>
                <span class="grid gap-1 min-w-0">
                    <span class="flex flex-wrap items-center gap-x-3 gap-y-1">
                        <span class="font-semibold text-strong wrap-anywhere">{line.label.clone()}</span>
                        <Badge label=t(state) tone />
                    </span>
                    <span>{words::parts(&line)}</span>
                    <span class="text-sm text-muted tabular-nums">{made} " · " {words::limits(&line)}</span>
                </span>
                <span class="ml-auto text-muted">
                    <Glyph icon=Icon::Next is_small=true />
                </span>
            </a>
        </li>
    }
}
