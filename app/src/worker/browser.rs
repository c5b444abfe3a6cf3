//! The browser's side. Where there are no service workers, all of it does nothing.

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::{RwSignal, Set as _};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Where the worker's script is.
const SCRIPT: &str = "/sw.js";
/// What the waiting worker is told.
const TAKE_OVER: &str = "take over";
/// How often a page that is looked at again asks for a new version, in milliseconds.
const ASK_EVERY_MS: f64 = 60.0 * 60.0 * 1_000.0;

thread_local! {
    static REGISTRATION: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

/// Registers the worker; `is_waiting` turns true when a new version is ready.
pub fn register(is_waiting: RwSignal<bool>) {
    leptos::task::spawn_local(async move {
        let Some(registration) = registered().await else { return };
        if is_present(&get(&registration, "waiting")) {
            tell(is_waiting);
        }
        let watched = registration.clone();
        on(&registration, "updatefound", move || {
            let installing = get(&watched, "installing");
            let worker = installing.clone();
            on(&installing, "statechange", move || {
                if get(&worker, "state").as_string().as_deref() == Some("installed") {
                    tell(is_waiting);
                }
            });
        });
        ask_when_seen_again(registration.clone());
        REGISTRATION.set(Some(registration));
    });
}

async fn registered() -> Option<JsValue> {
    let options = js_sys::Object::new();
    Reflect::set(&options, &"updateViaCache".into(), &"none".into()).ok()?;
    let register = get(&container()?, "register").dyn_into::<Function>().ok()?;
    let promise = register.call2(&container()?, &SCRIPT.into(), &options).ok()?;
    JsFuture::from(promise.dyn_into::<Promise>().ok()?).await.ok()
}

/// The first worker of all is no news: only one that waits for another to go is.
fn tell(is_waiting: RwSignal<bool>) {
    if container().is_some_and(|container| is_present(&get(&container, "controller"))) {
        is_waiting.set(true);
    }
}

/// Lets the new version take over and loads the page anew, once.
pub fn take_over() {
    let waiting = REGISTRATION.with_borrow(|found| found.as_ref().map(|found| get(found, "waiting")));
    let (Some(waiting), Some(container)) = (waiting.filter(is_present), container()) else {
        reload();
        return;
    };
    on(&container, "controllerchange", reload);
    if let Ok(post) = get(&waiting, "postMessage").dyn_into::<Function>() {
        drop(post.call1(&waiting, &TAKE_OVER.into()));
    }
}

fn reload() {
    if let Some(window) = web_sys::window() {
        drop(window.location().reload());
    }
}

/// Whether a field of the page holds what is not sent yet.
pub fn is_something_typed() -> bool {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return false };
    let is_typed = |tag: &str| {
        let call = || -> Option<js_sys::Array> {
            let find = get(&document, "getElementsByTagName").dyn_into::<Function>().ok()?;
            Some(js_sys::Array::from(&find.call1(&document, &tag.into()).ok()?))
        };
        call().is_some_and(|fields| {
            fields
                .iter()
                .any(|field| get(&field, "value").as_string() != get(&field, "defaultValue").as_string())
        })
    };
    is_typed("input") || is_typed("textarea")
}

/// An installed application stays open for days: it asks for a new version when it is looked at again.
fn ask_when_seen_again(registration: JsValue) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let asked = RefCell::new(js_sys::Date::now());
    let seen = document.clone();
    on(&document, "visibilitychange", move || {
        if seen.hidden() || js_sys::Date::now() - *asked.borrow() < ASK_EVERY_MS {
            return;
        }
        asked.replace(js_sys::Date::now());
        let Ok(update) = get(&registration, "update").dyn_into::<Function>() else { return };
        if let Some(promise) =
            update.call0(&registration).ok().and_then(|promise| promise.dyn_into::<Promise>().ok())
        {
            // Without a connection there is no new version: that is all.
            leptos::task::spawn_local(async move { drop(JsFuture::from(promise).await) });
        }
    });
}

fn container() -> Option<JsValue> {
    let window = web_sys::window()?;
    Some(get(&window.navigator(), "serviceWorker")).filter(is_present)
}

fn get(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn is_present(value: &JsValue) -> bool {
    !value.is_undefined() && !value.is_null()
}

/// Listens for as long as the page lives.
fn on(target: &JsValue, event: &str, react: impl Fn() + 'static) {
    let react = Closure::<dyn Fn()>::new(react);
    if let Some(target) = target.dyn_ref::<web_sys::EventTarget>() {
        drop(target.add_event_listener_with_callback(event, react.as_ref().unchecked_ref()));
    }
    react.forget();
}
