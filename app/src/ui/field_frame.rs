//! What every field has around it: label above, error and help below, tied to the field by ids.

use super::{Glyph, Icon};
use crate::texts::t;
use i18n::k;
use leptos::prelude::*;

/// The ids of what describes a field, for `aria-describedby`.
pub fn described_by(id: &str, has_help: bool, has_error: bool) -> Option<String> {
    match (has_error, has_help) {
        (true, true) => Some(format!("{id}-error {id}-help")),
        (true, false) => Some(format!("{id}-error")),
        (false, true) => Some(format!("{id}-help")),
        (false, false) => None,
    }
}

/// Whether there is something to correct. While its page asks anew, a field may outlive what tells it.
pub fn has_error(error: Signal<Option<String>>) -> bool {
    error.try_with(Option::is_some).unwrap_or_default()
}

/// Why something that is no field of its own was not accepted.
#[component]
pub fn FieldProblem(
    /// Why, if it was not.
    error: Signal<Option<String>>,
) -> impl IntoView {
    move || {
        error.try_get().flatten().map(|words| {
            view! { <p class="problem flex gap-1"><Glyph icon=Icon::Problem is_small=true /><span>{words}</span></p> }
                .into_any()
        })
    }
}

/// Label, field, error, help.
#[component]
pub fn FieldFrame(
    /// Id of the field itself.
    id: String,
    /// Its label.
    label: String,
    /// Says that the field may stay empty.
    is_optional: bool,
    /// Help below.
    help: Option<String>,
    /// Why it was not accepted.
    error: Signal<Option<String>>,
    /// The field.
    children: Children,
) -> impl IntoView {
    let error_id = format!("{id}-error");
    let help_id = format!("{id}-help");
    view! {
        <div class="grid gap-1 content-start">
            <label for=id class="label">
                {label}
                {is_optional.then(|| view! { <span class="font-normal text-muted">" " {t(k::UI_OPTIONAL)}</span> }.into_any())}
            </label>
            {children()}
            {move || {
                let error_id = error_id.clone();
                error
                    .try_get()
                    .flatten()
                    .map(|error| {
                        view! {
                            <p id=error_id class="problem flex gap-1">
                                <Glyph icon=Icon::Problem is_small=true />
                                <span>{error}</span>
                            </p>
                        }.into_any()
                    })
            }}
            {help.map(|help| view! { <p id=help_id class="help">{help}</p> }.into_any())}
        </div>
    }
}
