//! Proving anew who is asking, before something that matters: in a dialog, or above a form where no scripts run.

pub use crate::account::confirm::Confirm;
pub use crate::account::step_up::{Gate, StepUpDialog};

use crate::error::AppError;
use crate::flash::Flash;
use crate::post::{Post, submit_again};
use crate::texts::t;
use crate::ui::{Button, Field};
use domain::account::contract::Freshness;
use i18n::k;
use leptos::prelude::*;
use serde::de::DeserializeOwned;

/// The question above a form, where no scripts run to ask it later. A second factor is asked for when signing in: whoever
/// has one signs in anew.
#[component]
pub fn ProveFirst(
    /// What it takes.
    freshness: Freshness,
    /// What this form left when it was refused.
    flash: Option<Flash>,
) -> impl IntoView {
    match freshness {
        Freshness::Fresh => return ().into_any(),
        Freshness::SecondFactor => {
            return view! { <p class="card hidden noscript:grid">{t(k::ACCOUNT_STEP_UP_ANEW)}</p> }
                .into_any();
        }
        Freshness::Password => {}
    }
    let error = flash.map(|flash| flash.error.message().to_owned());
    view! {
        <form method="post" action="/api/account/step_up" class="card hidden noscript:grid gap-4">
            <h2 class="text-lg">{t(k::ACCOUNT_STEP_UP_TITLE)}</h2>
            <p>{t(k::ACCOUNT_STEP_UP_FIRST)}</p>
            <Field
                id="prove-password"
                name="request[password]"
                label=t(k::ACCOUNT_CURRENT)
                kind="password"
                autocomplete="current-password"
                error=Signal::stored(error)
            />
            <div>
                <Button>{t(k::ACCOUNT_STEP_UP_SUBMIT)}</Button>
            </div>
        </form>
    }
    .into_any()
}

/// Why a form was refused, apart from its fields; asks for proof where that is what is missing.
pub fn refusal<T: Clone + DeserializeOwned + Send + Sync + 'static>(
    post: Post<T>,
    form: &'static str,
    gate: Gate,
    before: Option<AppError>,
) -> Signal<Option<AppError>> {
    Effect::new(move |_| {
        if let Some(Err(error)) = post.answer().get() {
            gate.asks(&error, Callback::new(move |()| submit_again(form)));
        }
    });
    Signal::derive(move || match post.answer().get() {
        Some(Ok(_) | Err(AppError::StepUp)) => None,
        Some(Err(error)) => Some(error),
        None => before.clone(),
    })
}
