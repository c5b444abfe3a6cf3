//! A page of results that notices when there is another one.

use crate::live;
use domain::ids::{ChartId, ResourceId};
use leptos::prelude::*;

/// Asks anew whenever the results of a chart have changed since `since`, until the component goes.
pub fn follow(chart: ChartId, since: i64, ask: Callback<()>) {
    let own = ResourceId::from(chart);
    live::listen(since, move |message| match message {
        live::Message::Changed { topic, resource, .. } if topic != "results" || *resource != Some(own) => {}
        live::Message::Changed { .. } | live::Message::Resync => ask.run(()),
    });
}

/// Words for screen readers when something new has come.
#[component]
pub fn News(
    /// The words; empty while there is nothing.
    words: RwSignal<String>,
) -> impl IntoView {
    view! { <p class="sr-only" role="status" aria-live="polite">{move || words.get()}</p> }
}
