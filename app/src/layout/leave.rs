//! Leaving a sheet that the address opened.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// Goes to `back` once `open` is false.
pub fn leave_when_closed(open: RwSignal<bool>, back: String) {
    let navigate = use_navigate();
    Effect::new(move |_| {
        if !open.get() {
            navigate(&back, NavigateOptions { scroll: false, ..NavigateOptions::default() });
        }
    });
}
