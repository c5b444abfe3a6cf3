//! The patient's requests for corrections, the latest first.

use super::api::list_corrections;
use crate::layout::{CorrectionRow, ErrorView};
use crate::load::{load_once, wait};
use crate::routes::{self, RECORDS};
use crate::texts::t;
use crate::ui::{EmptyState, Icon, PageHeader, Skeleton, SkeletonLines};
use domain::corrections::contract::CorrectionLine;
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;

/// The page.
#[component]
pub fn CorrectionsPage() -> impl IntoView {
    let content = load_once(list_corrections);
    let back = (RECORDS, t(k::RECORDS_TITLE));
    view! {
        <Title text=t(k::CORRECTIONS_TITLE) />
        <PageHeader title=t(k::CORRECTIONS_TITLE) lead=t(k::CORRECTIONS_LEAD) back />
        <Suspense fallback=|| view! { <Skeleton><SkeletonLines count=6 /></Skeleton> }>
            {move || wait(async move {
                match content.await {
                    Ok(lines) => view! { <List lines /> }.into_any(),
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn List(lines: Vec<CorrectionLine>) -> impl IntoView {
    if lines.is_empty() {
        return view! {
            <EmptyState icon=Icon::Edit title=t(k::CORRECTIONS_NONE) reason=t(k::CORRECTIONS_NONE_REASON) />
        }
        .into_any();
    }
    let rows = lines
        .into_iter()
        .map(|line| {
            let href = routes::correction(line.id);
            view! { <CorrectionRow line href /> }.into_any()
        })
        .collect_view();
    view! { <ul class="row-list" aria-label=t(k::CORRECTIONS_TITLE)>{rows}</ul> }.into_any()
}
