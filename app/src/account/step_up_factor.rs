//! The part of the question “is it you?” that asks for the second factor.

use super::api::{read_step_up, send_step_up_code};
use super::factors::kind_name;
use crate::error::AppError;
use crate::texts::{t, tf};
use crate::ui::{Button, Choice, Field, Select};
use domain::account::factor::{CodeSent, FactorChoice, FactorRequest, SecondStep};
use domain::account::security::FactorKind;
use i18n::k;
use leptos::prelude::*;

/// The choice that is no factor.
const RECOVERY: &str = "recovery";

/// What can prove it, and what was chosen; once per dialog.
#[derive(Clone, Copy)]
pub struct Proof {
    ways: RwSignal<Option<SecondStep>>,
    has_passkey: RwSignal<bool>,
    chosen: RwSignal<String>,
    sent: RwSignal<Option<CodeSent>>,
    pending: RwSignal<bool>,
    problem: RwSignal<Option<&'static str>>,
}

impl Proof {
    /// Nothing is known yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            ways: RwSignal::new(None),
            has_passkey: RwSignal::new(false),
            chosen: RwSignal::new(String::new()),
            sent: RwSignal::new(None),
            pending: RwSignal::new(false),
            problem: RwSignal::new(None),
        }
    }

    /// Asks what is needed.
    pub fn ask(self) {
        self.problem.set(None);
        self.sent.set(None);
        leptos::task::spawn_local(async move {
            match read_step_up().await {
                Ok(mut ways) => {
                    // A passkey stands beside the form: with it, no password is asked for.
                    let is_typed = |choice: &FactorChoice| choice.kind != FactorKind::Passkey;
                    self.has_passkey.set(!ways.factors.iter().all(is_typed));
                    ways.factors.retain(is_typed);
                    let first = ways.factors.first().map(|choice| choice.id.to_string()).unwrap_or_default();
                    self.chosen.set(first);
                    self.ways.set(Some(ways));
                }
                Err(error) => self.problem.set(Some(error.message())),
            }
        });
    }

    /// Whether a passkey would do.
    #[must_use]
    pub fn has_passkey(self) -> Signal<bool> {
        self.has_passkey.into()
    }

    fn send(self, choice: &FactorChoice) {
        if self.pending.get_untracked() {
            return;
        }
        self.pending.set(true);
        self.problem.set(None);
        let request = FactorRequest { factor: choice.id };
        leptos::task::spawn_local(async move {
            let answer: Result<CodeSent, AppError> = send_step_up_code(request).await;
            let _ = self.pending.try_set(false);
            match answer {
                Ok(sent) => self.sent.set(Some(sent)),
                Err(error) => self.problem.set(Some(error.message())),
            }
        });
    }
}

impl Default for Proof {
    fn default() -> Self {
        Self::new()
    }
}

/// The fields; none for those without a second factor.
#[component]
pub fn ProofFields(proof: Proof, error: Signal<Option<String>>) -> impl IntoView {
    let problem = move || {
        proof.problem.get().map(|words| view! { <p class="problem" role="alert">{words}</p> }.into_any())
    };
    let fields = move || match proof.ways.get() {
        Some(ways) if !ways.factors.is_empty() || ways.has_recovery => {
            view! { <Ways ways proof error /> }.into_any()
        }
        _ => ().into_any(),
    };
    view! { {fields}{problem} }
}

#[component]
fn Ways(ways: SecondStep, proof: Proof, error: Signal<Option<String>>) -> impl IntoView {
    let SecondStep { factors, has_recovery } = ways;
    let mut choices: Vec<Choice> = factors
        .iter()
        .map(|choice| Choice { value: choice.id.to_string(), label: label_of(choice) })
        .collect();
    if has_recovery {
        let label = t(k::ACCOUNT_SECOND_USE_RECOVERY).to_owned();
        choices.push(Choice { value: RECOVERY.to_owned(), label });
    }
    // A code that was sent is for one factor.
    Effect::new(move |before: Option<String>| {
        let chosen = proof.chosen.get();
        if before.is_some_and(|before| before != chosen) {
            proof.sent.set(None);
        }
        chosen
    });
    let factors = StoredValue::new(factors);
    let asked = move || {
        let chosen = proof.chosen.get();
        let found = factors
            .with_value(|factors| factors.iter().find(|choice| choice.id.to_string() == chosen).cloned());
        match found {
            None => view! { <Typed about=t(k::ACCOUNT_SECOND_RECOVERY).to_owned() is_recovery=true error /> }
                .into_any(),
            Some(choice) if choice.kind.is_weak() => view! { <Sent choice proof error /> }.into_any(),
            Some(choice) => view! {
                <input type="hidden" name="request[factor]" value=choice.id.to_string() />
                <Typed about=t(k::ACCOUNT_SECOND_TOTP).to_owned() is_recovery=false error />
            }
            .into_any(),
        }
    };
    view! {
        {(choices.len() > 1).then(|| view! {
            <Select id="step-up-way" name="way" label=t(k::ACCOUNT_STEP_UP_WAY) choices bind=proof.chosen />
        }.into_any())}
        {asked}
    }
}

fn label_of(choice: &FactorChoice) -> String {
    if choice.label.is_empty() {
        return t(kind_name(choice.kind)).to_owned();
    }
    tf(k::ACCOUNT_SECOND_USE, &[("kind", t(kind_name(choice.kind))), ("label", &choice.label)])
}

/// A code that has to be sent first.
#[component]
fn Sent(choice: FactorChoice, proof: Proof, error: Signal<Option<String>>) -> impl IntoView {
    let choice = StoredValue::new(choice);
    let send = Callback::new(move |()| choice.with_value(|choice| proof.send(choice)));
    move || {
        match proof.sent.get() {
        None => view! {
            <div>
                <Button kind="button" on_press=send pending=proof.pending>
                    {tf(k::ACCOUNT_STEP_UP_SEND, &[("to", &choice.with_value(|choice| choice.label.clone()))])}
                </Button>
            </div>
        }
        .into_any(),
        Some(sent) => view! {
            <input type="hidden" name="request[factor]" value=choice.with_value(|choice| choice.id.to_string()) />
            <input type="hidden" name="request[challenge]" value=sent.challenge.to_string() />
            <Typed about=tf(k::ACCOUNT_CODE_SENT, &[("to", &sent.to)]) is_recovery=false error />
        }
        .into_any(),
    }
    }
}

#[component]
fn Typed(about: String, is_recovery: bool, error: Signal<Option<String>>) -> impl IntoView {
    view! {
        <p>{about}</p>
        <Field
            id="step-up-code"
            name="request[code]"
            label=t(if is_recovery { k::ACCOUNT_RECOVERY_CODE } else { k::ACCOUNT_CODE })
            autocomplete=if is_recovery { "off" } else { "one-time-code" }
            inputmode=if is_recovery { "text" } else { "numeric" }
            maxlength=40
            error
            is_verbatim=true
        />
    }
}
