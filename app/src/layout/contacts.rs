//! How to reach the clinic: telephone, e-mail, address, hours, as far as it has given them.

use crate::texts::t;
use crate::ui::{Glyph, Icon};
use domain::account::contract::Clinic;
use i18n::{Key, k};
use leptos::prelude::*;

/// A telephone number as a link wants it: digits and a leading plus.
pub fn dialled(phone: &str) -> String {
    let digits: String = phone.chars().filter(|letter| letter.is_ascii_digit() || *letter == '+').collect();
    format!("tel:{digits}")
}

/// The clinic's contacts; nothing where it has given none.
#[component]
pub fn ContactList(
    /// The clinic.
    clinic: Clinic,
) -> impl IntoView {
    let phone = clinic.phone.map(|phone| (dialled(&phone), phone));
    let email = clinic.email.map(|email| (format!("mailto:{email}"), email));
    view! {
        <dl class="grid gap-3 content-start">
            {phone.map(|(href, text)| view! { <Contact icon=Icon::Phone name=k::UI_PHONE text href /> }.into_any())}
            {email.map(|(href, text)| view! { <Contact icon=Icon::Mail name=k::UI_EMAIL text href /> }.into_any())}
            {clinic.address.map(|text| view! { <Contact icon=Icon::Place name=k::UI_ADDRESS text /> }.into_any())}
            {clinic.opening_hours.map(|text| view! { <Contact icon=Icon::Clock name=k::UI_HOURS text /> }.into_any())}
        </dl>
    }
}

#[component]
fn Contact(
    icon: Icon,
    name: Key,
    text: String,
    #[prop(optional, into)] href: Option<String>,
) -> impl IntoView {
    view! {
        <div class="flex items-start gap-3">
            <dt class="text-muted">
                <Glyph icon is_small=true />
                <span class="sr-only">{t(name)}</span>
            </dt>
            <dd class="min-w-0">
                {match href {
                    Some(href) => view! { <a class="link" href=href>{text}</a> }.into_any(),
                    None => view! { <span>{text}</span> }.into_any(),
                }}
            </dd>
        </div>
    }
}
