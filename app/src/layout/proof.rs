//! Proving anew who is asking, before something that matters: in a dialog, or above a form where no scripts run.

pub use crate::account::confirm::Confirm;
pub use crate::account::step_up::{Gate, StepUpDialog};

use crate::flash::Flash;
use crate::texts::t;
use crate::ui::{Button, Field};
use domain::account::contract::Freshness;
use i18n::k;
use leptos::prelude::*;

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
