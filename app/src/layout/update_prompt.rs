//! The word that a new version is ready: it waits until the reader wants it, and never reloads by itself.

use crate::load::while_true;
use crate::texts::t;
use crate::ui::{Button, Glyph, Icon, Weight};
use crate::worker::{is_something_typed, register, take_over};
use i18n::k;
use leptos::prelude::*;

/// The place of the word, once per document. Who has typed something is asked to finish it first.
#[component]
pub fn UpdatePrompt() -> impl IntoView {
    let is_waiting = RwSignal::new(false);
    let is_warned = RwSignal::new(false);
    Effect::new(move |_| register(is_waiting));
    let load = move |()| {
        if is_something_typed() && !is_warned.get_untracked() {
            is_warned.set(true);
        } else {
            take_over();
        }
    };
    view! {
        <div role="status" aria-live="polite" class="toast-region" id="update">
            {while_true(move || is_waiting.get(), move || view! {
                <div class="toast animate-rise">
                    <Glyph icon=Icon::Information />
                    <div class="grid gap-1 min-w-0 py-2">
                        <p class="font-semibold">{t(k::APP_UPDATE_TITLE)}</p>
                        {while_true(move || is_warned.get(), || view! { <p class="text-sm">{t(k::APP_UPDATE_TYPED)}</p> })}
                        <div class="flex flex-wrap gap-2">
                            <Button kind="button" weight=Weight::Secondary on_press=Callback::new(load)>
                                {t(k::APP_UPDATE_LOAD)}
                            </Button>
                            <Button
                                kind="button"
                                weight=Weight::Quiet
                                on_press=Callback::new(move |()| is_waiting.set(false))
                            >
                                {t(k::APP_UPDATE_LATER)}
                            </Button>
                        </div>
                    </div>
                </div>
            })}
        </div>
    }
}
