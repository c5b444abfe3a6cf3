//! What is measured of a patient: the newest value of each, and how it went.

use super::api::read_measurements;
use super::head::{HeldBack, PartHead, asked_chart, load_head, with_head};
use crate::error::AppError;
use crate::layout::record::general_note;
use crate::layout::result::TestCard;
use crate::load::load;
use crate::routes::Whose;
use crate::texts::{t, tf};
use crate::ui::{EmptyState, Icon, Skeleton, SkeletonLines};
use domain::chart_view::contract::{ChartHead, ChartMeasurements, ChartRequest};
use i18n::k;
use leptos::prelude::*;

/// The page.
#[component]
pub fn ChartMeasurementsPage() -> impl IntoView {
    let chart = asked_chart();
    let head = load_head(chart);
    let content = load(
        move || chart.get(),
        |chart| async move {
            match chart {
                Some(chart) => read_measurements(ChartRequest { chart }).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    let part = |head: ChartHead, found: ChartMeasurements| view! { <Filled head found /> }.into_any();
    view! {
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=8 /></Skeleton> }>
            {with_head(head, content, part)}
        </Transition>
    }
}

#[component]
fn Filled(head: ChartHead, found: ChartMeasurements) -> impl IntoView {
    let whose = Whose::Patients(head.chart);
    let tests = found.measurements.tests;
    let is_empty = tests.is_empty();
    let note = general_note(tests.iter().any(|test| test.explained.is_some()));
    let rows = tests
        .into_iter()
        .map(|test| view! { <TestCard test is_dated=true whose /> }.into_any())
        .collect_view();
    let title = t(k::ENTRY_MEASUREMENTS);
    let none = tf(k::CHART_VIEW_NONE, &[("section", &title.to_lowercase())]);
    view! {
        <PartHead head title />
        <div class="grid gap-6">
            <HeldBack count=found.held_back />
            {if is_empty {
                view! { <EmptyState icon=Icon::Measurements title=none reason=t(k::CHART_VIEW_NONE_REASON) /> }.into_any()
            } else {
                view! {
                    <section aria-labelledby="measured-title">
                        <h2 id="measured-title" class="sr-only">{t(k::RESULTS_VALUES)}</h2>
                        <ul class="row-list" aria-labelledby="measured-title">{rows}</ul>
                        {note}
                    </section>
                }.into_any()
            }}
        </div>
    }
}
