//! What was typed before the program woke up stays: the page's field wins once, afterwards field and signal follow each other.

use leptos::prelude::*;

/// Ties a form element to a signal. `read` and `write` reach the element's value; neither runs before it is there.
pub fn keep_typed(
    value: RwSignal<String>,
    read: impl Fn() -> Option<String> + 'static,
    write: impl Fn(&str) + 'static,
) {
    Effect::new(move |was_tied: Option<bool>| {
        let wanted = value.get();
        let Some(shown) = read() else { return false };
        if shown != wanted {
            if was_tied == Some(true) {
                write(&wanted);
            } else {
                value.set(shown);
            }
        }
        true
    });
}
