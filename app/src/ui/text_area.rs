//! Several lines to type into. The only place that may write a text area: Leptos 0.8 leaves its text unescaped on the server.

use super::field_frame::{FieldFrame, described_by, has_error};
use leptos::html;
use leptos::prelude::*;

/// A field of several lines, which grows with what is typed.
#[component]
pub fn TextArea(
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
    /// A signal that follows what is typed.
    #[prop(optional, into)]
    bind: Option<RwSignal<String>>,
    /// Lines shown when empty.
    #[prop(default = 3)]
    rows: u8,
    /// Most characters.
    #[prop(optional)]
    maxlength: Option<u16>,
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
    let node = NodeRef::<html::Textarea>::new();
    let first = bind.map_or(value, |bind| bind.get_untracked());
    follow(node, bind, first.clone());
    let described = {
        let (id, has_help) = (id.clone(), help.is_some());
        move || described_by(&id, has_help, has_error(error))
    };
    let area = html::textarea()
        .node_ref(node)
        .id(id.clone())
        .name(name)
        .rows(rows.to_string())
        .maxlength(maxlength.map(|most| most.to_string()))
        .required(!is_optional)
        .class("field field-sizing-content min-h-24")
        .attr("aria-invalid", move || has_error(error).then_some("true"))
        .attr("aria-describedby", described)
        .on(leptos::ev::input, move |event| {
            if let Some(bind) = bind {
                bind.set(event_target_value(&event));
            }
        });
    // The browser draws no child, so that hydration leaves alone what the server wrote and the reader typed.
    #[cfg(feature = "ssr")]
    let area = area.child(encoded(&first));
    view! {
        <FieldFrame id label is_optional help error>
            {area}
        </FieldFrame>
    }
}

/// Text as it may stand between the tags; a leading line break would otherwise be swallowed by the browser.
#[cfg(feature = "ssr")]
#[must_use]
pub fn encoded(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    if escaped.starts_with(['\n', '\r']) { format!("\n{escaped}") } else { escaped }
}

/// Fills an area that the browser drew itself, keeps what was typed in one that the server drew, then follows both ways.
fn follow(node: NodeRef<html::Textarea>, bind: Option<RwSignal<String>>, first: String) {
    Effect::new(move |was_tied: Option<bool>| {
        let wanted = bind.map_or_else(|| first.clone(), |bind| bind.get());
        let Some(area) = node.get() else { return false };
        let is_from_server = area.default_value().is_ok_and(|text| text == first);
        match bind {
            Some(bind) if was_tied != Some(true) && is_from_server && area.value() != wanted => {
                bind.set(area.value());
            }
            Some(_) if area.value() != wanted => area.set_value(&wanted),
            None if !is_from_server && was_tied != Some(true) => area.set_value(&wanted),
            _ => {}
        }
        true
    });
}
