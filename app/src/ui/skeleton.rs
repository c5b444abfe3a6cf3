//! The shape of what is coming, shown only if it takes longer than 150 ms.

use crate::texts::t;
use i18n::k;
use leptos::prelude::*;

/// Wraps the shapes; tells screen readers once that the page is loading.
#[component]
pub fn Skeleton(
    /// Blocks with the class `skeleton`, in the real shape.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="skeleton-delay" role="status">
            <span class="sr-only">{t(k::UI_LOADING)}</span>
            <div aria-hidden="true">{children()}</div>
        </div>
    }
}

/// A block of lines, the last one shorter.
#[component]
pub fn SkeletonLines(
    /// How many.
    #[prop(default = 3)]
    count: u8,
) -> impl IntoView {
    let lines = (1..=count)
        .map(|line| {
            let class = if line == count { "skeleton h-4 w-2/3" } else { "skeleton h-4 w-full" };
            view! { <div class=class></div> }.into_any()
        })
        .collect_view();
    view! { <div class="grid gap-3">{lines}</div> }
}
