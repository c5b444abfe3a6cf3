//! A value on its line: what is usual in the middle, above it what is usual for this person, the value where it stands.

use super::bar::bar;
use crate::layout::result_words as words;
use crate::routes::Whose;
use domain::results::contract::Test;
use domain::results::line;
use leptos::prelude::*;

/// The line, where there is a number and a range of numbers. Its name says what it shows.
#[component]
pub fn NumberLine(
    /// The test.
    test: Test,
    /// Whose record it is.
    whose: Whose,
) -> impl IntoView {
    drawn(&test, whose)
}

fn percent(part: f64) -> String {
    format!("{:.1}%", 100.0 * part)
}

/// A bar along the line; the person's own range lies above it.
fn across(class: &'static str, is_own: bool, (from, to): (f64, f64)) -> AnyView {
    let (y, height) = if is_own { ("1", "4") } else { ("10", "8") };
    let width = (to - from).max(0.01);
    bar(class, is_own, [percent(from), y.to_owned(), percent(width), height.to_owned()])
}

fn drawn(test: &Test, whose: Whose) -> Option<AnyView> {
    let amount = test.value.amount()?;
    let own = test.own.as_ref();
    // What has no range of the laboratory has the person's own.
    let usual = test.range.as_ref().filter(|range| line(amount, range).is_some());
    let range = usual.or(own.map(|own| &own.range))?;
    let placed = line(amount, range)?;
    let unit = test.value.unit.as_deref();
    let judged = test.flag.map(|flag| words::flag(flag).0.to_owned());
    let lies = own.map(|own| words::own(own, unit, whose));
    let said =
        [Some(words::value(&test.value)), judged, usual.and_then(|range| words::range(range, unit)), lies];
    let name = said.into_iter().flatten().collect::<Vec<_>>().join(". ");
    // The mark stays on the line at both ends.
    let at = placed.at.clamp(0.02, 0.98);
    let (low, high) = (range.low.clone(), range.high.clone());
    let band = own.and_then(|own| {
        let end = |end: Option<f64>| Some(line(end?, range)?.at);
        Some((end(own.range.lowest())?, end(own.range.highest())?))
    });
    Some(
        view! {
            <svg class="w-full h-10" role="img" aria-label=name>
                {across("fill-neutral-200", false, (0.0, 1.0))}
                {usual.map(|_| across("fill-success", false, (placed.from, placed.to)))}
                {band.map(|ends| across("fill-link", true, ends))}
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
