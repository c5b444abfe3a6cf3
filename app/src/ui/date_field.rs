//! A day, chosen with the browser's own calendar in the reader's own order of day and month.

use super::field_frame::{FieldFrame, described_by, has_error};
use super::typed::keep_typed;
use leptos::html;
use leptos::prelude::*;

/// A field for a date, sent as `2027-03-14`.
#[component]
pub fn DateField(
    /// Its id on the page.
    #[prop(into)]
    id: String,
    /// Its name in the form.
    #[prop(into)]
    name: String,
    /// Its label.
    #[prop(into)]
    label: String,
    /// What it holds at first.
    #[prop(optional, into)]
    value: String,
    /// A signal that follows what is chosen.
    #[prop(optional, into)]
    bind: Option<RwSignal<String>>,
    /// First day that can be chosen.
    #[prop(optional, into)]
    min: Option<String>,
    /// Last day that can be chosen.
    #[prop(optional, into)]
    max: Option<String>,
    /// Help below.
    #[prop(optional, into)]
    help: Option<String>,
    /// Why it was not accepted.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// What the browser may fill in, such as `bday`.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// Whether it may stay empty.
    #[prop(optional)]
    is_optional: bool,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
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
    let described = {
        let (id, has_help) = (id.clone(), help.is_some());
        move || described_by(&id, has_help, has_error(error))
    };
    let input = view! {
        <input
            node_ref=node
            id=id.clone()
            name=name
            type="date"
            value=first
            min=min
            max=max
            class="field max-w-xs"
            autocomplete=autocomplete
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
            {input}
        </FieldFrame>
    }
}
