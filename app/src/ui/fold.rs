//! What is folded away until somebody wants it; works without scripts.

use super::{Glyph, Icon};
use leptos::prelude::*;

/// A line that unfolds what is below it.
#[component]
pub fn Fold(
    /// The line.
    #[prop(into)]
    label: String,
    /// Classes of the whole.
    #[prop(optional)]
    class: &'static str,
    /// Whether it starts unfolded.
    #[prop(optional)]
    is_open: bool,
    /// What is folded.
    children: Children,
) -> impl IntoView {
    view! {
        <details class=class open=is_open>
            <summary class="fold">
                <span class="turns">
                    <Glyph icon=Icon::Expand is_small=true />
                </span>
                {label}
            </summary>
            {children()}
        </details>
    }
}
