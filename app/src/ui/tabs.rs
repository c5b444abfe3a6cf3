//! Views of one place that change without an address: arrow keys move, as in the ARIA pattern.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

fn tab_id(id: &str, index: usize) -> String {
    format!("{id}-tab-{index}")
}

fn panel_id(id: &str, index: usize) -> String {
    format!("{id}-panel-{index}")
}

/// The tab that a key leads to.
#[must_use]
pub fn next(key: &str, current: usize, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    match key {
        "ArrowRight" => Some(if current >= last { 0 } else { current + 1 }),
        "ArrowLeft" => Some(if current == 0 { last } else { current - 1 }),
        "Home" => Some(0),
        "End" => Some(last),
        _ => None,
    }
}

/// The row of tabs; each view goes into a [`TabPanel`] with the same id.
#[component]
pub fn Tabs(
    /// Id of the group.
    #[prop(into)]
    id: String,
    /// What they divide, for screen readers.
    #[prop(into)]
    label: String,
    /// Names of the views.
    names: Vec<String>,
    /// Which is shown, from 0.
    selected: RwSignal<usize>,
) -> impl IntoView {
    let count = names.len();
    let group = id.clone();
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        let Some(to) = next(&event.key(), selected.get_untracked(), count) else { return };
        event.prevent_default();
        selected.set(to);
        let tab = document().get_element_by_id(&tab_id(&group, to));
        if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<web_sys::HtmlElement>().ok()) {
            drop(tab.focus());
        }
    };
    let tabs = names
        .into_iter()
        .enumerate()
        .map(|(index, name)| {
            let is_selected = move || selected.get() == index;
            view! {
                <button
                    type="button"
                    role="tab"
                    class="tab"
                    id=tab_id(&id, index)
                    aria-controls=panel_id(&id, index)
                    aria-selected=move || if is_selected() { "true" } else { "false" }
                    tabindex=move || if is_selected() { "0" } else { "-1" }
                    on:click=move |_| selected.set(index)
                >
                    {name}
                </button>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <div role="tablist" aria-label=label class="tabs" on:keydown=on_key>
            {tabs}
        </div>
    }
}

/// The view of a tab.
#[component]
pub fn TabPanel(
    /// Id of the group.
    #[prop(into)]
    id: String,
    /// Which view this is, from 0.
    index: usize,
    /// Which is shown.
    #[prop(into)]
    selected: Signal<usize>,
    /// The view.
    children: Children,
) -> impl IntoView {
    view! {
        <div
            role="tabpanel"
            tabindex="0"
            id=panel_id(&id, index)
            aria-labelledby=tab_id(&id, index)
            hidden=move || selected.get() != index
        >
            {children()}
        </div>
    }
}
