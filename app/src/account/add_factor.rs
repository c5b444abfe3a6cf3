//! The dialog in which a second factor is set up, step by step, and in which recovery codes are shown once.

use super::api::{
    add_contact, begin_totp, confirm_contact, confirm_totp, send_contact_code, send_contact_proof,
};
use super::factors::{kind_name, told};
use super::passkey;
use super::step_up::Gate;
use crate::error::AppError;
use crate::texts::{t, tf};
use crate::ui::{Alert, Button, Dialog, Field, Toasts, Tone, Weight, use_toasts};
use domain::account::factor::{
    AddContactRequest, CodeSent, ConfirmContactRequest, ConfirmTotpRequest, FactorAdded, TotpSetup,
};
use domain::account::security::FactorKind;
use domain::contact::ContactKind;
use i18n::k;
use leptos::prelude::*;

/// Where the dialog is.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    /// Nothing is being set up.
    Idle,
    /// What the browser will ask, and a name.
    Passkey,
    /// The app scans, and shows its first code.
    Totp(TotpSetup),
    /// Which address.
    Address(ContactKind),
    /// The code that was sent to it.
    Code(CodeSent),
    /// Recovery codes, once.
    Codes(Vec<String>),
}

/// What is being set up; once per page.
#[derive(Clone, Copy)]
pub struct Adding {
    gate: Gate,
    changes: RwSignal<u32>,
    open: RwSignal<bool>,
    step: RwSignal<Step>,
    pending: RwSignal<bool>,
    problem: RwSignal<Option<&'static str>>,
    field: RwSignal<Option<String>>,
    text: RwSignal<String>,
    label: RwSignal<String>,
    kind: RwSignal<FactorKind>,
    /// An address alone, no factor.
    contact: RwSignal<Option<ContactKind>>,
    toasts: Toasts,
}

impl Adding {
    /// Nothing yet.
    #[must_use]
    pub fn new(gate: Gate, changes: RwSignal<u32>) -> Self {
        Self {
            gate,
            changes,
            open: RwSignal::new(false),
            step: RwSignal::new(Step::Idle),
            pending: RwSignal::new(false),
            problem: RwSignal::new(None),
            field: RwSignal::new(None),
            text: RwSignal::new(String::new()),
            label: RwSignal::new(String::new()),
            kind: RwSignal::new(FactorKind::Totp),
            contact: RwSignal::new(None),
            toasts: use_toasts(),
        }
    }

    /// Begins to set up a factor.
    pub fn begin(self, kind: FactorKind) {
        self.contact.set(None);
        self.kind.set(kind);
        match kind {
            FactorKind::Totp => self.begin_totp(),
            FactorKind::Email => self.go(Step::Address(ContactKind::Email)),
            FactorKind::Sms => self.go(Step::Address(ContactKind::Phone)),
            FactorKind::Passkey => self.go(Step::Passkey),
        }
    }

    /// Begins to add an address.
    pub fn begin_contact(self, kind: ContactKind) {
        self.contact.set(Some(kind));
        self.go(Step::Address(kind));
    }

    /// Shows new recovery codes.
    pub fn show_codes(self, codes: Vec<String>) {
        self.contact.set(None);
        self.changes.update(|changes| *changes += 1);
        self.go(Step::Codes(codes));
    }

    fn go(self, step: Step) {
        self.problem.set(None);
        self.field.set(None);
        self.text.set(String::new());
        self.step.set(step);
        self.open.set(true);
    }

    fn begin_totp(self) {
        leptos::task::spawn_local(async move {
            match begin_totp().await {
                Ok(setup) => self.go(Step::Totp(setup)),
                Err(error) => self.refused(&error, Callback::new(move |()| self.begin_totp())),
            }
        });
    }

