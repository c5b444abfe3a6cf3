//! Views of one page behind addresses: works without scripts, with the back button, and can be sent to somebody.

use leptos::prelude::*;

/// One of the views.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TabLink {
    /// Its address.
    pub href: String,
    /// Its name.
    pub label: String,
    /// How many things are in it, if that matters.
    pub count: Option<usize>,
}

/// A row of links, one of them the current page.
#[component]
pub fn TabLinks(
    /// What they divide, for screen readers.
    #[prop(into)]
    label: String,
    /// The views.
    links: Vec<TabLink>,
    /// Which is shown, from 0.
    #[prop(into)]
    current: Signal<usize>,
) -> impl IntoView {
    let links = links
        .into_iter()
        .enumerate()
        .map(|(index, link)| {
            view! {
                <a href=link.href class="tab" aria-current=move || (current.get() == index).then_some("page")>
                    {link.label}
                    {link.count.map(|count| view! { <span class="tab-count">{count}</span> }.into_any())}
                </a>
            }
            .into_any()
        })
        .collect_view();
    view! { <nav aria-label=label class="tabs">{links}</nav> }
}
