//! A state in one or two words.

use super::{Glyph, Icon, Tone};
use leptos::prelude::*;

const fn badge_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Neutral => "badge-neutral",
        Tone::Primary => "badge-primary",
        Tone::Information => "badge-information",
        Tone::Success => "badge-success",
        Tone::Warning => "badge-warning",
        Tone::Danger => "badge-danger",
    }
}

/// A state in words; the colour only repeats them.
#[component]
pub fn Badge(
    /// The words.
    #[prop(into)]
    label: String,
    /// Kind of news.
    #[prop(optional)]
    tone: Tone,
    /// An icon before the words.
    #[prop(optional)]
    icon: Option<Icon>,
) -> impl IntoView {
    view! {
        <span class=badge_class(tone)>{icon.map(|icon| view! { <Glyph icon is_small=true /> }.into_any())} {label}</span>
    }
}
