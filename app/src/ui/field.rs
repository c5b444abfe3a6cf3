//! A line to type into. Passwords can be made visible.

use super::field_frame::{FieldFrame, described_by, has_error};
use super::typed::keep_typed;
use crate::texts::t;
use i18n::k;
use leptos::html;
use leptos::prelude::*;

/// A field of one line with everything around it.
#[component]
pub fn Field(
    /// Its id on the page.
    #[prop(into)]
    id: String,
    /// Its name in the form, `request[username]`.
    #[prop(into)]
    name: String,
    /// Its label.
    #[prop(into)]
    label: String,
    /// The input's type.
    #[prop(default = "text")]
    kind: &'static str,
    /// What it holds at first.
    #[prop(optional, into)]
    value: String,
    /// A signal that follows what is typed.
    #[prop(optional, into)]
    bind: Option<RwSignal<String>>,
    /// Help below.
    #[prop(optional, into)]
    help: Option<String>,
    /// Why it was not accepted.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// What the browser may fill in.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// Which keyboard a phone shows.
    #[prop(optional)]
    inputmode: Option<&'static str>,
    /// Most characters.
    #[prop(optional)]
    maxlength: Option<u16>,
    /// Whether it may stay empty.
    #[prop(optional)]
    is_optional: bool,
    /// For names and codes: no capitals, no spelling.
    #[prop(optional)]
    is_verbatim: bool,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    let is_shown = RwSignal::new(false);
    let is_password = kind == "password";
    let first = bind.map_or(value, |bind| bind.get_untracked());
    if let Some(bind) = bind {
        keep_typed(
            bind,
            move || node.get().map(|input| input.value()),
            move |text| {
                if let Some(input) = node.get_untracked() {
                    input.set_value(text);
                }
            },
        );
    }
    let type_now = move || if is_shown.get() { "text" } else { kind };
    let described = {
        let (id, has_help) = (id.clone(), help.is_some());
        move || described_by(&id, has_help, has_error(error))
    };
    let input = view! {
        <input
            node_ref=node
            id=id.clone()
            name=name
            type=type_now
            value=first
            class="field"
            class:pr-16=is_password
            autocomplete=autocomplete
            inputmode=inputmode
            maxlength=maxlength.map(|most| most.to_string())
            autocapitalize=is_verbatim.then_some("none")
            spellcheck=is_verbatim.then_some("false")
            required=!is_optional
            aria-invalid=move || has_error(error).then_some("true")
            aria-describedby=described
            on:input:target=move |event| {
                if let Some(bind) = bind {
                    bind.set(event.target().value());
                }
            }
        />
    };
    view! {
        <FieldFrame id label is_optional help error>
            <div class="relative">
                {input}
                {is_password.then(|| view! { <Reveal is_shown /> }.into_any())}
            </div>
        </FieldFrame>
    }
}

/// Shows or hides a password; only where scripts run.
#[component]
fn Reveal(is_shown: RwSignal<bool>) -> impl IntoView {
    view! {
        <button
            type="button"
            class="field-button noscript:hidden"
            aria-label=move || t(if is_shown.get() { k::UI_HIDE_PASSWORD } else { k::UI_SHOW_PASSWORD })
            on:click=move |_| is_shown.update(|is_shown| *is_shown = !*is_shown)
        >
            {move || t(if is_shown.get() { k::UI_HIDE } else { k::UI_SHOW })}
        </button>
    }
}
