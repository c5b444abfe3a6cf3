//! The logo: shown at once from the file that was chosen, then handed in; the server's reason stands here if it is refused.

use super::paint::set_variable;
use super::state::{Editing, logo_src};
use crate::layout::use_frame;
use crate::texts::{t, tf};
use crate::ui::{Button, Field, Glyph, Icon, Weight};
use domain::theme::contract::StoredLogo;
use domain::theme::{MAX_LOGO_ALT_CHARS, Mode, derive};
use i18n::k;
use leptos::html;
use leptos::prelude::*;

/// What the file dialog offers; the server looks at the content.
const ACCEPT: &str = "image/png,image/jpeg,image/webp,image/svg+xml";
/// Largest file, in bytes; the server counts again.
const MAX_FILE_BYTES: f64 = 2.0 * 1024.0 * 1024.0;

/// Both logos and their words.
#[component]
pub fn LogoControls(editing: Editing) -> impl IntoView {
    let alt = RwSignal::new(editing.tokens.with_untracked(|tokens| tokens.logo_alt.clone()));
    Effect::new(move |_| {
        let typed = alt.get();
        if editing.tokens.with_untracked(|tokens| tokens.logo_alt != typed) {
            editing.tokens.update(|tokens| tokens.logo_alt = typed);
        }
    });
    Effect::new(move |_| {
        let held = editing.tokens.with(|tokens| tokens.logo_alt.clone());
        if alt.get_untracked() != held {
            alt.set(held);
        }
    });
    let problem = Signal::derive(move || editing.problem("logo_alt").map(str::to_owned));
    view! {
        <div class="grid gap-4">
            <p class="help">{t(k::THEME_LOGO_ABOUT)}</p>
            <div class="grid sm:grid-cols-2 lg:grid-cols-1 xl:grid-cols-2 gap-4">
                <LogoWell editing is_dark=false alt />
                <LogoWell editing is_dark=true alt />
            </div>
            <Field
                id="logo-alt"
                name="logo_alt"
                label=t(k::THEME_LOGO_ALT)
                help=t(k::THEME_LOGO_ALT_ABOUT)
                bind=alt
                error=problem
                maxlength=u16::try_from(MAX_LOGO_ALT_CHARS).unwrap_or(u16::MAX)
                is_optional=true
            />
        </div>
    }
}

