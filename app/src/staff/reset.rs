//! Letting a colleague in who has lost every second factor: a reason, then a code to tell in person.

use super::api::ResetFactors;
use crate::error::AppError;
use crate::layout::{Gate, ToldCode};
use crate::post::{Post, PostForm, submit_again};
use crate::texts::{t, tf};
use crate::ui::{Button, Field};
use domain::staff::contract::{Colleague, REASON_CHARS};
use i18n::k;
use leptos::prelude::*;

const FORM: &str = "colleague-reset";

/// The section; the code can be shown only where scripts run, since it stands in no page that is kept.
#[component]
pub fn Reset(person: Colleague, gate: Gate) -> impl IntoView {
    let post = Post::to::<ResetFactors>();
    Effect::new(move |_| {
        if let Some(Err(error)) = post.answer().get() {
            gate.asks(&error, Callback::new(move |()| submit_again(FORM)));
        }
    });
    let error = Signal::derive(move || match post.answer().get() {
        Some(Err(error)) if error != AppError::StepUp => {
            Some(error.field("reason").unwrap_or_else(|| error.message()).to_owned())
        }
        _ => None,
    });
    let most = u16::try_from(REASON_CHARS).unwrap_or(u16::MAX);
    let (id, name) = (person.id.to_string(), StoredValue::new(person.name.clone()));
    let about = tf(k::STAFF_RESET_ABOUT, &[("name", &person.name)]);
    let allowed = move || {
        let Some(Ok(allowed)) = post.answer().get() else { return None };
        Some(view! { <ToldCode allowed name=name.get_value() /> }.into_any())
    };
    view! {
        <section class="grid gap-3 pt-4 border-t border-hairline" aria-labelledby="reset-title">
            <h3 id="reset-title" class="text-base">{t(k::STAFF_RESET_TITLE)}</h3>
            <p>{about}</p>
            <p class="hidden noscript:block font-semibold">{t(k::STAFF_RESET_SCRIPTS)}</p>
            {allowed}
            <PostForm post id=FORM class="grid gap-3 noscript:hidden">
                <input type="hidden" name="request[account]" value=id />
                <Field
                    id="f-reason"
                    name="request[reason]"
                    label=t(k::STAFF_RESET_REASON)
                    help=t(k::STAFF_RESET_REASON_HELP)
                    maxlength=most
                    error
                />
                <div>
                    <Button pending=post.pending()>{t(k::STAFF_RESET)}</Button>
                </div>
            </PostForm>
        </section>
    }
}
