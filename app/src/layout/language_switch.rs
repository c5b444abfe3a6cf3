//! The switch between languages: a plain form for each, so that it works whatever else does not.

use crate::texts::{lang, t};
use crate::ui::{Button, Weight};
use i18n::{Lang, k};
use leptos::prelude::*;

/// Under which names what was typed waits for the page in the other language.
#[cfg(not(feature = "ssr"))]
const KEPT: &str = "portal-typed-";

/// A button for every language but the reader's, each in its own words.
#[component]
pub fn LanguageSwitch(
    /// The page to come back to.
    #[prop(into)]
    next: String,
    /// Ids of the page's fields that hold what was typed; never a password's.
    #[prop(optional)]
    keeps: &'static [&'static str],
) -> impl IntoView {
    Effect::new(move |_| bring_back(keeps));
    let forms = Lang::ALL
        .into_iter()
        .filter(|other| *other != lang())
        .map(|other| {
            view! {
                <form
                    method="post"
                    action="/api/account/set_language"
                    lang=other.code()
                    on:submit=move |_| put_aside(keeps)
                >
                    <input type="hidden" name="request[next]" value=next.clone() />
                    <Button weight=Weight::Quiet name="request[language]" value=other.code()>
                        {other.name()}
                    </Button>
                </form>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <div role="group" aria-label=t(k::NAV_LANGUAGE) class="flex flex-wrap gap-1">
            {forms}
        </div>
    }
}

/// Keeps what was typed in this tab until the page comes back.
#[cfg(not(feature = "ssr"))]
fn put_aside(ids: &[&str]) {
    let Some(store) = web_sys::window().and_then(|window| window.session_storage().ok().flatten()) else {
        return;
    };
    for (id, field) in ids.iter().filter_map(|id| Some((id, field(id)?))) {
        if !field.value().is_empty() {
            drop(store.set_item(&format!("{KEPT}{id}"), &field.value()));
        }
    }
}

/// Puts it back where it was typed.
#[cfg(not(feature = "ssr"))]
fn bring_back(ids: &[&str]) {
    let Some(store) = web_sys::window().and_then(|window| window.session_storage().ok().flatten()) else {
        return;
    };
    for (id, field) in ids.iter().filter_map(|id| Some((id, field(id)?))) {
        let name = format!("{KEPT}{id}");
        if let Ok(Some(typed)) = store.get_item(&name) {
            field.set_value(&typed);
            drop(store.remove_item(&name));
        }
    }
}

#[cfg(not(feature = "ssr"))]
fn field(id: &str) -> Option<web_sys::HtmlInputElement> {
    use wasm_bindgen::JsCast as _;

    let element = web_sys::window()?.document()?.get_element_by_id(id)?;
    element.dyn_into::<web_sys::HtmlInputElement>().ok()
}

#[cfg(feature = "ssr")]
fn put_aside(_ids: &[&str]) {}

#[cfg(feature = "ssr")]
fn bring_back(_ids: &[&str]) {}
