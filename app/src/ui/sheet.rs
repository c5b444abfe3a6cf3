//! A sheet: from the bottom on phones, at the side or in the middle on wider screens.

use super::modal::Modal;
use leptos::prelude::*;

/// A sheet. Render it with `open` true and it is usable without scripts.
#[component]
pub fn Sheet(
    /// Its id.
    #[prop(into)]
    id: String,
    /// What it is about.
    #[prop(into)]
    title: String,
    /// Whether it is open.
    open: RwSignal<bool>,
    /// At the side of wide screens instead of in the middle.
    #[prop(optional)]
    is_side: bool,
    /// Where the way out leads without scripts; otherwise it only closes.
    #[prop(optional, into)]
    close_href: Option<String>,
    /// Buttons below, the primary one first.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
    /// The content.
    children: Children,
) -> impl IntoView {
    let class = if is_side { "sheet-side" } else { "sheet" };
    view! {
        <Modal id title open close_href class actions>
            {children()}
        </Modal>
    }
}
