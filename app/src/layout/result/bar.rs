//! A bar of a drawing: a range, or what it lies on.

use leptos::prelude::*;

/// A bar by its place from left and from above, its width and its height; whether it is the person's own range is marked.
pub fn bar(class: &'static str, is_own: bool, [x, y, width, height]: [String; 4]) -> AnyView {
    let own = is_own.then_some("");
    view! { <rect class=class data-own=own x=x y=y width=width height=height rx="2" /> }.into_any()
}
