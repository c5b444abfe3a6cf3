//! A colour: the system's picker, its number, an eyedropper where the browser has one, and three sliders that people can think in.

use super::model::{Axis, color_name};
use super::paint::set_variable;
use super::state::Editing;
use crate::texts::{t, tf};
use crate::ui::{Glyph, Icon};
use domain::theme::{Color, ColorToken, Oklch};
use i18n::{Key, k};
use leptos::html;
use leptos::prelude::*;

const fn about(token: ColorToken) -> Key {
    match token {
        ColorToken::Primary => k::THEME_PRIMARY_ABOUT,
        ColorToken::Secondary => k::THEME_SECONDARY_ABOUT,
        ColorToken::Background => k::THEME_BACKGROUND_ABOUT,
    }
}

const fn id_of(token: ColorToken) -> &'static str {
    match token {
        ColorToken::Primary => "primary",
        ColorToken::Secondary => "secondary",
        ColorToken::Background => "background",
    }
}

/// Everything about one colour.
#[component]
pub fn ColorControl(editing: Editing, token: ColorToken, #[prop(optional)] is_open: bool) -> impl IntoView {
    let id = id_of(token);
    let color = Memo::new(move |_| editing.color(token));
    let is_wrong = RwSignal::new(false);
    let read = move |text: String, is_done: bool| {
        let text = text.trim().to_owned();
        let text = if text.starts_with('#') { text } else { format!("#{text}") };
        match text.parse::<Color>() {
            // Three digits may be on their way to six.
            Ok(found) if is_done || text.len() == 7 => {
                is_wrong.set(false);
                editing.set_color(token, found);
            }
            Ok(_) => is_wrong.set(false),
            Err(_) => is_wrong.set(is_done),
        }
    };
    view! {
        <div class="grid gap-2">
            <div class="flex items-end gap-3">
                <input
                    type="color"
                    class="swatch"
                    aria-label=tf(k::THEME_PICK, &[("color", t(color_name(token)))])
                    prop:value=move || color.get().to_string()
                    value=color.get_untracked().to_string()
                    on:input:target=move |event| read(event.target().value(), true)
                />
                <div class="grid gap-1 flex-1 min-w-0">
                    <label class="label" for=id>{t(color_name(token))}</label>
                    <input
                        id=id
                        type="text"
                        class="field font-mono"
                        maxlength="7"
                        autocapitalize="none"
                        autocomplete="off"
                        spellcheck="false"
                        aria-invalid=move || is_wrong.get().then_some("true")
                        aria-describedby=format!("{id}-about")
                        prop:value=move || color.get().to_string()
                        value=color.get_untracked().to_string()
                        on:input:target=move |event| read(event.target().value(), false)
                        on:change:target=move |event| read(event.target().value(), true)
                    />
                </div>
                <Eyedropper editing token />
            </div>
            {move || is_wrong.get().then(|| view! { <p class="problem" role="alert">{t(k::THEME_HEX_WRONG)}</p> }.into_any())}
            <p id=format!("{id}-about") class="help">{t(about(token))}</p>
            <Sliders editing token color is_open />
        </div>
    }
}

/// Lightness, strength and hue.
#[component]
fn Sliders(editing: Editing, token: ColorToken, color: Memo<Color>, is_open: bool) -> impl IntoView {
    // Kept beside the colour: a grey has no hue and the screen not every chroma, but a slider stays where it was put.
    let at = RwSignal::new(color.get_untracked().to_oklch());
    Effect::new(move |_| {
        let color = color.get();
        if Color::from_oklch(at.get_untracked()) != color {
            let hue = at.get_untracked().hue;
            let found = color.to_oklch();
            at.set(if found.chroma < 0.002 { Oklch { hue, ..found } } else { found });
        }
    });
    let sliders = Axis::ALL
        .into_iter()
        .map(|axis| view! { <Slider id=id_of(token) editing token at axis /> }.into_any())
        .collect_view();
    view! {
        <details open=is_open>
            <summary class="fine-head">
                {t(k::THEME_FINE)}
                <span class="turns text-muted">
                    <Glyph icon=Icon::Expand is_small=true />
                </span>
            </summary>
            <div class="grid gap-3 pt-2 pb-1">{sliders}</div>
        </details>
    }
}

#[component]
fn Slider(
    id: &'static str,
    editing: Editing,
    token: ColorToken,
    at: RwSignal<Oklch>,
    axis: Axis,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    let words = move || axis.words(at.get());
    Effect::new(move |_| {
        let track = axis.track(at.get());
        if let Some(input) = node.get() {
            set_variable(&input, "--track", &track);
        }
    });
    let first = axis.position(at.get_untracked());
    let label = format!("{} · {}", t(color_name(token)), t(axis.name()));
    view! {
        <div class="grid gap-1">
            <div class="flex justify-between text-sm">
                <span aria-hidden="true">{t(axis.name())}</span>
                <output class="text-muted" aria-hidden="true">{words}</output>
            </div>
            <input
                node_ref=node
                type="range"
                class="slider"
                data-slider=format!("{id}-{}", axis.name().0)
                aria-label=label
                aria-valuetext=words
                min="0"
                max=axis.max().to_string()
                step="0.5"
                value=format!("{first:.1}")
                prop:value=move || format!("{:.1}", axis.position(at.get()))
                on:input:target=move |event| {
                    if let Ok(position) = event.target().value().parse::<f64>() {
                        let moved = axis.moved(at.get_untracked(), position);
                        at.set(moved);
                        editing.set_color(token, Color::from_oklch(moved));
                    }
                }
            />
        </div>
    }
}

/// Takes a colour from anywhere on the screen; there only in browsers that can.
#[component]
fn Eyedropper(editing: Editing, token: ColorToken) -> impl IntoView {
    let can = RwSignal::new(false);
    Effect::new(move |_| can.set(eyedropper().is_some()));
    let pick = move |_| {
        leptos::task::spawn_local(async move {
            // Escape is an answer too.
            if let Some(color) = picked().await {
                editing.set_color(token, color);
            }
        });
    };
    view! {
        <Show when=move || can.get()>
            <button
                type="button"
                class="icon-button border border-control"
                title=t(k::THEME_EYEDROPPER)
                aria-label=tf(k::THEME_EYEDROPPER_FOR, &[("color", t(color_name(token)))])
                on:click=pick
            >
                <Glyph icon=Icon::Eyedropper is_small=true />
            </button>
        </Show>
    }
}

/// The browser's eyedropper, if it has one.
fn eyedropper() -> Option<js_sys::Function> {
    use wasm_bindgen::JsCast as _;

    let found = js_sys::Reflect::get(&js_sys::global(), &"EyeDropper".into()).ok()?;
    found.dyn_into().ok()
}

async fn picked() -> Option<Color> {
    use wasm_bindgen::{JsCast as _, JsValue};

    let dropper = js_sys::Reflect::construct(&eyedropper()?, &js_sys::Array::new()).ok()?;
    let open: js_sys::Function =
        js_sys::Reflect::get(&dropper, &JsValue::from_str("open")).ok()?.dyn_into().ok()?;
    let promise: js_sys::Promise = open.call0(&dropper).ok()?.dyn_into().ok()?;
    let answer = wasm_bindgen_futures::JsFuture::from(promise).await.ok()?;
    let hex = js_sys::Reflect::get(&answer, &JsValue::from_str("sRGBHex")).ok()?.as_string()?;
    hex.parse().ok()
}