    /// Sends what was typed in this step.
    fn submit(self) {
        if self.pending.get_untracked() {
            return;
        }
        self.pending.set(true);
        let is_contact = self.contact.get_untracked().is_some();
        let (step, text, label) =
            (self.step.get_untracked(), self.text.get_untracked(), self.label.get_untracked());
        leptos::task::spawn_local(async move {
            let outcome = match step {
                Step::Totp(setup) => {
                    let request = ConfirmTotpRequest { factor: setup.factor, code: text, label };
                    confirm_totp(request).await.map(Some)
                }
                Step::Code(sent) => {
                    let request = ConfirmContactRequest { challenge: sent.challenge, code: text };
                    if is_contact {
                        add_contact(request).await.map(|()| Some(FactorAdded { recovery_codes: Vec::new() }))
                    } else {
                        confirm_contact(request).await.map(Some)
                    }
                }
                Step::Address(kind) => {
                    let request = AddContactRequest { kind, address: text };
                    let sent = if is_contact {
                        send_contact_proof(request).await
                    } else {
                        send_contact_code(request).await
                    };
                    match sent {
                        Ok(sent) => {
                            self.go(Step::Code(sent));
                            Ok(None)
                        }
                        Err(error) => Err(error),
                    }
                }
                Step::Passkey => match passkey::enrol(label).await {
                    Ok(outcome) => outcome.map(Some),
                    Err(problem) => {
                        let _ = self.pending.try_set(false);
                        self.problem.set(Some(problem));
                        return;
                    }
                },
                Step::Idle | Step::Codes(_) => Ok(None),
            };
            let _ = self.pending.try_set(false);
            match outcome {
                Ok(None) => {}
                Ok(Some(added)) => self.added(added),
                Err(error) => self.refused(&error, Callback::new(move |()| self.submit())),
            }
        });
    }

    fn added(self, added: FactorAdded) {
        self.label.set(String::new());
        let is_contact = self.contact.get_untracked().is_some();
        let words = if is_contact { k::ACCOUNT_CONTACT_ADDED } else { k::ACCOUNT_FACTOR_ADDED };
        self.toasts.show(Tone::Success, t(words));
        if added.recovery_codes.is_empty() {
            self.changes.update(|changes| *changes += 1);
            self.open.set(false);
            self.step.set(Step::Idle);
        } else {
            self.show_codes(added.recovery_codes);
        }
    }

    fn refused(self, error: &AppError, again: Callback<()>) {
        if let Some(words) = error.field("address") {
            self.field.set(Some(words.to_owned()));
            return;
        }
        if !matches!(error, AppError::StepUp) && !self.open.get_untracked() {
            self.toasts.show(Tone::Danger, error.message());
            return;
        }
        told(error, self.gate, StoredValue::new(Some(again)), self.problem);
    }
}

/// The dialog.
#[component]
pub fn AddFactorDialog(adding: Adding) -> impl IntoView {
    let title = move || match (adding.step.get(), adding.contact.get()) {
        (Step::Codes(_), _) => t(k::ACCOUNT_RECOVERY_TITLE),
        (_, Some(ContactKind::Email)) => t(k::ACCOUNT_CONTACT_EMAIL),
        (_, Some(ContactKind::Phone)) => t(k::ACCOUNT_CONTACT_PHONE),
        (_, None) => t(kind_name(adding.kind.get())),
    };
    let body = move || match adding.step.get() {
        Step::Idle => ().into_any(),
        Step::Passkey => view! { <PasskeyStep adding /> }.into_any(),
        Step::Totp(setup) => view! { <TotpStep setup adding /> }.into_any(),
        Step::Address(kind) => view! { <AddressStep kind adding /> }.into_any(),
        Step::Code(sent) => view! { <CodeStep sent adding /> }.into_any(),
        Step::Codes(codes) => view! { <CodesStep codes adding /> }.into_any(),
    };
    view! {
        <Dialog id="add-factor" title=t(k::ACCOUNT_FACTOR_SET_UP) open=adding.open>
            <p class="text-lg font-semibold text-strong">{title}</p>
            {move || adding.problem.get().map(|words| view! { <p class="problem" role="alert">{words}</p> }.into_any())}
            {body}
        </Dialog>
    }
}

/// A form of one step: the browser's own submit, so that Enter works.
#[component]
fn StepForm(adding: Adding, submit: &'static str, children: Children) -> impl IntoView {
    view! {
        <form
            class="grid gap-4"
            on:submit=move |event| {
                event.prevent_default();
                adding.submit();
            }
        >
            {children()}
            <div>
                <Button weight=Weight::Primary pending=adding.pending>{submit}</Button>
            </div>
        </form>
    }
}

#[component]
fn CodeField(adding: Adding) -> impl IntoView {
    view! {
        <Field
            id="factor-code"
            name="code"
            label=t(k::ACCOUNT_CODE)
            autocomplete="one-time-code"
            inputmode="numeric"
            maxlength=8
            bind=adding.text
            is_verbatim=true
        />
    }
}

