//! Asks once more for the password, and for the second factor of who has one, or for a passkey, before something that matters,
//! then does what was asked for.

use super::api::StepUp;
use super::passkey::PasskeyProof;
use super::step_up_factor::{Proof, ProofFields};
use crate::error::AppError;
use crate::post::{Post, PostForm};
use crate::texts::t;
use crate::ui::{Button, Dialog, Field, Weight};
use i18n::k;
use leptos::prelude::*;

/// The question, once per page.
#[derive(Clone, Copy)]
pub struct Gate {
    open: RwSignal<bool>,
    again: StoredValue<Option<Callback<()>>>,
}

impl Gate {
    /// A question that is not asked yet.
    #[must_use]
    pub fn new() -> Self {
        Self { open: RwSignal::new(false), again: StoredValue::new(None) }
    }

    /// Asks if `error` says that proof is needed, and does `again` once it was given; says whether it asks.
    pub fn asks(self, error: &AppError, again: Callback<()>) -> bool {
        let asks = *error == AppError::StepUp;
        if asks {
            self.again.set_value(Some(again));
            self.open.set(true);
        }
        asks
    }
}

impl Default for Gate {
    fn default() -> Self {
        Self::new()
    }
}

/// The dialog.
#[component]
pub fn StepUpDialog(gate: Gate) -> impl IntoView {
    let proof = Proof::new();
    Effect::new(move |_| {
        if gate.open.get() {
            proof.ask();
        }
    });
    let done = Callback::new(move |()| {
        gate.open.set(false);
        if let Some(again) = gate.again.get_value() {
            gate.again.set_value(None);
            again.run(());
        }
    });
    view! {
        <Dialog id="step-up" title=t(k::ACCOUNT_STEP_UP_TITLE) open=gate.open>
            <p>{t(k::ACCOUNT_STEP_UP_ABOUT)}</p>
            <StepUpForm proof done />
        </Dialog>
    }
}

/// The question's fields; `done` follows on proof.
#[component]
pub fn StepUpForm(
    /// What beside the password proves it.
    proof: Proof,
    /// What follows.
    done: Callback<()>,
    /// What was wrong with the password that was posted without scripts.
    #[prop(optional, into)]
    before: String,
) -> impl IntoView {
    let post = Post::to::<StepUp>();
    let password = RwSignal::new(String::new());
    Effect::new(move |_| {
        if let Some(Ok(())) = post.answer().get() {
            password.set(String::new());
            done.run(());
        }
    });
    let before = StoredValue::new(Some(before).filter(|before| !before.is_empty()));
    let refused = move |of_code: bool| {
        Signal::derive(move || {
            post.answer().with(|answer| match answer {
                None if of_code => None,
                None => before.get_value(),
                Some(answer) => {
                    let error = answer.as_ref().err()?;
                    (is_about_code(error) == of_code).then(|| error.message().to_owned())
                }
            })
        })
    };
    let (error, code_error) = (refused(false), refused(true));
    view! {
        <PostForm post class="grid gap-4">
            <Field
                id="step-up-password"
                name="request[password]"
                label=t(k::ACCOUNT_CURRENT)
                kind="password"
                autocomplete="current-password"
                bind=password
                error
            />
            <ProofFields proof error=code_error />
            <div>
                <Button weight=Weight::Primary pending=post.pending()>{t(k::ACCOUNT_STEP_UP_SUBMIT)}</Button>
            </div>
        </PostForm>
        <PasskeyProof is_shown=proof.has_passkey() done />
    }
}

/// Whether it was the code that was not accepted, and not the password.
fn is_about_code(error: &AppError) -> bool {
    matches!(error, AppError::Refused { rule, .. } if rule.starts_with("code."))
}
