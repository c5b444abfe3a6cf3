//! The pages of those who have forgotten their password: asking for a link, and choosing a new one. Plain forms, so that
//! both work without JavaScript.

use super::reset_api::{read_reset, read_reset_flash};
use crate::error::AppError;
use crate::flash::Flash;
use crate::layout::{ContactList, ErrorView, OutsidePage, use_frame};
use crate::load::{load_once, wait};
use crate::routes::{FORGOTTEN, NEW_PASSWORD, SIGN_IN};
use crate::texts::{t, tf};
use crate::ui::{Button, ErrorSummary, Field, LinkButton, Problem, Weight};
use domain::account::contract::{Clinic, ResetView};
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// Asking for a link.
#[component]
pub fn ForgottenPage() -> impl IntoView {
    let frame = use_frame();
    let flash = load_once(read_reset_flash);
    let is_asked = use_query_map().with_untracked(|query| query.get("asked").is_some());
    view! {
        <Suspense>
            {move || wait(async move {
                let flash = flash.await.ok().flatten();
                match frame.await {
                    Ok(frame) => {
                        let clinic = frame.clinic;
                        let title = tf(k::RESET_PAGE_TITLE, &[("clinic", &clinic.name)]);
                        let content = if is_asked && flash.is_none() {
                            view! { <Asked clinic=clinic.clone() /> }.into_any()
                        } else {
                            view! { <Ask flash /> }.into_any()
                        };
                        view! {
                            <Title text=title />
                            <OutsidePage clinic here=FORGOTTEN>{content}</OutsidePage>
                        }
                        .into_any()
                    }
                    Err(error) => view! { <main class="px-4"><ErrorView error /></main> }.into_any(),
                }
            })}
        </Suspense>
    }
}

/// What to correct: fields by their names, everything else without one.
fn problems(flash: Option<&Flash>) -> Vec<Problem> {
    let Some(flash) = flash else { return Vec::new() };
    let AppError::Invalid { fields } = &flash.error else {
        return vec![Problem { field: String::new(), message: flash.error.message().to_owned() }];
    };
    let message = |field: &str| flash.error.field(field).unwrap_or_default().to_owned();
    fields
        .iter()
        .map(|problem| Problem { field: problem.field.clone(), message: message(&problem.field) })
        .collect()
}

#[component]
fn Ask(flash: Option<Flash>) -> impl IntoView {
    let problems = problems(flash.as_ref());
    let value = flash.as_ref().map(|flash| flash.value("request[name]")).unwrap_or_default();
    let error = flash.as_ref().and_then(|flash| flash.error.field("name")).map(ToOwned::to_owned);
    view! {
        <h1 class="text-2xl md:text-3xl">{t(k::RESET_TITLE)}</h1>
        {(!problems.is_empty()).then(|| view! { <ErrorSummary id="reset-problems" problems /> }.into_any())}
        <form method="post" action="/api/account/request_reset" class="card grid gap-4">
            <p>{t(k::RESET_ABOUT)}</p>
            <Field
                id="name"
                name="request[name]"
                label=t(k::RESET_NAME)
                autocomplete="username"
                maxlength=254
                value
                error=Signal::stored(error)
                is_verbatim=true
            />
            <Button weight=Weight::Primary is_wide=true>{t(k::RESET_SEND)}</Button>
        </form>
        <p><a class="link" href=SIGN_IN rel="external">{t(k::RESET_BACK)}</a></p>
    }
}

/// It was asked for; nobody is told whether there is such an account.
#[component]
fn Asked(clinic: Clinic) -> impl IntoView {
    view! {
        <h1 class="text-2xl md:text-3xl">{t(k::RESET_ASKED_TITLE)}</h1>
        <div class="card grid gap-4">
            <p>{t(k::RESET_ASKED_ABOUT)}</p>
            <p>{t(k::RESET_ASKED_NONE)}</p>
            <ContactList clinic />
        </div>
        <ul class="grid gap-2">
            <li><a class="link" href=FORGOTTEN rel="external">{t(k::RESET_AGAIN)}</a></li>
            <li><a class="link" href=SIGN_IN rel="external">{t(k::RESET_BACK)}</a></li>
        </ul>
    }
}

/// Choosing a new password.
#[component]
pub fn NewPasswordPage() -> impl IntoView {
    let frame = use_frame();
    let (found, flash) = (load_once(read_reset), load_once(read_reset_flash));
    view! {
        <Suspense>
            {move || wait(async move {
                let flash = flash.await.ok().flatten();
                match (frame.await, found.await) {
                    (Ok(frame), Ok(found)) => {
                        let clinic = frame.clinic;
                        let title = tf(k::RESET_PAGE_TITLE, &[("clinic", &clinic.name)]);
                        view! {
                            <Title text=title />
                            <OutsidePage clinic here=NEW_PASSWORD><Choose found flash /></OutsidePage>
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

#[component]
fn Choose(found: ResetView, flash: Option<Flash>) -> impl IntoView {
    if !found.is_good {
        return view! {
            <h1 class="text-2xl md:text-3xl">{t(k::RESET_ENDED_TITLE)}</h1>
            <p>{t(k::RESET_ENDED_ABOUT)}</p>
            <div><LinkButton href=FORGOTTEN weight=Weight::Primary>{t(k::RESET_ENDED_AGAIN)}</LinkButton></div>
            <p><a class="link" href=SIGN_IN rel="external">{t(k::RESET_BACK)}</a></p>
        }
        .into_any();
    }
    let problems = problems(flash.as_ref());
    let error = flash.as_ref().and_then(|flash| flash.error.field("password")).map(ToOwned::to_owned);
    let whom = tf(k::RESET_NEW_FOR, &[("name", &found.name), ("username", &found.username)]);
    view! {
        <h1 class="text-2xl md:text-3xl">{t(k::RESET_NEW_TITLE)}</h1>
        {(!problems.is_empty()).then(|| view! { <ErrorSummary id="reset-problems" problems /> }.into_any())}
        <form method="post" action="/api/account/finish_reset" class="card grid gap-4">
            <p class="wrap-anywhere">{whom}</p>
            // For password managers: whose password this is.
            <input type="text" name="username" autocomplete="username" value=found.username readonly hidden />
            <Field
                id="password"
                name="request[password]"
                label=t(k::RESET_PASSWORD)
                help=t(k::RESET_PASSWORD_HELP)
                kind="password"
                error=Signal::stored(error)
                autocomplete="new-password"
                maxlength=128
            />
            <Button weight=Weight::Primary is_wide=true>{t(k::RESET_SAVE)}</Button>
            <p class="text-sm text-muted">{t(k::RESET_STAYS)}</p>
        </form>
    }
    .into_any()
}
