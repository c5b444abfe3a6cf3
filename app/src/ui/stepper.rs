//! How far along a task of several steps is.

use super::{Glyph, Icon};
use crate::texts::{t, tf};
use i18n::k;
use leptos::prelude::*;

/// The steps with the current one marked; on phones one line in words.
#[component]
pub fn Stepper(
    /// Names of the steps.
    steps: Vec<String>,
    /// The current one, from 0.
    #[prop(into)]
    current: Signal<usize>,
) -> impl IntoView {
    let names = steps.clone();
    let total = steps.len().to_string();
    let summary = move || {
        let at = current.get();
        let name = names.get(at).cloned().unwrap_or_default();
        tf(k::UI_STEP, &[("step", &(at + 1).to_string()), ("total", &total), ("name", &name)])
    };
    let items = steps
        .into_iter()
        .enumerate()
        .map(|(index, name)| {
            let state = move || match index.cmp(&current.get()) {
                std::cmp::Ordering::Less => "done",
                std::cmp::Ordering::Equal => "current",
                std::cmp::Ordering::Greater => "ahead",
            };
            view! {
                <li
                    class="stepper-step"
                    data-state=state
                    aria-current=move || (state() == "current").then_some("step")
                >
                    <span class="stepper-mark">
                        {move || match state() {
                            "done" => {
                                view! {
                                    <span class="sr-only">{t(k::UI_STEP_DONE)}</span>
                                    <Glyph icon=Icon::Check is_small=true />
                                }
                                    .into_any()
                            }
                            _ => (index + 1).to_string().into_any(),
                        }}
                    </span>
                    {name}
                </li>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <p class="md:hidden text-sm text-muted">{summary}</p>
        <ol class="stepper">{items}</ol>
    }
}
