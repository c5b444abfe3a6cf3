//! Links to pages of another of the browser's programs are left to the browser: this page stays until the other is there.

use crate::routes::Program;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;

/// Marks such links when they are pressed, before the router hears of it.
pub fn leave_other_programs_to_the_browser() {
    let pressed = Closure::<dyn Fn(web_sys::Event)>::new(|event: web_sys::Event| {
        let pressed = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let link = pressed.and_then(|element| element.closest("a[href^='/']").ok().flatten());
        let Some(link) = link else { return };
        let here = window().location().pathname().unwrap_or_default();
        let there = link.get_attribute("href").unwrap_or_default();
        let there = there.split(['?', '#']).next().unwrap_or_default();
        if Program::of(there) != Program::of(&here) {
            drop(link.set_attribute("rel", "external"));
        }
    });
    let (listener, is_first) = (pressed.as_ref().unchecked_ref(), true);
    drop(window().add_event_listener_with_callback_and_bool("click", listener, is_first));
    // For as long as the page is open.
    pressed.forget();
}
