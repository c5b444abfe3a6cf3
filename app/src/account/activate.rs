//! The page of an invited person: who they are, how to reach them, how they will sign in. Where they stand is kept on the
//! server; each step is a plain form, so that all of it works without JavaScript.

use super::activate_steps::{AccountStep, CheckStep, CodeStep, ContactStep};
use super::activation_api::{read_activation, read_activation_flash};
use crate::flash::Flash;
use crate::layout::{ErrorView, OutsidePage, use_frame};
use crate::load::{load_once, wait};
use crate::routes::ACTIVATE;
use crate::texts::{t, tf};
use crate::ui::{ErrorSummary, Problem, Stepper};
use domain::invitations::contract::{ActivationView, Step};
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn ActivatePage() -> impl IntoView {
    let frame = use_frame();
    let view = load_once(read_activation);
    let flash = load_once(read_activation_flash);
    let by_code = use_query_map().with_untracked(|query| query.get("code").is_some());
    view! {
        <Suspense>
            {move || wait(async move {
                let flash = flash.await.ok().flatten();
                match (frame.await, view.await) {
                    (Ok(frame), Ok(at)) => {
                        let clinic = frame.clinic;
                        let account = frame.me.map(|me| me.name);
                        let title = tf(k::ACTIVATE_PAGE_TITLE, &[("clinic", &clinic.name)]);
                        view! {
                            <Title text=title />
                            <OutsidePage clinic here=ACTIVATE>
                                <Steps at flash by_code account />
                            </OutsidePage>
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
fn Steps(at: ActivationView, flash: Option<Flash>, by_code: bool, account: Option<String>) -> impl IntoView {
    let current = match at.step {
        Step::Check => 0_usize,
        Step::Contact | Step::ContactCode => 1,
        Step::Account => 2,
    };
    let names = [k::ACTIVATE_STEP_WHO, k::ACTIVATE_STEP_CONTACT, k::ACTIVATE_STEP_ACCOUNT];
    let steps = names.into_iter().map(|name| t(name).to_owned()).collect();
    let problems = flash.as_ref().map(|flash| problems(flash, at.step)).unwrap_or_default();
    let step = match at.step {
        Step::Check => view! { <CheckStep at flash by_code /> }.into_any(),
        Step::Contact => view! { <ContactStep at flash /> }.into_any(),
        Step::ContactCode => view! { <CodeStep at /> }.into_any(),
        Step::Account => view! { <AccountStep at flash account /> }.into_any(),
    };
    view! {
        <div class="grid gap-2">
            <h1 class="text-2xl md:text-3xl">{t(k::ACTIVATE_TITLE)}</h1>
            <Stepper steps current=Signal::stored(current) />
        </div>
        {(!problems.is_empty()).then(|| view! { <ErrorSummary id="activation-problems" problems /> }.into_any())}
        {step}
    }
}

/// What to correct: fields by their names, everything else beside the first field.
fn problems(flash: &Flash, step: Step) -> Vec<Problem> {
    let crate::error::AppError::Invalid { fields } = &flash.error else {
        let field = match step {
            Step::Check => "birth-date",
            Step::ContactCode => "contact-code",
            Step::Contact | Step::Account => "",
        };
        return vec![Problem { field: field.to_owned(), message: flash.error.message().to_owned() }];
    };
    fields
        .iter()
        .map(|problem| {
            let message = flash.error.field(&problem.field).unwrap_or_default().to_owned();
            let field = match (problem.field.as_str(), flash.value("request[kind]").as_str()) {
                ("address", kind) => format!("address-{kind}"),
                (name, _) => name.to_owned(),
            };
            Problem { field, message }
        })
        .collect()
}
