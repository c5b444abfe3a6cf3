//! How the reader wants to hear of new results, folded away until somebody wants to change it.

use super::api::SaveWish;
use crate::layout::NotAccepted;
use crate::post::{Post, PostForm};
use crate::texts::t;
use crate::ui::{Alert, Button, Choice, Fold, Select, Tick, Tone};
use domain::results::wish::{When, Wish};
use i18n::{Key, k};
use leptos::prelude::*;

const fn words(when: When) -> Key {
    match when {
        When::AtOnce => k::RESULTS_WISH_AT_ONCE,
        When::WithComment => k::RESULTS_WISH_WITH_COMMENT,
    }
}

/// The wish, and a form to change it.
#[component]
pub fn WishForm(
    /// As it is.
    wish: Wish,
    /// Whether it was saved just now, on the way here.
    is_done: bool,
) -> impl IntoView {
    let post: Post<()> = Post::to::<SaveWish>();
    let is_saved = move || match post.answer().get() {
        Some(answer) => answer.is_ok(),
        None => is_done,
    };
    let error = Signal::derive(move || post.answer().get().and_then(Result::err));
    let choices = When::ALL
        .iter()
        .map(|when| Choice { value: when.name().to_owned(), label: t(words(*when)).to_owned() })
        .collect();
    view! {
        <Fold label=t(k::RESULTS_WISH_TITLE) is_open=is_done>
            <PostForm post class="card max-w-none grid gap-4 mt-2">
                <NotAccepted error id="wish-problems" />
                {move || is_saved().then(|| view! {
                    <Alert tone=Tone::Success is_urgent=true>{t(k::RESULTS_WISH_SAVED)}</Alert>
                }.into_any())}
                <p>{t(k::RESULTS_WISH_ABOUT)}</p>
                <Select id="f-when" name="request[when]" label=t(k::RESULTS_WISH_WHEN) choices value=wish.when.name() />
                <Tick
                    name="request[is_weekend_quiet]"
                    value="true"
                    label=t(k::RESULTS_WISH_WEEKENDS)
                    is_ticked=wish.is_weekend_quiet
                />
                <div><Button pending=post.pending()>{t(k::RESULTS_WISH_SAVE)}</Button></div>
            </PostForm>
        </Fold>
    }
}
