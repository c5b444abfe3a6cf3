//! The clinic's mark on every page, and how open pages follow a theme that is published while they are open.

use crate::account::api::read_frame;
use crate::live::{Message, listen};
use domain::account::contract::Clinic;
use leptos::prelude::*;

/// The clinic as it was published last, once that has happened while the page is open.
#[derive(Clone, Copy)]
struct Newest(RwSignal<Option<Clinic>>);

/// Makes marks follow [`follow_theme`], and pages without events ask by themselves.
pub fn provide_brand() {
    let newest = RwSignal::new(None);
    provide_context(Newest(newest));
    #[cfg(feature = "hydrate")]
    super::restyle::ask_now_and_then(move || wear_newest(newest));
}

/// Wears a newly published theme without reload: stylesheet and logo change, nothing else does.
pub fn follow_theme(since: i64) {
    let Some(Newest(newest)) = use_context() else { return };
    listen(since, move |message| {
        let is_theme = match message {
            Message::Resync => true,
            Message::Changed { topic, .. } => topic == "theme",
        };
        if is_theme {
            wear_newest(newest);
        }
    });
}

fn wear_newest(newest: RwSignal<Option<Clinic>>) {
    leptos::task::spawn_local(async move {
        // Without an answer the page stays as it is; it is still a page of this clinic.
        if let Ok(frame) = read_frame().await {
            #[cfg(feature = "hydrate")]
            wear(&frame.clinic.theme_href);
            newest.set(Some(frame.clinic));
        }
    });
}

/// Puts the stylesheet beside the old one, which goes when the new one has come: no moment without colours.
#[cfg(feature = "hydrate")]
fn wear(href: &str) {
    use wasm_bindgen::JsCast as _;
    use wasm_bindgen::closure::Closure;

    let document = document();
    let Some(old) = document.get_element_by_id("theme") else { return };
    if let Ok(Some(pending)) = document.query_selector("link[data-pending]") {
        pending.remove();
    }
    if old.get_attribute("href").as_deref() == Some(href) {
        return;
    }
    let Ok(new) = document.create_element("link") else { return };
    for (name, value) in [("rel", "stylesheet"), ("href", href), ("data-pending", "")] {
        drop(new.set_attribute(name, value));
    }
    let (before, fresh) = (old.clone(), new.clone());
    let loaded = Closure::once_into_js(move || {
        before.remove();
        fresh.set_id("theme");
        drop(fresh.remove_attribute("data-pending"));
    });
    drop(new.add_event_listener_with_callback("load", loaded.unchecked_ref()));
    drop(old.insert_adjacent_element("afterend", &new));
}

/// The clinic's logo, or its name in type where there is none. The theme editor finds it by `data-brand`.
#[component]
pub fn BrandMark(
    /// The clinic.
    clinic: Clinic,
) -> impl IntoView {
    let newest = use_context::<Newest>();
    let name = clinic.name.clone();
    let shown = move || newest.and_then(|Newest(newest)| newest.get()).unwrap_or_else(|| clinic.clone());
    view! { <span class="contents" data-brand=name>{move || mark(shown())}</span> }
}

fn mark(clinic: Clinic) -> AnyView {
    match (clinic.logo_light, clinic.logo_dark) {
        (Some(light), Some(dark)) => {
            let alt = if clinic.logo_alt.is_empty() { clinic.name } else { clinic.logo_alt };
            view! {
                <img src=light alt=alt.clone() class="logo-light h-10 w-auto max-w-48 object-contain" />
                <img src=dark alt=alt class="logo-dark h-10 w-auto max-w-48 object-contain" />
            }
            .into_any()
        }
        _ => view! { <span class="text-base md:text-lg font-semibold text-strong">{clinic.name}</span> }
            .into_any(),
    }
}
