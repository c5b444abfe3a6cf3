//! What a page shows instead of its content: not permitted, not found, failed, no connection. Different screens, never one.

use super::contacts::ContactList;
use super::frame::use_frame;
use crate::error::AppError;
use crate::load::wait;
use crate::routes;
use crate::texts::{t, tf};
use crate::ui::{Glyph, Icon, LinkButton, Weight};
use domain::refusal::NextStep;
use i18n::{Key, k};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

const fn title_of(error: &AppError) -> Key {
    match error {
        AppError::SignedOut => k::ERROR_TITLE_SIGNED_OUT,
        AppError::StepUp | AppError::Forbidden { .. } => k::ERROR_TITLE_FORBIDDEN,
        AppError::NotFound => k::ERROR_TITLE_NOT_FOUND,
        AppError::Transport => k::ERROR_TITLE_TRANSPORT,
        _ => k::ERROR_TITLE_INTERNAL,
    }
}

const fn icon_of(error: &AppError) -> Icon {
    match error {
        AppError::SignedOut | AppError::StepUp | AppError::Forbidden { .. } => Icon::Locked,
        AppError::NotFound => Icon::Search,
        AppError::Transport => Icon::Offline,
        _ => Icon::Warning,
    }
}

/// Whether calling the clinic helps.
const fn is_for_the_clinic(error: &AppError) -> bool {
    matches!(
        error,
        AppError::Forbidden { .. }
            | AppError::Internal { .. }
            | AppError::Refused { next: NextStep::CallUs, .. }
    )
}

/// The screen for an error: what happened, what is safe, what to do, whom to ask.
#[component]
pub fn ErrorView(
    /// What went wrong.
    error: AppError,
) -> impl IntoView {
    let reference = match &error {
        AppError::Internal { reference } if !reference.is_empty() => Some(reference.clone()),
        _ => None,
    };
    let title = t(title_of(&error));
    view! {
        <Title text=title />
        <section class="grid gap-3 justify-items-start py-8 md:py-12" aria-labelledby="error-title">
            <span class="icon-disc">
                <Glyph icon=icon_of(&error) />
            </span>
            <h1 id="error-title" class="mt-2 text-2xl md:text-3xl">{title}</h1>
            <p>{error.message()}</p>
            {reference
                .map(|reference| {
                    view! {
                        <p class="text-muted font-mono">{tf(k::ERROR_REFERENCE, &[("reference", &reference)])}</p>
                    }.into_any()
                })}
            <NextSteps error=error.clone() />
            {is_for_the_clinic(&error).then(|| view! { <WhomToAsk /> }.into_any())}
        </section>
    }
}

/// Sign in, try again, or go home: the first that helps is primary.
#[component]
fn NextSteps(error: AppError) -> impl IntoView {
    let path = use_location().pathname.get_untracked();
    let is_home = path == routes::HOME;
    let can_retry = matches!(error, AppError::Transport | AppError::Internal { .. });
    view! {
        <div class="mt-4 flex flex-wrap gap-3">
            {match error {
                AppError::SignedOut => {
                    view! {
                        <a class="button-primary" href=routes::SIGN_IN rel="external">{t(k::ERROR_SIGN_IN)}</a>
                    }
                        .into_any()
                }
                _ => {
                    view! {
                        {can_retry
                            .then(|| {
                                view! {
                                    <a class="button-primary" href=path rel="external">{t(k::ERROR_RETRY)}</a>
                                }.into_any()
                            })}
                        {(!is_home).then(|| view! {
                            <LinkButton
                                href=routes::HOME
                                weight=if can_retry { Weight::Secondary } else { Weight::Primary }
                            >
                                {t(k::ERROR_GO_HOME)}
                            </LinkButton>
                        }.into_any())}
                    }
                        .into_any()
                }
            }}
        </div>
    }
}

/// The clinic's contacts, if they can be had.
#[component]
fn WhomToAsk() -> impl IntoView {
    let frame = use_frame();
    view! {
        <Suspense>
            {move || wait(async move {
                let clinic = frame.await.ok().map(|frame| frame.clinic);
                clinic
                    .filter(|clinic| clinic.phone.is_some() || clinic.email.is_some())
                    .map(|clinic| {
                        view! {
                            <div class="mt-6 grid gap-3">
                                <h2 class="text-lg">{t(k::ERROR_WHOM_TO_ASK)}</h2>
                                <ContactList clinic />
                            </div>
                        }.into_any()
                    })
            })}
        </Suspense>
    }
}

/// An error without a frame around it.
#[component]
pub fn ErrorScreen(
    /// What went wrong.
    error: AppError,
) -> impl IntoView {
    view! {
        <main class="mx-auto max-w-page px-4 md:px-8">
            <ErrorView error />
        </main>
    }
}

/// The page for an address that is none.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::context::set_status(http::StatusCode::NOT_FOUND);
    view! { <ErrorScreen error=AppError::NotFound /> }
}

/// The page for an address that this program does not know. The server may: it is asked, unless this is its answer.
#[component]
pub fn Elsewhere() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    if load_from_server() {
        return ().into_any();
    }
    view! { <NotFoundPage /> }.into_any()
}

/// Loads the page of the address, if this document has been awake already for another one.
#[cfg(feature = "hydrate")]
fn load_from_server() -> bool {
    let is_awake = document().document_element().is_some_and(|root| root.has_attribute("data-alive"));
    if is_awake {
        let location = use_location();
        let address = location.pathname.with_untracked(|path| {
            location.search.with_untracked(|search| {
                if search.is_empty() { path.clone() } else { format!("{path}?{search}") }
            })
        });
        drop(window().location().replace(&address));
    }
    is_awake
}
