//! Keeping the card in this browser: off until somebody turns it on, and what follows from that, in plain words.

use super::api::KeepCard;
use super::device::{State, settle};
use super::words::moment;
use crate::load::while_true;
use crate::post::{Post, PostForm};
use crate::texts::t;
use crate::ui::{Alert, Badge, Button, Tone, Weight};
use domain::card::contract::Kept;
use domain::civil::LocalMinute;
use i18n::k;
use leptos::prelude::*;

/// The switch.
#[component]
pub fn KeepSwitch(
    /// What this browser keeps.
    kept: Kept,
    /// When the card was made.
    made: LocalMinute,
) -> impl IntoView {
    // What the browser can do is known there alone.
    let state = RwSignal::new(State::Unknown);
    Effect::new(move |_| settle(kept, state));
    let post = Post::to::<KeepCard>();
    let is_on = kept == Kept::This;
    let (badge, tone) =
        if is_on { (k::CARD_KEEP_ON, Tone::Success) } else { (k::CARD_KEEP_OFF, Tone::Neutral) };
    let is_refused = move || post.answer().with(|answer| matches!(answer, Some(Err(_))));
    let can = move || !matches!(state.get(), State::Unknown | State::Impossible);
    view! {
        <section class="card max-w-none grid gap-4" aria-labelledby="keep-title" data-print="no" data-kept=move || state.get().name()>
            <div class="flex flex-wrap items-center justify-between gap-3">
                <h2 id="keep-title" class="text-lg">{t(k::CARD_KEEP_TITLE)}</h2>
                <Badge label=t(badge) tone />
            </div>
            <p>{t(k::CARD_KEEP_ABOUT)}</p>
            <p>{t(k::CARD_KEEP_ENDS)}</p>
            {(kept == Kept::Another).then(|| view! { <Alert tone=Tone::Warning>{t(k::CARD_KEEP_ANOTHER)}</Alert> }.into_any())}
            <div role="status" class="grid">
                {move || {
                    let (tone, words) = match state.get() {
                        State::Stored => (Tone::Success, moment(k::CARD_KEEP_STORED, made)),
                        State::Failed => (Tone::Warning, t(k::CARD_KEEP_FAILED).to_owned()),
                        State::Impossible => (Tone::Information, t(k::CARD_KEEP_IMPOSSIBLE).to_owned()),
                        State::Unknown | State::Ready => return None,
                    };
                    Some(view! { <Alert tone>{words}</Alert> }.into_any())
                }}
                {while_true(is_refused, || view! { <Alert tone=Tone::Danger>{t(k::CARD_KEEP_REFUSED)}</Alert> })}
            </div>
            {while_true(can, move || view! {
                <div class="flex flex-wrap gap-3">
                    <Choice post is_kept=!is_on />
                    {(kept == Kept::Another).then(|| view! { <Choice post is_kept=false /> }.into_any())}
                </div>
            })}
        </section>
    }
}

/// A button that turns it on or off.
#[component]
fn Choice(post: Post<()>, is_kept: bool) -> impl IntoView {
    let (words, weight) = if is_kept {
        (k::CARD_KEEP_TURN_ON, Weight::Primary)
    } else {
        (k::CARD_KEEP_TURN_OFF, Weight::Secondary)
    };
    view! {
        <PostForm post>
            <input type="hidden" name="request[is_kept]" value=is_kept.to_string() />
            <Button weight pending=post.pending()>{t(words)}</Button>
        </PostForm>
    }
}