#[component]
fn TotpStep(setup: TotpSetup, adding: Adding) -> impl IntoView {
    let TotpSetup { secret, uri, qr_path, qr_size, .. } = setup;
    let grouped: Vec<String> =
        secret.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    view! {
        <ol class="grid gap-2 list-decimal pl-6">
            <li>{t(k::ACCOUNT_TOTP_ONE)}</li>
            <li>{t(k::ACCOUNT_TOTP_TWO)}</li>
            <li>{t(k::ACCOUNT_TOTP_THREE)}</li>
        </ol>
        <div class="qr">
            <svg viewBox=format!("0 0 {qr_size} {qr_size}") role="img" aria-label=t(k::ACCOUNT_TOTP_QR)>
                <path d=qr_path />
            </svg>
        </div>
        <p class="text-sm">
            {t(k::ACCOUNT_TOTP_BY_HAND)}" "
            <span class="font-semibold text-strong tabular-nums wrap-anywhere" data-secret=secret>{grouped.join(" ")}</span>
        </p>
        <p class="text-sm"><a class="link" href=uri>{t(k::ACCOUNT_TOTP_HERE)}</a></p>
        <StepForm adding submit=t(k::ACCOUNT_FACTOR_CONFIRM)>
            <CodeField adding />
            <LabelField adding />
        </StepForm>
    }
}

#[component]
fn PasskeyStep(adding: Adding) -> impl IntoView {
    view! {
        <p>{t(k::ACCOUNT_PASSKEY_BEFORE)}</p>
        <StepForm adding submit=t(k::ACCOUNT_PASSKEY_CREATE)>
            <LabelField adding />
        </StepForm>
    }
}

#[component]
fn LabelField(adding: Adding) -> impl IntoView {
    view! {
        <Field
            id="factor-label"
            name="label"
            label=t(k::ACCOUNT_FACTOR_LABEL)
            maxlength=60
            bind=adding.label
            is_optional=true
        />
    }
}

#[component]
fn AddressStep(kind: ContactKind, adding: Adding) -> impl IntoView {
    let (label, input) = match kind {
        ContactKind::Email => (k::ACCOUNT_ADDRESS_EMAIL, "email"),
        ContactKind::Phone => (k::ACCOUNT_ADDRESS_PHONE, "tel"),
    };
    let autocomplete = input;
    let about = match (kind, adding.contact.get_untracked().is_some()) {
        (ContactKind::Email, false) => k::ACCOUNT_ABOUT_EMAIL,
        (ContactKind::Phone, false) => k::ACCOUNT_ABOUT_SMS,
        (ContactKind::Email, true) => k::ACCOUNT_CONTACT_EMAIL_ABOUT,
        (ContactKind::Phone, true) => k::ACCOUNT_CONTACT_PHONE_ABOUT,
    };
    view! {
        <p>{t(about)}</p>
        <StepForm adding submit=t(k::ACCOUNT_SEND_CODE)>
            <Field
                id="factor-address"
                name="address"
                label=t(label)
                kind=input
                autocomplete=autocomplete
                bind=adding.text
                error=adding.field
                is_verbatim=true
            />
        </StepForm>
    }
}

#[component]
fn CodeStep(sent: CodeSent, adding: Adding) -> impl IntoView {
    view! {
        <p>{tf(k::ACCOUNT_CODE_SENT, &[("to", &sent.to)])}</p>
        <StepForm adding submit=t(k::ACCOUNT_FACTOR_CONFIRM)>
            <CodeField adding />
        </StepForm>
    }
}

#[component]
fn CodesStep(codes: Vec<String>, adding: Adding) -> impl IntoView {
    let done = Callback::new(move |()| {
        adding.open.set(false);
        adding.step.set(Step::Idle);
    });
    view! {
        <Alert tone=Tone::Warning title=t(k::ACCOUNT_RECOVERY_ONCE)>{t(k::ACCOUNT_RECOVERY_KEEP)}</Alert>
        <ul class="grid sm:grid-cols-2 gap-2 tabular-nums font-semibold text-strong" data-recovery="">
            {codes.into_iter().map(|code| view! { <li>{code}</li> }.into_any()).collect_view()}
        </ul>
        <div>
            <Button kind="button" weight=Weight::Primary on_press=done>{t(k::ACCOUNT_RECOVERY_KEPT)}</Button>
        </div>
    }
}
