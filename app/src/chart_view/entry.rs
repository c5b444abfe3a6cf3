//! One entry of a patient's record, as the clinic reads it.

use super::api::read_entry;
use super::head::{OpenNote, about, asked_chart, load_head, with_head};
use crate::error::AppError;
use crate::layout::PrintedHead;
use crate::layout::record::EntryDetails;
use crate::load::load;
use crate::routes::Whose;
use crate::ui::{Skeleton, SkeletonLines};
use domain::chart_view::contract::{ChartEntry, ChartEntryRequest, ChartHead};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// The page.
#[component]
pub fn ChartEntryPage() -> impl IntoView {
    let params = use_params_map();
    let chart = asked_chart();
    let head = load_head(chart);
    let entry = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse().ok())));
    let content = load(
        move || (chart.get(), entry.get()),
        |(chart, id)| async move {
            let (Some(chart), Some(id)) = (chart, id) else { return Err(AppError::NotFound) };
            read_entry(ChartEntryRequest { chart, id }).await
        },
    );
    let part = |head: ChartHead, found: ChartEntry| {
        let whose = Whose::Patients(head.chart);
        let who = format!("{} · {}", head.name, about(&head));
        view! {
            <Title text=found.page.entry.title.clone() />
            <PrintedHead name=who.clone() />
            <p class="text-muted mb-2 wrap-anywhere" data-print="no">{who}</p>
            {head.open.map(|open| view! { <OpenNote chart=head.chart open /> }.into_any())}
            <EntryDetails page=found.page whose />
        }
        .into_any()
    };
    view! {
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=8 /></Skeleton> }>
            {with_head(head, content, part)}
        </Transition>
    }
}
