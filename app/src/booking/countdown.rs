//! How long the chosen time is still kept: a thin ring that runs down, the minutes and seconds, one word near the end.

use crate::texts::{t, tf};
use domain::booking::holds::HOLD_SECONDS;
use i18n::k;
use leptos::prelude::*;

/// From how many seconds on the reader is told that time is short.
const SHORT: i64 = 60;

/// Minutes and seconds left of `seconds`. Only the last minute is read out, not every second.
#[component]
pub fn Countdown(
    /// Seconds left when the page was made, by the server's clock.
    seconds: i64,
) -> impl IntoView {
    let left = RwSignal::new(seconds);
    run_down(left);
    let words = move || {
        let seconds = left.get();
        if seconds == 0 {
            return t(k::BOOKING_HOLD_OVER).to_owned();
        }
        tf(k::BOOKING_HOLD_LEFT, &[("time", &format!("{}:{:02}", seconds / 60, seconds % 60))])
    };
    let is_short = Memo::new(move |_| (1..=SHORT).contains(&left.get()));
    let is_over = Memo::new(move |_| left.get() == 0);
    let news = move || {
        if is_over.get() {
            t(k::BOOKING_HOLD_OVER)
        } else if is_short.get() {
            t(k::BOOKING_HOLD_MINUTE)
        } else {
            ""
        }
    };
    view! {
        <p class="countdown" data-short=move || is_short.get().then_some("")>
            <svg class="countdown-ring" viewBox="0 0 24 24" aria-hidden="true">
                <circle class="countdown-track" cx="12" cy="12" r="10" />
                <circle
                    class="countdown-left"
                    cx="12"
                    cy="12"
                    r="10"
                    pathLength="300"
                    stroke-dasharray="300"
                    stroke-dashoffset=move || (HOLD_SECONDS - left.get().min(HOLD_SECONDS)).to_string()
                />
            </svg>
            <span class="tabular-nums">{words}</span>
        </p>
        <p class="sr-only" role="status">{news}</p>
    }
}

/// Counts by the clock, not by ticks: a page that slept knows how late it is.
fn run_down(left: RwSignal<i64>) {
    #[cfg(feature = "hydrate")]
    {
        let seconds = left.get_untracked();
        let started = js_sys::Date::now();
        let handle = set_interval_with_handle(
            move || {
                let passed = (js_sys::Date::now() - started) / 1_000.0;
                #[expect(clippy::cast_possible_truncation, reason = "seconds of a few minutes")]
                left.set((seconds - passed as i64).max(0));
            },
            std::time::Duration::from_millis(500),
        );
        on_cleanup(move || {
            if let Ok(handle) = handle {
                handle.clear();
            }
        });
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = left;
}
