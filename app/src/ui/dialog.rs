//! A question in the middle of the screen that must be answered before going on.

use super::modal::Modal;
use leptos::prelude::*;

/// A dialog. Render it with `open` true and it is usable without scripts.
#[component]
pub fn Dialog(
    /// Its id.
    #[prop(into)]
    id: String,
    /// What it is about.
    #[prop(into)]
    title: String,
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Where the way out leads without scripts; otherwise it only closes.
    #[prop(optional, into)]
    close_href: Option<String>,
    /// Buttons below, the primary one first.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
    /// The content.
    children: Children,
) -> impl IntoView {
    view! {
        <Modal id title open close_href class="dialog" actions>
            {children()}
        </Modal>
    }
}
