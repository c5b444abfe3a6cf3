//! The controls, in the order a person thinks: logo, colours, font, corners; below them, whether all of it can be read.

use super::color::ColorControl;
use super::contrast::Contrast;
use super::logo::LogoControls;
use super::state::Editing;
use crate::texts::{t, tf};
use domain::theme::{ColorToken, Font, MAX_RADIUS_PX};
use i18n::{Key, k};
use leptos::prelude::*;

const fn font_about(font: Font) -> Key {
    match font {
        Font::AtkinsonHyperlegibleNext => k::THEME_FONT_ATKINSON,
        Font::Inter => k::THEME_FONT_INTER,
        Font::Figtree => k::THEME_FONT_FIGTREE,
        Font::SourceSans3 => k::THEME_FONT_SANS,
        Font::SourceSerif4 => k::THEME_FONT_SERIF,
    }
}

/// Everything that can be chosen.
#[component]
pub fn Controls(editing: Editing) -> impl IntoView {
    view! {
        <div class="grid gap-4">
            <Part id="logo-title" title=k::THEME_LOGO>
                <LogoControls editing />
            </Part>
            <Part id="colors-title" title=k::THEME_COLORS>
                <div class="grid gap-6">
                    <ColorControl editing token=ColorToken::Primary is_open=true />
                    <ColorControl editing token=ColorToken::Secondary />
                    <ColorControl editing token=ColorToken::Background />
                </div>
            </Part>
            <Part id="font-title" title=k::THEME_FONT>
                <Fonts editing />
            </Part>
            <Part id="corners-title" title=k::THEME_CORNERS>
                <Corners editing />
            </Part>
            <Part id="contrast-title" title=k::THEME_CONTRAST>
                <Contrast editing />
            </Part>
        </div>
    }
}

#[component]
fn Part(id: &'static str, title: Key, children: Children) -> impl IntoView {
    view! {
        <section class="card" aria-labelledby=id>
            <h2 id=id class="section-title">{t(title)}</h2>
            {children()}
        </section>
    }
}

/// Each typeface in itself.
#[component]
fn Fonts(editing: Editing) -> impl IntoView {
    let choices = Font::ALL
        .into_iter()
        .map(|font| {
            let is_chosen = move || editing.tokens.with(|tokens| tokens.font == font);
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        name="font"
                        value=font.key()
                        checked=editing.tokens.with_untracked(|tokens| tokens.font == font)
                        prop:checked=is_chosen
                        on:change=move |_| editing.tokens.update(|tokens| tokens.font = font)
                    />
                    <span class="grid min-w-0">
                        <span class="face text-strong" data-face=font.key()>{font.name()}</span>
                        <span class="text-sm text-muted">{t(font_about(font))}</span>
                    </span>
                </label>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <fieldset class="grid gap-2">
            <legend class="sr-only">{t(k::THEME_FONT)}</legend>
            {choices}
        </fieldset>
    }
}

/// From square to round.
#[component]
fn Corners(editing: Editing) -> impl IntoView {
    let radius = move || editing.tokens.with(|tokens| tokens.radius);
    let words = move || tf(k::THEME_PIXELS, &[("count", &radius().to_string())]);
    view! {
        <div class="grid gap-2">
            <div class="flex justify-between gap-4">
                <label for="radius" class="label">{t(k::THEME_RADIUS)}</label>
                <output for="radius" class="text-muted" aria-hidden="true">{words}</output>
            </div>
            <input
                id="radius"
                type="range"
                class="slider"
                min="0"
                max=MAX_RADIUS_PX.to_string()
                step="1"
                aria-valuetext=words
                value=editing.tokens.with_untracked(|tokens| tokens.radius).to_string()
                prop:value=move || radius().to_string()
                on:input:target=move |event| {
                    if let Ok(radius) = event.target().value().parse::<u8>() {
                        editing.tokens.update(|tokens| tokens.radius = radius.min(MAX_RADIUS_PX));
                    }
                }
            />
            <div class="flex justify-between text-sm text-muted" aria-hidden="true">
                <span>{t(k::THEME_SQUARE)}</span>
                <span>{t(k::THEME_ROUND)}</span>
            </div>
        </div>
    }
}
