//! A code to tell somebody in person: shown once, large, with what to do with it.

use crate::texts::{t, tf};
use crate::ui::{Alert, Tone};
use domain::staff::contract::ResetAllowed;
use i18n::k;
use leptos::prelude::*;

/// The code.
#[component]
pub fn ToldCode(allowed: ResetAllowed, name: String) -> impl IntoView {
    let ResetAllowed { code, minutes } = allowed;
    let words = tf(k::STAFF_RESET_TELL, &[("name", &name), ("minutes", &minutes.to_string())]);
    view! {
        <Alert tone=Tone::Success title=t(k::STAFF_RESET_ALLOWED) is_urgent=true>
            <p class="font-mono text-2xl text-strong" data-reset-code="">{code}</p>
            <p>{words}</p>
        </Alert>
    }
}
