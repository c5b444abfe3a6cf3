//! The steps of an invited person, each a plain form.

use crate::flash::Flash;
use crate::routes;
use crate::texts::{t, tf};
use crate::ui::{Alert, BirthDate, Button, Field, Icon, Tone, Weight};
use domain::contact::ContactKind;
use domain::invitations::Kind;
use domain::invitations::contract::ActivationView;
use i18n::k;
use leptos::prelude::*;

/// Link or code, and date of birth.
#[component]
pub fn CheckStep(at: ActivationView, flash: Option<Flash>, by_code: bool) -> impl IntoView {
    let asks_code = by_code || !at.has_link;
    let typed = |name: &str| flash.as_ref().map(|flash| flash.value(name)).unwrap_or_default();
    let born = ["day", "month", "year"].map(|part| typed(&format!("request[{part}]")));
    let needs_birth_date = at.needs_birth_date || asks_code;
    let about = match (asks_code, needs_birth_date) {
        (true, _) => k::ACTIVATE_WHO_CODE,
        (false, true) => k::ACTIVATE_WHO_LINK,
        (false, false) => k::ACTIVATE_WHO_COLLEAGUE,
    };
    view! {
        <form method="post" action="/api/account/activation_check" class="card grid gap-4">
            <div class="grid gap-1">
                <h2 class="text-lg">{t(k::ACTIVATE_WHO_TITLE)}</h2>
                <p>{t(about)}</p>
            </div>
            // A form without any field says nothing at all.
            {(!asks_code).then(|| view! { <input type="hidden" name="request[code]" value="" /> }.into_any())}
            {asks_code.then(|| view! {
                <Field
                    id="code"
                    name="request[code]"
                    label=t(k::ACTIVATE_CODE)
                    help=t(k::ACTIVATE_CODE_HELP)
                    autocomplete="off"
                    maxlength=20
                    is_verbatim=true
                />
            }.into_any())}
            {needs_birth_date.then(|| view! {
                <BirthDate id="birth-date" label=t(k::ACTIVATE_BIRTH_DATE) help=t(k::ACTIVATE_BIRTH_HELP) typed=born />
            }.into_any())}
            <Button weight=Weight::Primary is_wide=true>{t(k::ACTIVATE_GO_ON)}</Button>
            {(!asks_code).then(|| view! {
                // Loaded anew: without scripts and with them, the address decides.
                <p><a class="link" href=format!("{}?code=yes", routes::ACTIVATE) rel="external">{t(k::ACTIVATE_USE_CODE)}</a></p>
            }.into_any())}
        </form>
        <div class="grid gap-1 text-muted">
            <p>{t(k::ACTIVATE_NO_INVITATION)}</p>
            <p>
                {t(k::ACTIVATE_HAVE_ACCOUNT)} " "
                <a class="link" href=sign_in() rel="external">{t(k::ACTIVATE_SIGN_IN)}</a>
            </p>
        </div>
    }
}

/// Signing in, and back to the invitation.
fn sign_in() -> String {
    format!("{}?next={}", routes::SIGN_IN, routes::ACTIVATE)
}

/// A way to be reached.
#[component]
pub fn ContactStep(at: ActivationView, flash: Option<Flash>) -> impl IntoView {
    let typed = flash.as_ref().map(|flash| (flash.value("request[kind]"), flash.value("request[address]")));
    let error = flash.as_ref().and_then(|flash| flash.error.field("address")).map(ToOwned::to_owned);
    let forms = at
        .ways
        .iter()
        .enumerate()
        .map(|(index, kind)| {
            let typed = typed.clone().filter(|(of, _)| of == kind.name());
            let error = error.clone().filter(|_| typed.is_some());
            let value = typed.map(|(_, address)| address).unwrap_or_default();
            let weight = if index == 0 { Weight::Primary } else { Weight::Secondary };
            view! {
                {(index > 0).then(|| view! { <p class="text-center text-muted">{t(k::ACTIVATE_OR)}</p> }.into_any())}
                <Address kind=*kind value error weight />
            }
            .into_any()
        })
        .collect_view();
    view! {
        <div class="card grid gap-4">
            <div class="grid gap-1">
                <h2 class="text-lg">{t(k::ACTIVATE_CONTACT_TITLE)}</h2>
                <p>{t(k::ACTIVATE_CONTACT_ABOUT)}</p>
            </div>
            {forms}
        </div>
        <form method="post" action="/api/account/activation_skip_contact" class="grid gap-1 justify-items-start">
            <Button weight=Weight::Quiet>{t(k::ACTIVATE_NO_CONTACT)}</Button>
            <p class="text-sm text-muted">{t(k::ACTIVATE_NO_CONTACT_ABOUT)}</p>
        </form>
    }
}

