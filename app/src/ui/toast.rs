//! Short news that needs no answer: it appears, is read out, and goes. Errors do not belong here.

use super::{Glyph, Icon, Tone};
use crate::texts::t;
use i18n::k;
use leptos::prelude::*;
use std::time::Duration;

/// How long it stays: time to read two lines.
const SHOWN: Duration = Duration::from_secs(7);

#[derive(Clone, Debug)]
struct Toast {
    number: u32,
    tone: Tone,
    text: String,
}

/// The news of a page: the latest, since the one before has been read or is outdated by it.
#[derive(Clone, Copy, Debug)]
pub struct Toasts {
    shown: RwSignal<Option<Toast>>,
    last: StoredValue<u32>,
}

impl Toasts {
    /// Shows `text` for a while; call it in the browser, after an action.
    pub fn show(self, tone: Tone, text: impl Into<String>) {
        let number = self.last.get_value().wrapping_add(1);
        self.last.set_value(number);
        self.shown.set(Some(Toast { number, tone, text: text.into() }));
        set_timeout(move || self.close(number), SHOWN);
    }

    fn close(self, number: u32) {
        // The page may be gone by the time the news has been read.
        let _ = self.shown.try_update(|shown| {
            if shown.as_ref().is_some_and(|toast| toast.number == number) {
                *shown = None;
            }
        });
    }
}

/// Makes [`use_toasts`] work below; frames call it.
pub fn provide_toasts() {
    provide_context(Toasts { shown: RwSignal::new(None), last: StoredValue::new(0) });
}

/// Where to put news.
#[must_use]
pub fn use_toasts() -> Toasts {
    expect_context()
}

/// The place of the news, once per frame.
#[component]
pub fn ToastRegion() -> impl IntoView {
    let toasts = use_toasts();
    view! {
        <div role="status" aria-live="polite" class="toast-region">
            {move || toasts.shown.get().map(|toast| {
                view! {
                    <div class="toast animate-rise">
                        <Glyph icon=toast.tone.icon() />
                        <p class="min-w-0">{toast.text}</p>
                        <button
                            type="button"
                            class="icon-button"
                            aria-label=t(k::UI_CLOSE)
                            on:click=move |_| toasts.close(toast.number)
                        >
                            <Glyph icon=Icon::Close is_small=true />
                        </button>
                    </div>
                }
                .into_any()
            })}
        </div>
    }
}
