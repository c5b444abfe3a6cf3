//! Weight, blood pressure and the like: the newest value of each, and how it went.

use super::api::read_measurements;
use crate::layout::ErrorView;
use crate::layout::record::general_note;
use crate::layout::result::TestCard;
use crate::load::{load_once, wait};
use crate::routes::{self, RECORDS};
use crate::texts::t;
use crate::ui::{EmptyState, Icon, PageHeader, Skeleton, SkeletonLines};
use domain::records::contract::Measurements;
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;

/// The page.
#[component]
pub fn MeasurementsPage() -> impl IntoView {
    let content = load_once(read_measurements);
    let back = (RECORDS, t(k::RECORDS_TITLE));
    view! {
        <Title text=t(k::ENTRY_MEASUREMENTS) />
        <PageHeader title=t(k::ENTRY_MEASUREMENTS) lead=t(k::ENTRY_MEASUREMENTS_LEAD) back />
        <Suspense fallback=|| view! { <Skeleton><SkeletonLines count=8 /></Skeleton> }>
            {move || wait(async move {
                match content.await {
                    Ok(found) => view! { <List found /> }.into_any(),
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn List(found: Measurements) -> impl IntoView {
    if found.tests.is_empty() {
        return view! {
            <EmptyState
                icon=Icon::Measurements
                title=t(k::ENTRY_MEASUREMENTS_NONE)
                reason=t(k::RECORDS_NONE_REASON)
            />
        }
        .into_any();
    }
    let note = general_note(found.tests.iter().any(|test| test.explained.is_some()));
    let rows = found
        .tests
        .into_iter()
        .map(|test| {
            // A part of a measurement is corrected with it.
            let entry = test.id.get(..36).and_then(|id| id.parse().ok());
            match entry.map(routes::ask_correction) {
                Some(ask) => view! { <TestCard test is_dated=true ask /> }.into_any(),
                None => view! { <TestCard test is_dated=true /> }.into_any(),
            }
        })
        .collect_view();
    view! {
        <section aria-labelledby="measured-title">
            <h2 id="measured-title" class="sr-only">{t(k::RESULTS_VALUES)}</h2>
            <ul class="row-list" aria-labelledby="measured-title">{rows}</ul>
            {note}
        </section>
    }
    .into_any()
}
