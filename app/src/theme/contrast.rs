//! Whether everything can be read: each pair in words, measured while editing, with the nearest colour that would do.

use super::model::failing;
use super::paint::set_variable;
use super::state::Editing;
use crate::texts::{t, tf, tn};
use crate::ui::{Badge, Button, Glyph, Icon, Tone};
use domain::theme::{Mode, Pair, PairReport, TEXT_RATIO};
use i18n::{Key, k};
use leptos::html;
use leptos::prelude::*;

const fn pair_name(pair: Pair) -> Key {
    match pair {
        Pair::TextOnPage => k::THEME_PAIR_TEXT_ON_PAGE,
        Pair::MutedOnPage => k::THEME_PAIR_MUTED_ON_PAGE,
        Pair::LinkOnPage => k::THEME_PAIR_LINK_ON_PAGE,
        Pair::PrimaryOnPage => k::THEME_PAIR_PRIMARY_ON_PAGE,
        Pair::LabelOnPrimary => k::THEME_PAIR_LABEL_ON_PRIMARY,
        Pair::SecondaryOnPage => k::THEME_PAIR_SECONDARY_ON_PAGE,
        Pair::LabelOnSecondary => k::THEME_PAIR_LABEL_ON_SECONDARY,
        Pair::ControlOnPage => k::THEME_PAIR_CONTROL_ON_PAGE,
        Pair::FocusOnPage => k::THEME_PAIR_FOCUS_ON_PAGE,
    }
}

/// A ratio as people write it: two digits, never rounded up to what is asked.
#[must_use]
pub fn ratio(value: f64) -> String {
    format!("{:.1}", (value * 10.0).floor() / 10.0)
}

/// The list of pairs, light first; dark follows by itself and is one line as long as it passes.
#[component]
pub fn Contrast(editing: Editing) -> impl IntoView {
    let report = editing.report;
    let count = report.with_untracked(Vec::len);
    let of = move |mode: Mode| {
        let indices = (0..count).filter(|index| {
            report.with_untracked(|report| report.get(*index).is_some_and(|row| row.mode == mode))
        });
        indices.map(|index| view! { <Row editing index /> }.into_any()).collect_view()
    };
    let failing = move || report.with(|report| failing(report));
    view! {
        <div class="grid gap-3">
            <p aria-live="polite" class="flex items-start gap-2">
                {move || match failing() {
                    0 => view! {
                        <span class="text-success-text"><Glyph icon=Icon::Success is_small=true /></span>
                        <span>{tf(k::THEME_CONTRAST_GOOD, &[("count", &count.to_string())])}</span>
                    }
                    .into_any(),
                    bad => view! {
                        <span class="text-danger-text"><Glyph icon=Icon::Problem is_small=true /></span>
                        <span class="font-semibold text-danger-text">{tn(k::THEME_CONTRAST_BAD, bad)}</span>
                    }
                    .into_any(),
                }}
            </p>
            <ul class="row-list">{of(Mode::Light)}</ul>
            <details>
                <summary class="fine-head">
                    {t(k::THEME_CONTRAST_DARK)}
                    <span class="turns text-muted"><Glyph icon=Icon::Expand is_small=true /></span>
                </summary>
                <ul class="row-list mt-2">{of(Mode::Dark)}</ul>
            </details>
        </div>
    }
}

/// One pair: how it looks, what it is, whether it can be read, and what would help.
#[component]
fn Row(editing: Editing, index: usize) -> impl IntoView {
    let sample = NodeRef::<html::Span>::new();
    let row = Memo::new(move |_| editing.report.with(|report| report.get(index).copied()));
    Effect::new(move |_| {
        if let (Some(row), Some(sample)) = (row.get(), sample.get()) {
            set_variable(&sample, "--ink", &row.foreground.to_string());
            set_variable(&sample, "--ground", &row.background.to_string());
        }
    });
    let name = row.get_untracked().map_or("", |row| t(pair_name(row.pair)));
    // What is not text is shown as a shape: for it less contrast is enough.
    let is_text = row.get_untracked().is_some_and(|row| row.required >= TEXT_RATIO);
    view! {
        <li class="contrast-row" data-passes=move || row.get().map(|row| row.passes.to_string())>
            <span node_ref=sample class="contrast-sample" aria-hidden="true">{is_text.then_some("Aa")}</span>
            <span class="grid min-w-0 flex-1">
                <span class="text-strong">{name}</span>
                <span class="text-sm text-muted tabular-nums whitespace-nowrap">
                    {move || row.get().map(|row| tf(k::THEME_RATIO, &[("ratio", &ratio(row.ratio)), ("required", &ratio(row.required))]))}
                </span>
            </span>
            {move || row.get().map(|row| verdict(row.passes))}
            {move || row.get().and_then(|row| fix(editing, &row))}
        </li>
    }
}

fn verdict(passes: bool) -> AnyView {
    if passes {
        view! { <Badge label=t(k::THEME_PASSES) tone=Tone::Success icon=Icon::Check /> }.into_any()
    } else {
        view! { <Badge label=t(k::THEME_FAILS) tone=Tone::Danger icon=Icon::Close /> }.into_any()
    }
}

/// The nearest colour that passes, one press away.
fn fix(editing: Editing, row: &PairReport) -> Option<AnyView> {
    let fix = row.fix?;
    let take = Callback::new(move |()| {
        editing.set_color(fix.token, fix.suggested);
    });
    let words = tf(k::THEME_USE_INSTEAD, &[("color", &fix.suggested.to_string().to_uppercase())]);
    let swatch = NodeRef::<html::Span>::new();
    Effect::new(move |_| {
        if let Some(swatch) = swatch.get() {
            set_variable(&swatch, "--ground", &fix.suggested.to_string());
        }
    });
    Some(
        view! {
            <span class="contrast-fix">
                <Button kind="button" on_press=take>
                    <span class="inline-flex items-center gap-2">
                        <span node_ref=swatch class="dot" aria-hidden="true"></span>
                        {words}
                    </span>
                </Button>
            </span>
        }
        .into_any(),
    )
}
