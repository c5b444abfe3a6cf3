//! A button that prints the page. Without scripts there is none: browsers have one of their own.

use leptos::prelude::*;

/// The button.
#[component]
pub fn PrintButton(
    /// Whether it is the one thing to do here.
    #[prop(optional)]
    is_primary: bool,
    /// The words: a verb and its object.
    children: Children,
) -> impl IntoView {
    let class =
        if is_primary { "button-primary noscript:hidden" } else { "button-secondary noscript:hidden" };
    view! { <button type="button" class=class on:click=move |_| print()>{children()}</button> }
}

/// Asks the browser to print.
fn print() {
    #[cfg(feature = "hydrate")]
    if let Some(window) = web_sys::window() {
        drop(window.print());
    }
}
