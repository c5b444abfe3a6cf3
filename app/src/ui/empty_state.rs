//! Nothing here: why, and the next step.

use super::{Glyph, Icon};
use leptos::prelude::*;

/// What a page says where there is nothing to show.
#[component]
pub fn EmptyState(
    /// What would be here.
    icon: Icon,
    /// That there is nothing.
    #[prop(into)]
    title: String,
    /// Why.
    #[prop(into)]
    reason: String,
    /// The next step, if there is one.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty-state">
            <span class="icon-disc">
                <Glyph icon />
            </span>
            <p class="text-lg font-semibold text-strong">{title}</p>
            <p class="text-muted">{reason}</p>
            {children.map(|children| view! { <div class="mt-4">{children()}</div> }.into_any())}
        </div>
    }
}
