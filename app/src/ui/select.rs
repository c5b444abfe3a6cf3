//! One of a few, with the browser's own list.

use super::field_frame::{FieldFrame, described_by, has_error};
use super::typed::keep_typed;
use super::{Glyph, Icon};
use leptos::html;
use leptos::prelude::*;

/// One of the choices of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What the reader sees.
    pub label: String,
}

/// A list to choose one from.
#[component]
pub fn Select(
    /// Its id on the page.
    #[prop(into)]
    id: String,
    /// Its name in the form.
    #[prop(into)]
    name: String,
    /// Its label.
    #[prop(into)]
    label: String,
    /// The choices, in their order.
    choices: Vec<Choice>,
    /// What is chosen at first.
    #[prop(optional, into)]
    value: String,
    /// A signal that follows what is chosen.
    #[prop(optional, into)]
    bind: Option<RwSignal<String>>,
    /// Help below.
    #[prop(optional, into)]
    help: Option<String>,
    /// Why it was not accepted.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Whether it may stay empty.
    #[prop(optional)]
    is_optional: bool,
) -> impl IntoView {
    let node = NodeRef::<html::Select>::new();
    let first = bind.map_or(value, |bind| bind.get_untracked());
    if let Some(bind) = bind {
        keep_typed(
            bind,
            move || node.get().map(|list| list.value()),
            move |text| {
                if let Some(list) = node.get_untracked() {
                    list.set_value(text);
                }
            },
        );
    }
    let described = {
        let (id, has_help) = (id.clone(), help.is_some());
        move || described_by(&id, has_help, has_error(error))
    };
    let options = choices
        .into_iter()
        .map(|choice| {
            let is_chosen = choice.value == first;
            view! { <option value=choice.value selected=is_chosen>{choice.label}</option> }.into_any()
        })
        .collect_view();
    let list = view! {
        <select
            node_ref=node
            id=id.clone()
            name=name
            class="field appearance-none pr-12"
            required=!is_optional
            aria-invalid=move || has_error(error).then_some("true")
            aria-describedby=described
            on:change:target=move |event| {
                if let Some(bind) = bind {
                    bind.set(event.target().value());
                }
            }
        >
            {options}
        </select>
    };
    view! {
        <FieldFrame id label is_optional help error>
            <div class="relative">
                {list}
                <span class="absolute inset-y-0 right-3 flex items-center text-muted pointer-events-none">
                    <Glyph icon=Icon::Expand is_small=true />
                </span>
            </div>
        </FieldFrame>
    }
}
