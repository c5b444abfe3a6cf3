//! Warns before a session ends by itself, so that nothing typed is lost, and leaves once it has ended.
//!
//! The server holds the limits; this only knows when it asked last. Somebody who types keeps the session awake, since
//! typing asks for no page. Other windows of the same browser may have kept it awake too: before it warns, it asks.

use super::api::stay;
use crate::layout::SignOutForm;
use crate::texts::{t, tf};
use crate::ui::{Button, Dialog, Weight};
use domain::account::contract::SessionClock;
use i18n::k;
use leptos::prelude::*;

/// How long before the end it warns, in seconds.
const WARN_S: i64 = 120;

/// The watch over a session; once per frame.
#[component]
pub fn SessionGuard(clock: SessionClock) -> impl IntoView {
    let open = RwSignal::new(false);
    let left = RwSignal::new(WARN_S);
    let is_staying = RwSignal::new(false);
    #[cfg(feature = "hydrate")]
    browser::watch(clock, open, left);
    #[cfg(not(feature = "hydrate"))]
    let _ = clock;
    let time = move || {
        let left = left.get().max(0);
        tf(k::SESSION_WARN, &[("time", &format!("{}:{:02}", left / 60, left % 60))])
    };
    let keep = Callback::new(move |()| {
        is_staying.set(true);
        leptos::task::spawn_local(async move {
            let answer = stay().await;
            let _ = is_staying.try_set(false);
            #[cfg(feature = "hydrate")]
            browser::stayed(answer, open);
            #[cfg(not(feature = "hydrate"))]
            drop(answer);
        });
    });
    view! {
        <Dialog id="session-end" title=t(k::SESSION_WARN_TITLE) open>
            <p class="tabular-nums" role="timer">{time}</p>
            <div class="flex flex-wrap gap-3">
                <Button kind="button" weight=Weight::Primary pending=is_staying on_press=keep>
                    {t(k::SESSION_STAY)}
                </Button>
                <SignOutForm weight=Weight::Secondary />
            </div>
        </Dialog>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use super::{WARN_S, stay};
    use crate::account::api::read_clock;
    use crate::error::AppError;
    use domain::account::contract::SessionClock;
    use leptos::prelude::*;
    use std::cell::Cell;
    use std::time::Duration;
    use wasm_bindgen::prelude::*;

    /// How often it looks at the clock.
    const LOOK: Duration = Duration::from_secs(1);
    /// Somebody who is there is told to the server at most this often, in milliseconds.
    const TOUCH_MS: f64 = 60_000.0;

    thread_local! {
        /// When the session ends unless it is used, and whatever happens; when it was used here last; when the server
        /// was told. All by this browser's clock, in milliseconds.
        static ENDS: Cell<(f64, f64)> = const { Cell::new((f64::MAX, f64::MAX)) };
        static USED: Cell<f64> = const { Cell::new(0.0) };
        static TOLD: Cell<f64> = const { Cell::new(0.0) };
        static IS_ASKING: Cell<bool> = const { Cell::new(false) };
    }

    fn note(clock: SessionClock) {
        let now = js_sys::Date::now();
        #[expect(clippy::cast_precision_loss, reason = "seconds of a day")]
        ENDS.set((now + clock.idle_s as f64 * 1_000.0, now + clock.left_s as f64 * 1_000.0));
    }

    pub fn watch(clock: SessionClock, open: RwSignal<bool>, left: RwSignal<i64>) {
        note(clock);
        TOLD.set(js_sys::Date::now());
        let used = Closure::<dyn Fn()>::new(|| USED.set(js_sys::Date::now()));
        for event in ["keydown", "pointerdown"] {
            drop(window().add_event_listener_with_callback(event, used.as_ref().unchecked_ref()));
        }
        let handle = set_interval_with_handle(move || look(open, left), LOOK);
        let used = StoredValue::new_local(used);
        on_cleanup(move || {
            if let Ok(handle) = handle {
                handle.clear();
            }
            used.with_value(|used| {
                for event in ["keydown", "pointerdown"] {
                    let _ =
                        window().remove_event_listener_with_callback(event, used.as_ref().unchecked_ref());
                }
            });
        });
    }

    fn look(open: RwSignal<bool>, left: RwSignal<i64>) {
        let now = js_sys::Date::now();
        let (idle, absolute) = ENDS.get();
        #[expect(clippy::cast_possible_truncation, reason = "seconds of a day")]
        let seconds = ((idle.min(absolute) - now) / 1_000.0).ceil() as i64;
        if open.get_untracked() {
            left.set(seconds);
            if seconds <= 0 {
                ask(open);
            }
            return;
        }
        if USED.get() > TOLD.get() && now - TOLD.get() > TOUCH_MS {
            TOLD.set(now);
            leptos::task::spawn_local(async move { stayed(stay().await, open) });
        } else if seconds <= WARN_S {
            ask(open);
        }
    }

    /// Asks how long there really is, since other windows may have kept the session awake.
    fn ask(open: RwSignal<bool>) {
        if IS_ASKING.replace(true) {
            return;
        }
        leptos::task::spawn_local(async move {
            match read_clock().await {
                Ok(clock) => {
                    note(clock);
                    open.set(clock.idle_s.min(clock.left_s) <= WARN_S);
                }
                Err(AppError::SignedOut) => leave(),
                // Without an answer the page stays as it is, and asks again.
                Err(_) => {}
            }
            set_timeout(|| IS_ASKING.set(false), Duration::from_secs(5));
        });
    }

    /// What follows from an answer to [`stay`].
    pub fn stayed(answer: Result<SessionClock, AppError>, open: RwSignal<bool>) {
        match answer {
            Ok(clock) => {
                note(clock);
                TOLD.set(js_sys::Date::now());
                let _ = open.try_set(clock.left_s <= WARN_S);
            }
            Err(AppError::SignedOut) => leave(),
            Err(_) => {}
        }
    }

    /// The session is over: what is on the screen goes too.
    fn leave() {
        let location = window().location();
        let path = location.pathname().unwrap_or_default();
        drop(location.replace(&format!("{}?next={path}", crate::routes::SIGN_IN)));
    }
}
