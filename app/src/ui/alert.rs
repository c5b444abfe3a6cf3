//! A message inside a page: an icon, what happened, what to do.

use super::{Glyph, Tone};
use leptos::prelude::*;

const fn alert_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Neutral | Tone::Primary | Tone::Information => "alert-information",
        Tone::Success => "alert-success",
        Tone::Warning => "alert-warning",
        Tone::Danger => "alert-danger",
    }
}

/// A message in a box. One that appears after an action is announced: pass `is_urgent`.
#[component]
pub fn Alert(
    /// Kind of news.
    #[prop(default = Tone::Information)]
    tone: Tone,
    /// What happened, in a few words; without it the text stands alone.
    #[prop(optional, into)]
    title: Option<String>,
    /// For `aria-describedby`.
    #[prop(optional, into)]
    id: Option<String>,
    /// Whether screen readers interrupt for it.
    #[prop(optional)]
    is_urgent: bool,
    /// What to do.
    children: Children,
) -> impl IntoView {
    view! {
        <div id=id class=alert_class(tone) role=is_urgent.then_some("alert")>
            <Glyph icon=tone.icon() />
            <div class="grid gap-1 min-w-0">
                {title.map(|title| view! { <p class="font-semibold">{title}</p> }.into_any())}
                <div>{children()}</div>
            </div>
        </div>
    }
}
