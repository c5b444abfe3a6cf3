//! The head of a page: where it belongs, what it is, what can be done with all of it.

use super::{Glyph, Icon};
use leptos::prelude::*;

/// The way to the page above.
#[component]
pub fn BackLink(
    /// Where to.
    #[prop(into)]
    href: String,
    /// The name of that page.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! {
        <a href=href class="back-link">
            <Glyph icon=Icon::Back is_small=true />
            {label}
        </a>
    }
}

/// Title of the page, at most one line of explanation, and the page's own action.
#[component]
pub fn PageHeader(
    /// The title.
    #[prop(into)]
    title: String,
    /// One sentence below it.
    #[prop(optional, into)]
    lead: Option<String>,
    /// The page above: address and name.
    #[prop(optional)]
    back: Option<(&'static str, &'static str)>,
    /// The page's action.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <header class="page-header">
            {back.map(|(href, label)| view! { <BackLink href label /> }.into_any())}
            <div class="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
                <div class="grid gap-1 min-w-0">
                    <h1 class="text-2xl md:text-3xl">{title}</h1>
                    {lead.map(|lead| view! { <p class="text-muted">{lead}</p> }.into_any())}
                </div>
                {children.map(|children| view! { <div class="flex flex-wrap gap-3">{children()}</div> }.into_any())}
            </div>
        </header>
    }
}
