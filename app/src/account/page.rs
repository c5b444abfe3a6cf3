//! The sign-in page: the clinic's welcome, one form that works without JavaScript, and who to call.

use super::api::read_sign_in_flash;
use crate::flash::Flash;
use crate::layout::{BrandMark, ContactList, ErrorView, LanguageSwitch, use_frame};
use crate::load::{load_once, wait};
use crate::routes::{FORGOTTEN, REGISTER, SIGN_IN};
use crate::texts::{t, tf};
use crate::ui::{Alert, Button, ErrorSummary, Field, Glyph, Icon, Problem, Tone, Weight};
use domain::account::contract::Clinic;
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// Path of the script that speaks with authenticators.
pub const PASSKEY_SCRIPT: &str = "/passkeys.js";

/// The sign-in page.
#[component]
pub fn SignInPage() -> impl IntoView {
    let frame = use_frame();
    let flash = load_once(read_sign_in_flash);
    let query = use_query_map();
    let next = query.with_untracked(|query| query.get("next").unwrap_or_default());
    let is_password_set = query.with_untracked(|query| query.get("password").is_some());
    view! {
        <Suspense>
            {move || {
                let next = next.clone();
                wait(async move {
                    let flash = flash.await.ok().flatten();
                    match frame.await {
                        Ok(frame) => view! { <Welcome clinic=frame.clinic flash next has_passkeys=frame.has_passkeys has_registration=frame.has_registration is_password_set /> }.into_any(),
                        Err(error) => view! { <main class="px-4"><ErrorView error /></main> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}

/// The clinic on one side, the form on the other; on phones one above the other. What to do in an emergency stays in sight.
#[component]
pub fn Welcome(
    /// The clinic.
    clinic: Clinic,
    /// What the form left when it was refused.
    flash: Option<Flash>,
    /// Where to go afterwards.
    next: String,
    /// Whether passkeys are accepted.
    has_passkeys: bool,
    /// Whether people may ask for an account by themselves.
    #[prop(optional)]
    has_registration: bool,
    /// Whether a new password was just chosen.
    #[prop(optional)]
    is_password_set: bool,
) -> impl IntoView {
    let name = clinic.name.clone();
    let here = if next.is_empty() { SIGN_IN.to_owned() } else { format!("{SIGN_IN}?next={next}") };
    let welcome = tf(k::SIGN_IN_TITLE, &[("clinic", &name)]);
    view! {
        <Title text=tf(k::SIGN_IN_PAGE_TITLE, &[("clinic", &name)]) />
        <div class="welcome-page">
        <header class="absolute top-6 right-2 md:right-4 z-sticky">
            <LanguageSwitch next=here keeps=&["username"] />
        </header>
        <main class="welcome">
            <header class="welcome-words">
                <div class="pr-24 lg:pr-0">
                    <BrandMark clinic=clinic.clone() />
                </div>
                <h1 class="mt-6 text-3xl lg:text-4xl">{welcome}</h1>
                <p class="mt-2 text-lg">{t(k::SIGN_IN_LEAD)}</p>
            </header>
            <div class="welcome-form">
                {clinic.is_closed.then(|| view! {
                    <div class="mb-4" data-closed="">
                        <Alert tone=Tone::Warning title=t(k::SIGN_IN_CLOSED)>{t(k::SIGN_IN_CLOSED_ABOUT)}</Alert>
                    </div>
                }.into_any())}
                {(is_password_set && flash.is_none()).then(|| view! {
                    <div class="mb-4"><Alert tone=Tone::Success>{t(k::SIGN_IN_PASSWORD_SET)}</Alert></div>
                }.into_any())}
                <SignInForm flash next=next.clone() has_passkeys />
                {has_passkeys.then(|| view! { <PasskeyForm next /> }.into_any())}
                {has_registration.then(|| view! {
                    <p class="mt-4"><a class="link" href=REGISTER rel="external">{t(k::SIGN_IN_REGISTER)}</a></p>
                }.into_any())}
            </div>
            <Help clinic />
        </main>
        <footer class="welcome-emergency">
            <span class="text-danger-text">
                <Glyph icon=Icon::Emergency is_small=true />
            </span>
            <p>{t(k::SIGN_IN_EMERGENCY)}</p>
        </footer>
        </div>
    }
}

/// Who to call, if the clinic has said how.
#[component]
fn Help(clinic: Clinic) -> impl IntoView {
    let has_any = clinic.phone.is_some() || clinic.email.is_some();
    view! {
        <section class="welcome-help" aria-label=t(k::SIGN_IN_HELP)>
            {has_any
                .then(|| {
                    view! {
                        <h2 class="text-lg">{t(k::SIGN_IN_HELP)}</h2>
                        <p>{t(k::SIGN_IN_HELP_ABOUT)}</p>
                        <ContactList clinic />
                    }.into_any()
                })}
        </section>
    }
}

#[component]
fn SignInForm(flash: Option<Flash>, next: String, has_passkeys: bool) -> impl IntoView {
    let username = flash.as_ref().map(|flash| flash.value("request[username]")).unwrap_or_default();
    let next = flash
        .as_ref()
        .map(|flash| flash.value("request[next]"))
        .filter(|kept| !kept.is_empty())
        .unwrap_or(next);
    let problems: Vec<Problem> = flash
        .map(|flash| Problem { field: "username".to_owned(), message: flash.error.message().to_owned() })
        .into_iter()
        .collect();
    view! {
        <form method="post" action="/api/account/sign_in" class="grid gap-4">
            {(!problems.is_empty()).then(|| view! { <ErrorSummary id="sign-in-problem" problems /> }.into_any())}
            <input type="hidden" name="request[next]" value=next />
            <Field
                id="username"
                name="request[username]"
                label=t(k::SIGN_IN_USERNAME)
                autocomplete=if has_passkeys { "username webauthn" } else { "username" }
                value=username
                is_verbatim=true
            />
            <Field
                id="password"
                name="request[password]"
                label=t(k::SIGN_IN_PASSWORD)
                kind="password"
                autocomplete="current-password"
            />
            <Button weight=Weight::Primary is_wide=true>
                {t(k::SIGN_IN_SUBMIT)}
            </Button>
            <p><a class="link" href=FORGOTTEN rel="external">{t(k::SIGN_IN_FORGOTTEN)}</a></p>
        </form>
    }
}

/// Signing in with a passkey alone; only where scripts run. The script offers passkeys in the name's autofill too.
#[component]
fn PasskeyForm(next: String) -> impl IntoView {
    view! {
        <form
            method="post"
            action="/api/account/finish_passkey_sign_in"
            class="grid gap-2 mt-4 noscript:hidden"
            data-passkey="/api/account/begin_passkey_sign_in"
            data-passkey-offered=""
        >
            <input type="hidden" name="request[next]" value=next />
            <input type="hidden" name="request[answer][challenge]" data-passkey-challenge="" />
            <input type="hidden" name="request[answer][credential]" data-passkey-credential="" />
            <Button kind="button" is_wide=true icon=Icon::Locked>{t(k::SIGN_IN_PASSKEY)}</Button>
            <p class="problem" role="alert" data-passkey-problem="" hidden>{t(k::SIGN_IN_PASSKEY_PROBLEM)}</p>
        </form>
        <PasskeyScript />
    }
}

/// The script that speaks with authenticators.
#[component]
pub fn PasskeyScript() -> impl IntoView {
    view! { <script r#type="module" src=PASSKEY_SCRIPT></script> }
}
