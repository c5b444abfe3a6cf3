//! One test of a result: its value first, then what it means.

use super::bar::bar;
use super::history::{Before, History};
use super::line::NumberLine;
use crate::dates::day;
use crate::layout::record::kept_back;
use crate::layout::result_words as words;
use crate::routes::Whose;
use crate::texts::t;
use crate::ui::Badge;
use domain::results::contract::Test;
use i18n::k;
use leptos::prelude::*;

/// The test.
#[component]
pub fn TestCard(
    /// Of one result.
    test: Test,
    /// Whether its date is shown; in a result, all have the result's.
    #[prop(optional)]
    is_dated: bool,
    /// Where a correction of it is asked for, if here.
    #[prop(optional, into)]
    ask: Option<String>,
    /// Whose record it is.
    #[prop(default = Whose::Own)]
    whose: Whose,
) -> impl IntoView {
    let date = is_dated.then(|| day(&test.date)).flatten();
    let range = test.range.as_ref().and_then(|range| words::range(range, test.value.unit.as_deref()));
    let change = test.change.as_ref().map(|change| words::change(change, &test));
    let about: Vec<String> = date.into_iter().chain(range).chain(change).collect();
    let own = test.own.as_ref().map(|own| words::own(own, test.value.unit.as_deref(), whose));
    let notes = test
        .notes
        .iter()
        .map(|note| view! { <p class="text-sm">{note.clone()}</p> }.into_any())
        .collect_view();
    view! {
        <li class="row flex-col gap-2" data-test=test.title>
            <div class="flex flex-wrap items-start justify-between gap-x-4 gap-y-1 w-full">
                <h3 class="text-base min-w-0 wrap-anywhere">{test.title.clone()}</h3>
                <span class="flex flex-wrap gap-2">
                    {test.is_kept_back.then(kept_back)}
                    {words::stage(test.stage).map(|(label, tone)| view! { <Badge label tone /> }.into_any())}
                    {test.flag.map(|flag| {
                        let (label, tone) = words::flag(flag);
                        view! { <Badge label tone icon=tone.icon() /> }.into_any()
                    })}
                </span>
            </div>
            <div class="grid gap-x-6 gap-y-2 w-full md:grid-cols-2 md:items-center">
                <div class="grid gap-1">
                    <p class="text-xl font-semibold text-strong tabular-nums wrap-anywhere">{words::value(&test.value)}</p>
                    {(!about.is_empty()).then(|| view! { <p class="text-sm text-muted">{about.join(" · ")}</p> }.into_any())}
                </div>
                <NumberLine test=test.clone() whose />
            </div>
            {own.map(|own| view! {
                <p class="text-sm" data-own-range="">
                    <svg class="inline-block w-6 h-1" aria-hidden="true">
                        {bar("fill-link", false, ["0", "0", "100%", "4"].map(ToOwned::to_owned))}
                    </svg>
                    " "
                    {own}
                    " "
                    <span class="text-muted">{t(k::RESULTS_OWN_ABOUT)}</span>
                </p>
            }.into_any())}
            {test.explained.clone().map(|words| view! {
                <p class="text-sm" data-explained="">
                    <span class="font-semibold">{t(k::ENTRY_EXPLAINED)} ": "</span>
                    {words}
                </p>
            }.into_any())}
            <Before replaced=test.replaced.clone() />
            {notes}
            <div class="w-full" data-print="unfolded"><History test=test.clone() whose /></div>
            {ask.map(|href| {
                let words = format!("{}: {}", t(k::CORRECTIONS_ASK), test.title);
                view! { <a class="link text-sm" href=href aria-label=words data-print="no">{t(k::CORRECTIONS_ASK)}</a> }.into_any()
            })}
        </li>
    }
}
