//! A value on its line: what is usual in the middle, the value where it stands.

use crate::layout::result_words as words;
use domain::results::contract::Test;
use domain::results::line;
use leptos::prelude::*;

/// The line, where there is a number and a range of numbers. Its name says what it shows.
#[component]
pub fn NumberLine(
    /// The test.
    test: Test,
) -> impl IntoView {
    drawn(&test)
}

fn drawn(test: &Test) -> Option<AnyView> {
    let range = test.range.as_ref()?;
    let placed = line(test.value.amount()?, range)?;
    let percent = |part: f64| format!("{:.1}%", 100.0 * part);
    let unit = test.value.unit.as_deref();
    let judged = test.flag.map(|flag| words::flag(flag).0.to_owned());
    let said = [Some(words::value(&test.value)), judged, words::range(range, unit)];
    let name = said.into_iter().flatten().collect::<Vec<_>>().join(". ");
    // The mark stays on the line at both ends.
    let at = placed.at.clamp(0.02, 0.98);
    let (low, high) = (range.low.clone(), range.high.clone());
    Some(
        view! {
            <svg class="w-full h-10" role="img" aria-label=name>
                <rect class="fill-neutral-200" x="0" y="10" width="100%" height="8" rx="4" />
                <rect
                    class="fill-success"
                    x=percent(placed.from)
                    y="10"
                    width=percent(placed.to - placed.from)
                    height="8"
                    rx="2"
                />
                <circle class="fill-strong stroke-card stroke-2" cx=percent(at) cy="14" r="8" />
                {low
                    .map(|low| view! {
                        <text class="fill-muted text-xs tabular-nums" x=percent(placed.from) y="36" text-anchor="middle">
                            {low}
                        </text>
                    }.into_any())}
                {high
                    .map(|high| view! {
                        <text class="fill-muted text-xs tabular-nums" x=percent(placed.to) y="36" text-anchor="middle">
                            {high}
                        </text>
                    }.into_any())}
            </svg>
        }
        .into_any(),
    )
}
