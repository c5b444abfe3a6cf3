//! The page of those who register without an invitation: who they are, a code to an address of theirs, and the word that the
//! request is there, which is the same whoever asks. Plain forms, so that all of it works without JavaScript.

use super::register_api::{read_register, read_register_flash};
use super::register_form::{DetailsForm, problems};
use crate::flash::Flash;
use crate::layout::{ContactList, ErrorView, OutsidePage, use_frame};
use crate::load::{load_once, wait};
use crate::routes::{ACTIVATE, REGISTER, SIGN_IN};
use crate::texts::{t, tf};
use crate::ui::{Button, ErrorSummary, Field, LinkButton, Stepper, Weight};
use domain::account::contract::Clinic;
use domain::registration::contract::{RegisterView, Step};
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn RegisterPage() -> impl IntoView {
    let frame = use_frame();
    let (view, flash) = (load_once(read_register), load_once(read_register_flash));
    let is_sent = use_query_map().with_untracked(|query| query.get("sent").is_some());
    view! {
        <Suspense>
            {move || wait(async move {
                let flash = flash.await.ok().flatten();
                match (frame.await, view.await) {
                    (Ok(frame), Ok(at)) => {
                        let clinic = frame.clinic;
                        let title = tf(k::REGISTRATION_PAGE_TITLE, &[("clinic", &clinic.name)]);
                        let content = if is_sent && flash.is_none() {
                            view! { <Sent clinic=clinic.clone() /> }.into_any()
                        } else if at.step == Step::Closed {
                            view! { <Closed clinic=clinic.clone() /> }.into_any()
                        } else {
                            view! { <Steps at flash clinic=clinic.name.clone() /> }.into_any()
                        };
                        view! {
                            <Title text=title />
                            <OutsidePage clinic here=REGISTER>{content}</OutsidePage>
                        }
                        .into_any()
                    }
                    (Err(error), _) | (_, Err(error)) => {
                        view! { <main class="px-4"><ErrorView error /></main> }.into_any()
                    }
                }
            })}
        </Suspense>
    }
}

/// How far it is, what was refused, and the step.
#[component]
fn Steps(at: RegisterView, flash: Option<Flash>, clinic: String) -> impl IntoView {
    let names = [k::REGISTRATION_STEP_WHO, k::REGISTRATION_STEP_CODE, k::REGISTRATION_STEP_SENT];
    let steps = names.into_iter().map(|name| t(name).to_owned()).collect();
    let current = usize::from(at.step == Step::Code);
    let problems = flash.as_ref().map(|flash| problems(flash, at.step)).unwrap_or_default();
    let step = if at.step == Step::Code {
        view! { <CodeForm at /> }.into_any()
    } else {
        view! { <DetailsForm at flash clinic /> }.into_any()
    };
    view! {
        <div class="grid gap-2">
            <h1 class="text-2xl md:text-3xl">{t(k::REGISTRATION_TITLE)}</h1>
            <Stepper steps current=Signal::stored(current) />
        </div>
        {(!problems.is_empty()).then(|| view! { <ErrorSummary id="register-problems" problems /> }.into_any())}
        {step}
        <div class="grid gap-1 text-muted">
            <p>
                {t(k::REGISTRATION_INVITED)} " "
                <a class="link" href=ACTIVATE rel="external">{t(k::REGISTRATION_ACTIVATE)}</a>
            </p>
            <p>
                {t(k::REGISTRATION_HAVE_ACCOUNT)} " "
                <a class="link" href=SIGN_IN rel="external">{t(k::REGISTRATION_SIGN_IN)}</a>
            </p>
        </div>
    }
}

/// The code that was sent.
#[component]
fn CodeForm(at: RegisterView) -> impl IntoView {
    view! {
        <form method="post" action="/api/account/register_confirm" class="card grid gap-4">
            <div class="grid gap-1">
                <h2 class="text-lg">{t(k::REGISTRATION_CODE_TITLE)}</h2>
                <p>{tf(k::REGISTRATION_CODE_SENT, &[("to", &at.sent_to)])}</p>
            </div>
            <Field
                id="code"
                name="request[code]"
                label=t(k::REGISTRATION_CODE)
                autocomplete="one-time-code"
                inputmode="numeric"
                maxlength=20
                is_verbatim=true
            />
            <Button weight=Weight::Primary is_wide=true>{t(k::REGISTRATION_SEND)}</Button>
        </form>
        <div class="flex flex-wrap gap-3">
            <form method="post" action="/api/account/register_send_again">
                <Button weight=Weight::Quiet>{t(k::REGISTRATION_CODE_AGAIN)}</Button>
            </form>
            <form method="post" action="/api/account/register_start_over">
                <Button weight=Weight::Quiet>{t(k::REGISTRATION_CORRECT)}</Button>
            </form>
        </div>
    }
}

/// The request is there; nobody is told more, whoever it is.
#[component]
fn Sent(clinic: Clinic) -> impl IntoView {
    view! {
        <h1 class="text-2xl md:text-3xl">{t(k::REGISTRATION_SENT_TITLE)}</h1>
        <div class="card grid gap-4">
            <p>{tf(k::REGISTRATION_SENT_ABOUT, &[("clinic", &clinic.name)])}</p>
            <p>{t(k::REGISTRATION_SENT_NOTHING)}</p>
            <ContactList clinic />
        </div>
        <p><a class="link" href=SIGN_IN rel="external">{t(k::REGISTRATION_BACK)}</a></p>
    }
}

/// The clinic makes no accounts this way.
#[component]
fn Closed(clinic: Clinic) -> impl IntoView {
    view! {
        <h1 class="text-2xl md:text-3xl">{t(k::REGISTRATION_CLOSED_TITLE)}</h1>
        <div class="card grid gap-4">
            <p>{tf(k::REGISTRATION_CLOSED_ABOUT, &[("clinic", &clinic.name)])}</p>
            <ContactList clinic />
        </div>
        <div><LinkButton href=SIGN_IN weight=Weight::Primary>{t(k::REGISTRATION_BACK)}</LinkButton></div>
    }
}
