//! Boxes to tick.

use leptos::prelude::*;

/// A box to tick.
#[component]
pub fn Tick(
    /// Its name in the form.
    #[prop(into)]
    name: String,
    /// What it sends.
    #[prop(into)]
    value: String,
    /// Its label.
    #[prop(into)]
    label: String,
    /// Whether it starts ticked.
    is_ticked: bool,
    /// Its id, if something leads to it.
    #[prop(optional, into)]
    id: Option<String>,
) -> impl IntoView {
    view! {
        <label class="tick">
            <input id=id type="checkbox" name=name value=value checked=is_ticked class="tick-box" />
            <span class="min-w-0">{label}</span>
        </label>
    }
}

/// A box to tick, with a sentence about it.
#[component]
pub fn ExplainedTick(
    /// Its name in the form.
    #[prop(into)]
    name: String,
    /// What it sends.
    value: &'static str,
    /// Its label.
    label: &'static str,
    /// The sentence below.
    about: &'static str,
    /// Whether it starts ticked.
    is_ticked: bool,
) -> impl IntoView {
    let about_id = format!("about-{value}");
    view! {
        <div class="grid">
            <label class="tick font-semibold text-strong">
                <input
                    type="checkbox"
                    name=name
                    value=value
                    checked=is_ticked
                    class="tick-box"
                    aria-describedby=about_id.clone()
                />
                <span class="min-w-0">{label}</span>
            </label>
            <p id=about_id class="pl-8 text-sm text-muted">{about}</p>
        </div>
    }
}
