//! What is to be corrected, above the form: takes the focus and leads to each field.

use super::{Glyph, Icon};
use crate::texts::t;
use i18n::k;
use leptos::html;
use leptos::prelude::*;

/// A field that was not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Id of the field on the page; empty where no single field is meant.
    pub field: String,
    /// What to do about it.
    pub message: String,
}

/// The list of problems. Mount it when there are some; it takes the focus, with scripts and without.
#[component]
pub fn ErrorSummary(
    /// Its id, for `aria-describedby`.
    #[prop(into)]
    id: String,
    /// The problems, in the order of the fields.
    problems: Vec<Problem>,
) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let Some(summary) = node.get() {
            drop(summary.focus());
        }
    });
    let title_id = (problems.len() > 1).then(|| format!("{id}-title"));
    let link_class = if title_id.is_some() { "underline underline-offset-2" } else { "no-underline" };
    let lines = problems
        .into_iter()
        .map(|problem| {
            let line = if problem.field.is_empty() {
                view! { <span>{problem.message}</span> }.into_any()
            } else {
                let to = format!("#{}", problem.field);
                view! { <a href=to rel="external" class=link_class>{problem.message}</a> }.into_any()
            };
            view! { <li>{line}</li> }.into_any()
        })
        .collect_view();
    view! {
        <div
            node_ref=node
            id=id
            role="alert"
            tabindex="-1"
            autofocus
            aria-labelledby=title_id
            class="alert-danger"
        >
            <Glyph icon=Icon::Problem />
            <div class="grid gap-1 min-w-0">
                {title_id.clone().map(|id| view! { <p id=id class="font-semibold">{t(k::UI_PROBLEMS)}</p> }.into_any())}
                <ul class="grid gap-1">{lines}</ul>
            </div>
        </div>
    }
}
