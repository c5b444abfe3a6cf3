//! What Dialog and Sheet share: the browser's own `dialog`, modal once scripts run, a plain box on top of the page without them.

use super::{Glyph, Icon};
use crate::texts::t;
use i18n::k;
use leptos::html;
use leptos::prelude::*;

/// Ties `open` to the element, both ways. A dialog that the server rendered open becomes modal here.
fn follow(node: NodeRef<html::Dialog>, open: RwSignal<bool>) {
    Effect::new(move |_| {
        let is_wanted = open.get();
        let Some(dialog) = node.get() else { return };
        let is_modal = dialog.matches(":modal").unwrap_or(false);
        if is_wanted && !is_modal {
            dialog.set_open(false);
            drop(dialog.show_modal());
        } else if !is_wanted && dialog.open() {
            dialog.close();
        }
    });
}

/// A dialog with a title, a way out, content and actions; Escape and a press beside it close it.
#[component]
pub fn Modal(
    /// Its id.
    id: String,
    /// What it is about.
    title: String,
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Where the way out leads without scripts; otherwise it only closes.
    close_href: Option<String>,
    /// Its place on the screen.
    class: &'static str,
    /// Buttons, kept in sight below the content.
    actions: Option<ViewFn>,
    /// The content.
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let title_id = format!("{id}-title");
    let is_open_at_first = open.get_untracked();
    follow(node, open);
    view! {
        <dialog
            node_ref=node
            id=id
            class=class
            open=is_open_at_first
            aria-labelledby=title_id
            on:close=move |_| open.set(false)
            on:click=move |event| {
                if event.target() == event.current_target() {
                    open.set(false);
                }
            }
        >
            <div class="modal-inside">
                <header class="modal-head">
                    <h2 id=title_id.clone() tabindex="-1" autofocus class="text-xl">
                        {title}
                    </h2>
                    <WayOut close_href />
                </header>
                <div class="modal-body">{children()}</div>
                {actions.map(|actions| view! { <footer class="modal-actions">{actions.run()}</footer> }.into_any())}
            </div>
        </dialog>
    }
}

/// Closes the dialog: a form of method `dialog` does it without scripts too.
#[component]
fn WayOut(close_href: Option<String>) -> impl IntoView {
    match close_href {
        Some(href) => view! {
            <a href=href class="icon-button" aria-label=t(k::UI_CLOSE)>
                <Glyph icon=Icon::Close />
            </a>
        }
        .into_any(),
        None => view! {
            <form method="dialog">
                <button class="icon-button" aria-label=t(k::UI_CLOSE)>
                    <Glyph icon=Icon::Close />
                </button>
            </form>
        }
        .into_any(),
    }
}
