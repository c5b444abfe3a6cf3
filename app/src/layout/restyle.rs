//! Pages that are told of no events, such as signing in, ask now and then whether another theme is published: while they are seen,
//! and when they are seen again. The question is a small file with a tag, of which the answer is mostly “as before”.

use crate::live::is_listening;
use gloo_net::http::Request;
use leptos::prelude::{document, set_interval};
use std::time::Duration;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{RequestCache, RequestCredentials};

/// The stylesheet of the day; the answer says which one that is.
const CURRENT: &str = "/theme/current.css";
/// How often a page asks that is seen.
const PAUSE: Duration = Duration::from_secs(30);

/// Calls `learn` when the page wears another theme than the published one, as long as the page is there.
pub fn ask_now_and_then(learn: impl Fn() + Copy + 'static) {
    set_interval(move || ask(learn), PAUSE);
    let seen = Closure::<dyn Fn()>::new(move || ask(learn));
    let added =
        document().add_event_listener_with_callback("visibilitychange", seen.as_ref().unchecked_ref());
    drop(added);
    seen.forget();
}

fn ask(learn: impl Fn() + 'static) {
    if document().hidden() || is_listening() {
        return;
    }
    leptos::task::spawn_local(async move {
        let worn = document().get_element_by_id("theme").and_then(|link| link.get_attribute("href"));
        // Without an answer the page stays as it is.
        if published().await.is_some_and(|published| Some(published) != worn) {
            learn();
        }
    });
}

/// The address of the published stylesheet.
async fn published() -> Option<String> {
    let question = Request::get(CURRENT).cache(RequestCache::NoCache).credentials(RequestCredentials::Omit);
    question.send().await.ok()?.headers().get("content-location")
}