#[component]
fn Address(kind: ContactKind, value: String, error: Option<String>, weight: Weight) -> impl IntoView {
    let (label, send, inputmode, autocomplete) = match kind {
        ContactKind::Email => (k::ACTIVATE_EMAIL, k::ACTIVATE_SEND_EMAIL, "email", "email"),
        ContactKind::Phone => (k::ACTIVATE_PHONE, k::ACTIVATE_SEND_PHONE, "tel", "tel"),
    };
    view! {
        <form method="post" action="/api/account/activation_send_code" class="grid gap-3">
            <input type="hidden" name="request[kind]" value=kind.name() />
            <Field
                id=format!("address-{}", kind.name())
                name="request[address]"
                label=t(label)
                value
                error=Signal::stored(error)
                inputmode
                autocomplete
                maxlength=254
                is_verbatim=true
            />
            <Button weight is_wide=true>{t(send)}</Button>
        </form>
    }
}

/// The code that was sent there.
#[component]
pub fn CodeStep(at: ActivationView) -> impl IntoView {
    view! {
        <form method="post" action="/api/account/activation_confirm_code" class="card grid gap-4">
            <div class="grid gap-1">
                <h2 class="text-lg">{t(k::ACTIVATE_CODE_TITLE)}</h2>
                <p>{tf(k::ACTIVATE_CODE_SENT, &[("to", &at.sent_to)])}</p>
            </div>
            <Field
                id="contact-code"
                name="request[code]"
                label=t(k::ACTIVATE_CONTACT_CODE)
                autocomplete="one-time-code"
                inputmode="numeric"
                maxlength=20
                is_verbatim=true
            />
            <Button weight=Weight::Primary is_wide=true>{t(k::ACTIVATE_CONFIRM)}</Button>
        </form>
        <form method="post" action="/api/account/activation_start_over">
            <Button weight=Weight::Quiet>{t(k::ACTIVATE_OTHER_ADDRESS)}</Button>
        </form>
    }
}

/// Name to sign in with, and password; or the account that is signed in.
#[component]
pub fn AccountStep(at: ActivationView, flash: Option<Flash>, account: Option<String>) -> impl IntoView {
    let error = |field: &str| {
        Signal::stored(flash.as_ref().and_then(|flash| flash.error.field(field)).map(ToOwned::to_owned))
    };
    let (username_error, password_error) = (error("username"), error("password"));
    let kept = flash.as_ref().map(|flash| flash.value("request[username]")).filter(|kept| !kept.is_empty());
    let about = match at.kind {
        Some(Kind::Proxy) => k::ACTIVATE_ACCOUNT_PROXY,
        Some(Kind::Colleague) => k::ACTIVATE_ACCOUNT_COLLEAGUE,
        Some(Kind::Patient) | None => k::ACTIVATE_ACCOUNT_PATIENT,
    };
    let may_accept = at.kind != Some(Kind::Colleague);
    view! {
        {account.clone().filter(|_| may_accept).map(|name| view! { <Accept name /> }.into_any())}
        <form method="post" action="/api/account/activation_finish" class="card grid gap-4">
            <div class="grid gap-1">
                <h2 class="text-lg">{t(k::ACTIVATE_ACCOUNT_TITLE)}</h2>
                <p>{tf(about, &[("name", &at.name)])}</p>
            </div>
            {(!at.sent_to.is_empty()).then(|| view! {
                <Alert tone=Tone::Success>{tf(k::ACTIVATE_REACHED, &[("to", &at.sent_to)])}</Alert>
            }.into_any())}
            <Field
                id="username"
                name="request[username]"
                label=t(k::ACTIVATE_USERNAME)
                help=t(k::ACTIVATE_USERNAME_HELP)
                value=kept.unwrap_or(at.username)
                error=username_error
                autocomplete="username"
                maxlength=254
                is_verbatim=true
            />
            <Field
                id="password"
                name="request[password]"
                label=t(k::ACTIVATE_PASSWORD)
                help=t(k::ACTIVATE_PASSWORD_HELP)
                kind="password"
                error=password_error
                autocomplete="new-password"
                maxlength=128
            />
            <Button weight=Weight::Primary is_wide=true>{t(k::ACTIVATE_MAKE)}</Button>
        </form>
        {(account.is_none() && may_accept).then(|| view! {
            <p class="text-muted">
                {t(k::ACTIVATE_HAVE_ACCOUNT)} " "
                <a class="link" href=sign_in() rel="external">{t(k::ACTIVATE_SIGN_IN)}</a>
            </p>
        }.into_any())}
    }
}

/// Takes the invitation with the account that is signed in.
#[component]
fn Accept(name: String) -> impl IntoView {
    view! {
        <form method="post" action="/api/account/activation_accept" class="card grid gap-3">
            <div class="grid gap-1">
                <h2 class="text-lg">{tf(k::ACTIVATE_ACCEPT_TITLE, &[("name", &name)])}</h2>
                <p>{t(k::ACTIVATE_ACCEPT_ABOUT)}</p>
            </div>
            <Button weight=Weight::Secondary icon=Icon::Check is_wide=true>{t(k::ACTIVATE_ACCEPT)}</Button>
        </form>
    }
}
