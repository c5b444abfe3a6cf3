//! Buttons, and links that look like them: a verb says what happens, one per screen is primary.

use super::{Glyph, Icon};
use leptos::prelude::*;

/// How much a button stands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Weight {
    /// The one thing to do here.
    Primary,
    /// What else can be done.
    #[default]
    Secondary,
    /// Ways out and small matters.
    Quiet,
    /// Takes something away; never the first.
    Danger,
}

const fn weight_class(weight: Weight) -> &'static str {
    match weight {
        Weight::Primary => "button-primary",
        Weight::Secondary => "button-secondary",
        Weight::Quiet => "button-quiet",
        Weight::Danger => "button-danger",
    }
}

/// A button. While `pending` it keeps its size and the focus, turns a ring and takes no second press.
#[component]
pub fn Button(
    /// How much it stands out.
    #[prop(optional)]
    weight: Weight,
    /// `submit` or `button`.
    #[prop(default = "submit")]
    kind: &'static str,
    /// Whether what it started is still under way.
    #[prop(optional, into)]
    pending: Signal<bool>,
    /// Whether it can't be used now; say why beside it.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// An icon before the words.
    #[prop(optional)]
    icon: Option<Icon>,
    /// As wide as its place.
    #[prop(optional)]
    is_wide: bool,
    /// Name of its value in the form.
    #[prop(optional, into)]
    name: Option<String>,
    /// What it sends under its name.
    #[prop(optional, into)]
    value: Option<String>,
    /// What to do in the browser.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
    /// The words: a verb and its object.
    children: Children,
) -> impl IntoView {
    let press = move |event: leptos::ev::MouseEvent| {
        if pending.try_get_untracked().unwrap_or_default() {
            event.prevent_default();
            event.stop_immediate_propagation();
        } else if let Some(on_press) = on_press {
            on_press.try_run(());
        }
    };
    view! {
        <button
            type=kind
            class=weight_class(weight)
            class:w-full=is_wide
            name=name
            value=value
            disabled=move || disabled.try_get().unwrap_or_default()
            aria-disabled=move || pending.try_get().unwrap_or_default().then_some("true")
            aria-busy=move || pending.try_get().unwrap_or_default().then_some("true")
            on:click=press
        >
            {icon.map(|icon| view! { <Glyph icon is_small=true /> }.into_any())}
            <span class="button-words">{children()}</span>
            <span class="button-ring" aria-hidden="true"></span>
        </button>
    }
}

/// A link that looks like a button: it leads somewhere, it changes nothing.
#[component]
pub fn LinkButton(
    /// Where to.
    #[prop(into)]
    href: String,
    /// How much it stands out.
    #[prop(optional)]
    weight: Weight,
    /// An icon before the words.
    #[prop(optional)]
    icon: Option<Icon>,
    /// As wide as its place.
    #[prop(optional)]
    is_wide: bool,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <a href=href class=weight_class(weight) class:w-full=is_wide>
            {icon.map(|icon| view! { <Glyph icon is_small=true /> }.into_any())}
            {children()}
        </a>
    }
}
