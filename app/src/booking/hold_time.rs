//! The time for which a slot is kept: longer when the patient asks for it, over when the patient leaves the page.

use super::api::ExtendHold;
use crate::load::while_true;
use crate::post::{Post, PostForm};
use crate::texts::t;
use crate::ui::{Button, Weight};
use domain::ids::ClaimId;
use i18n::k;
use leptos::prelude::*;

/// With this much left, more is offered; before, it would add next to nothing.
#[cfg(feature = "hydrate")]
const OFFER_FROM_S: i64 = 120;

/// Offers more time when little is left, once; `kept` gets the new seconds.
#[component]
pub fn KeepLonger(
    /// What is kept.
    hold: ClaimId,
    /// Seconds it is kept for, from when this was set.
    kept: RwSignal<i64>,
) -> impl IntoView {
    let action = Post::to::<ExtendHold>();
    let is_short = RwSignal::new(false);
    Effect::new(move |_| offer_later(is_short, kept.get()));
    Effect::new(move |_| {
        if let Some(Ok(held)) = action.answer().get() {
            kept.set(held.seconds_left);
        }
    });
    let is_offered = move || is_short.get() && action.answer().with(Option::is_none);
    view! {
        <div role="status" aria-live="polite">
            {while_true(is_offered, move || view! {
                <PostForm post=action class="flex flex-wrap items-center gap-3">
                    <input type="hidden" name="request[hold]" value=hold.to_string() />
                    <p>{t(k::BOOKING_HOLD_SHORT)}</p>
                    <Button weight=Weight::Secondary pending=action.pending()>
                        {t(k::BOOKING_HOLD_EXTEND)}
                    </Button>
                </PostForm>
            })}
        </div>
    }
}

#[cfg(feature = "hydrate")]
fn offer_later(is_short: RwSignal<bool>, seconds: i64) {
    let wait = u64::try_from(seconds - OFFER_FROM_S).unwrap_or_default();
    let handle = set_timeout_with_handle(
        move || {
            let _ = is_short.try_set(true);
        },
        std::time::Duration::from_secs(wait),
    );
    on_cleanup(move || {
        if let Ok(handle) = handle {
            handle.clear();
        }
    });
}

#[cfg(not(feature = "hydrate"))]
fn offer_later(_is_short: RwSignal<bool>, _seconds: i64) {}

/// Gives the time back when the page is left while nothing is being booked.
#[cfg(feature = "hydrate")]
pub fn release_on_leave(hold: ClaimId, is_booking: Signal<bool>) {
    let handle = window_event_listener(leptos::ev::pagehide, move |_| {
        if !is_booking.get_untracked() {
            let body = format!("request[hold]={hold}");
            drop(window().navigator().send_beacon_with_opt_str("/api/booking/release_hold", Some(&body)));
        }
    });
    on_cleanup(move || handle.remove());
}

/// Gives the time back when the page is left; nothing to do on the server.
#[cfg(not(feature = "hydrate"))]
pub fn release_on_leave(_hold: ClaimId, _is_booking: Signal<bool>) {}
