//! The clinic's real screens in a frame, at the width of a phone or a desk, light or dark, repainted at every input.

use super::paint::{Picture, paint, set_variable};
use super::state::{Editing, logo_src};
use crate::texts::{t, tf};
use crate::ui::{Glyph, Icon};
use domain::theme::Mode;
use i18n::{Key, k};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;

/// Screens: name in the address, and in words.
const SCREENS: [(&str, Key); 3] = [
    ("sign-in", k::THEME_SCREEN_SIGN_IN),
    ("home", k::THEME_SCREEN_HOME),
    ("booking", k::THEME_SCREEN_BOOKING),
];
/// The screen shown first: it has most of what a theme colours.
const FIRST: usize = 1;
/// Width of the framed page, in pixels.
const PHONE_WIDTH: u16 = 390;
const DESKTOP_WIDTH: u16 = 1280;
/// Height of the framed page of a desktop, in pixels.
const DESKTOP_HEIGHT: u16 = 860;

/// The frame with its switches.
#[component]
pub fn Preview(editing: Editing) -> impl IntoView {
    let screen = RwSignal::new(FIRST);
    let is_desktop = RwSignal::new(false);
    let is_dark = RwSignal::new(false);
    let stage = NodeRef::<html::Div>::new();
    let frame = NodeRef::<html::Iframe>::new();
    let picture = Memo::new(move |_| Picture {
        tokens: editing.tokens.get(),
        mode: if is_dark.get() { Mode::Dark } else { Mode::Light },
        logo_light: logo_src(editing, false),
        logo_dark: logo_src(editing, true),
    });
    let loads = RwSignal::new(0_u32);
    Effect::new(move |_| {
        loads.track();
        if let Some(frame) = frame.get() {
            picture.with(|picture| paint(&frame, picture));
        }
    });
    // The page in the frame may have come before this page woke up.
    Effect::new(move |_| {
        if let Some(frame) = frame.get() {
            keep_still(&frame);
        }
    });
    Effect::new(move |before: Option<usize>| {
        let wanted = screen.get();
        if before.is_some_and(|before| before != wanted)
            && let (Some(frame), Some((name, _))) = (frame.get_untracked(), SCREENS.get(wanted))
            && let Some(window) = frame.content_window()
        {
            // Replaced, so that the way back leads out of the editor and not through the screens.
            drop(window.location().replace(&format!("/preview/{name}")));
        }
        wanted
    });
    fit(stage, is_desktop);
    let title = move || {
        let name = SCREENS.get(screen.get()).map_or("", |(_, name)| t(*name));
        tf(k::THEME_PREVIEW_OF, &[("screen", name)])
    };
    let first = SCREENS.get(FIRST).map_or("home", |(name, _)| name);
    let screens = SCREENS.iter().map(|(_, name)| *name).collect();
    view! {
        <section class="preview" aria-label=t(k::THEME_PREVIEW)>
            <div class="preview-head">
                <Switch label=k::THEME_SCREEN names=screens selected=screen />
                <div class="flex gap-2">
                    <Toggle
                        label=k::THEME_WIDTH
                        on=is_desktop
                        names=[(k::THEME_PHONE, Icon::Handheld), (k::THEME_DESKTOP, Icon::Monitor)]
                    />
                    <Toggle
                        label=k::THEME_MODE
                        on=is_dark
                        names=[(k::THEME_LIGHT, Icon::Sun), (k::THEME_DARK, Icon::Evening)]
                    />
                </div>
            </div>
            <div
                class="stage"
                node_ref=stage
                data-device=move || if is_desktop.get() { "desktop" } else { "phone" }
                data-mode=move || if is_dark.get() { "dark" } else { "light" }
            >
                <div class="device">
                    <iframe
                        node_ref=frame
                        class="device-screen"
                        src=format!("/preview/{first}")
                        title=title
                        on:load=move |_| {
                            if let Some(frame) = frame.get_untracked() {
                                keep_still(&frame);
                            }
                            loads.update(|loads| *loads = loads.wrapping_add(1));
                        }
                    ></iframe>
                </div>
            </div>
        </section>
    }
}

/// Keeps the framed page where it is: links and forms in it lead nowhere.
fn keep_still(frame: &web_sys::HtmlIFrameElement) {
    let Some(document) = frame.content_document() else { return };
    let still = Closure::<dyn Fn(web_sys::Event)>::new(|event: web_sys::Event| {
        let is_way = event.type_() == "submit"
            || event
                .target()
                .map(wasm_bindgen::JsCast::unchecked_into::<web_sys::Element>)
                .is_some_and(|target| matches!(target.closest("a,button[type=submit]"), Ok(Some(_))));
        if is_way {
            event.prevent_default();
        }
    });
    for kind in ["click", "submit", "auxclick"] {
        drop(document.add_event_listener_with_callback_and_bool(kind, still.as_ref().unchecked_ref(), true));
    }
    // It lives as long as the framed page may call it.
    still.forget();
}

/// Makes a wide page small enough for its place.
fn fit(stage: NodeRef<html::Div>, is_desktop: RwSignal<bool>) {
    let size = RwSignal::new(0_u32);
    Effect::new(move |_| {
        size.track();
        let Some(stage) = stage.get() else { return };
        let room = f64::from(stage.client_width()) - 2.0 * f64::from(EDGE);
        let (width, height) = if is_desktop.get() {
            (f64::from(DESKTOP_WIDTH), f64::from(DESKTOP_HEIGHT))
        } else {
            (f64::from(PHONE_WIDTH), 0.0)
        };
        let scale = (room / width).min(1.0);
        drop(stage.set_attribute("data-fitted", ""));
        set_variable(&stage, "--device-width", &format!("{width}px"));
        set_variable(&stage, "--device-scale", &format!("{scale:.4}"));
        if height > 0.0 {
            set_variable(&stage, "--device-height", &format!("{height}px"));
        } else {
            set_variable(&stage, "--device-height", "");
        }
    });
    Effect::new(move |_| {
        let handle = window_event_listener(leptos::ev::resize, move |_| {
            size.update(|size| *size = size.wrapping_add(1))
        });
        on_cleanup(move || handle.remove());
    });
}

/// Room at each side of the device, in pixels.
const EDGE: u16 = 12;

/// One of several, side by side.
#[component]
fn Switch(label: Key, names: Vec<Key>, selected: RwSignal<usize>) -> impl IntoView {
    let options = names
        .into_iter()
        .enumerate()
        .map(|(index, name)| {
            view! {
                <button
                    type="button"
                    class="segment"
                    aria-pressed=move || if selected.get() == index { "true" } else { "false" }
                    on:click=move |_| selected.set(index)
                >
                    {t(name)}
                </button>
            }
            .into_any()
        })
        .collect_view();
    view! { <div role="group" aria-label=t(label) class="segments">{options}</div> }
}

/// One of two, as icons with their words for screen readers and as a hint.
#[component]
fn Toggle(label: Key, on: RwSignal<bool>, names: [(Key, Icon); 2]) -> impl IntoView {
    let options = names
        .into_iter()
        .zip([false, true])
        .map(|((name, icon), value)| {
            view! {
                <button
                    type="button"
                    class="segment"
                    title=t(name)
                    aria-label=t(name)
                    aria-pressed=move || if on.get() == value { "true" } else { "false" }
                    on:click=move |_| on.set(value)
                >
                    <Glyph icon is_small=true />
                </button>
            }
            .into_any()
        })
        .collect_view();
    view! { <div role="group" aria-label=t(label) class="segments">{options}</div> }
}