/// One logo on the ground it is meant for.
#[component]
fn LogoWell(editing: Editing, is_dark: bool, alt: RwSignal<String>) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let well = NodeRef::<html::Div>::new();
    let refused = RwSignal::new(None::<&'static str>);
    let is_busy = RwSignal::new(false);
    let is_over = RwSignal::new(false);
    let mode = if is_dark { Mode::Dark } else { Mode::Light };
    let name = if is_dark { k::THEME_LOGO_DARK } else { k::THEME_LOGO_LIGHT };
    let field = if is_dark { "logo_dark" } else { "logo_light" };
    Effect::new(move |_| {
        let palette = editing.tokens.with(|tokens| derive(tokens, mode));
        if let Some(well) = well.get() {
            set_variable(&well, "--well", &palette.card.to_string());
            set_variable(&well, "--well-ink", &palette.muted.to_string());
        }
    });
    let own = Memo::new(move |_| logo_src(editing, is_dark));
    let other = Memo::new(move |_| logo_src(editing, !is_dark));
    let frame = use_frame();
    let choose = move |file: web_sys::File| {
        refused.set(None);
        if file.size() > MAX_FILE_BYTES {
            refused.set(Some(t(k::FIELD_LOGO_TOO_LARGE)));
            return;
        }
        let Ok(address) = web_sys::Url::create_object_url_with_blob(&file) else { return };
        // At once, before the server has seen it.
        editing.chosen.update(|shown| *slot(shown, is_dark) = Some(address));
        is_busy.set(true);
        leptos::task::spawn_local(async move {
            let answer = hand_in(&file).await;
            is_busy.set(false);
            match answer {
                Ok(logo) => {
                    if alt.get_untracked().trim().is_empty() {
                        // A clinic's logo says the clinic's name, as a rule.
                        let name = frame.get_untracked().and_then(Result::ok).map(|frame| frame.clinic.name);
                        editing.tokens.update(|tokens| tokens.logo_alt = name.unwrap_or_default());
                    }
                    editing.tokens.update(|tokens| {
                        if is_dark {
                            tokens.logo_dark = Some(logo.name)
                        } else {
                            tokens.logo_light = Some(logo.name)
                        }
                    });
                }
                Err(reason) => {
                    editing.chosen.update(|shown| *slot(shown, is_dark) = None);
                    refused.set(Some(reason));
                }
            }
        });
    };
    let remove = Callback::new(move |()| {
        refused.set(None);
        editing.chosen.update(|shown| *slot(shown, is_dark) = None);
        editing
            .tokens
            .update(|tokens| if is_dark { tokens.logo_dark = None } else { tokens.logo_light = None });
    });
    let open = Callback::new(move |()| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    });
    let problem = move || refused.get().or_else(|| editing.problem(field));
    view! {
        <div class="grid gap-2 content-start" role="group" aria-label=t(name)>
            <p class="label" aria-hidden="true">{t(name)}</p>
            <div
                node_ref=well
                class="logo-well"
                data-over=move || is_over.get().then_some("")
                on:dragover=move |event| {
                    event.prevent_default();
                    is_over.set(true);
                }
                on:dragleave=move |_| is_over.set(false)
                on:drop=move |event| {
                    event.prevent_default();
                    is_over.set(false);
                    let files = event.data_transfer().and_then(|data| data.files());
                    if let Some(file) = files.and_then(|files| files.get(0)) {
                        choose(file);
                    }
                }
            >
                {move || match (own.get(), other.get()) {
                    (Some(src), _) => view! { <img class="logo-shown" src=src alt=t(k::THEME_LOGO_SHOWN) /> }.into_any(),
                    (None, Some(src)) => view! {
                        <img class="logo-shown" src=src alt=t(k::THEME_LOGO_OTHER) />
                        <span class="text-xs">{t(k::THEME_LOGO_OTHER)}</span>
                    }
                    .into_any(),
                    (None, None) => view! { <Glyph icon=Icon::Upload /> <span class="text-sm">{t(k::THEME_LOGO_NONE)}</span> }.into_any(),
                }}
            </div>
            <input
                node_ref=input
                type="file"
                hidden
                accept=ACCEPT
                data-logo=field
                on:change:target=move |event| {
                    let files = event.target().files();
                    if let Some(file) = files.and_then(|files| files.get(0)) {
                        choose(file);
                    }
                    // The same file can be chosen again after it was refused.
                    event.target().set_value("");
                }
            />
            <div class="flex flex-wrap gap-2">
                <Button kind="button" on_press=open pending=is_busy icon=Icon::Upload>
                    {move || t(if own.get().is_some() { k::THEME_LOGO_REPLACE } else { k::THEME_LOGO_CHOOSE })}
                </Button>
                <Show when=move || own.get().is_some()>
                    <Button kind="button" weight=Weight::Quiet on_press=remove>{t(k::THEME_LOGO_REMOVE)}</Button>
                </Show>
            </div>
            <div aria-live="polite">
                {move || problem().map(|problem| view! {
                    <p class="problem flex gap-1">
                        <Glyph icon=Icon::Problem is_small=true />
                        <span>{tf(k::THEME_LOGO_REFUSED, &[("reason", problem)])}</span>
                    </p>
                }.into_any())}
            </div>
        </div>
    }
}

fn slot(shown: &mut super::state::Shown, is_dark: bool) -> &mut Option<String> {
    if is_dark { &mut shown.dark } else { &mut shown.light }
}

/// Hands the file in; the answer is the stored logo, or the reason in words.
async fn hand_in(file: &web_sys::File) -> Result<StoredLogo, &'static str> {
    #[cfg(feature = "hydrate")]
    {
        super::api::upload_logo(file)
            .await
            .map_err(|error| error.field("logo").unwrap_or_else(|| error.message()))
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = file;
        Err("")
    }
}
