//! The page for when there is no connection: what is safe, what still works, whom to call.

use super::contacts::ContactList;
use crate::routes;
use crate::texts::{t, tf};
use crate::ui::{Glyph, Icon};
use domain::account::contract::Clinic;
use i18n::k;
use leptos::prelude::*;

/// The page. It stands at the address that could not be reached, so the way on is that address again.
#[component]
pub fn OfflinePage(
    /// Path of the clinic's icon.
    icon: String,
    /// The clinic.
    clinic: Clinic,
) -> impl IntoView {
    let name = clinic.name.clone();
    let can_call = clinic.phone.is_some();
    let has_contacts = can_call || clinic.email.is_some();
    view! {
        <main class="grid gap-6 max-w-xl mx-auto px-4 py-8 md:py-16">
            <p class="flex items-center gap-3 font-semibold text-strong">
                <img src=icon alt="" width="40" height="40" />
                {name.clone()}
            </p>
            <section class="grid gap-3 justify-items-start">
                <span class="icon-disc">
                    <Glyph icon=Icon::Offline />
                </span>
                <h1 class="mt-2 text-2xl md:text-3xl">{t(k::APP_OFFLINE_TITLE)}</h1>
                <p>{tf(k::APP_OFFLINE_ABOUT, &[("clinic", &name)])}</p>
                <p>{t(k::APP_OFFLINE_PRIVATE)}</p>
                <a class="button-primary mt-2" href="">{t(k::APP_OFFLINE_RETRY)}</a>
            </section>
            // The service worker shows it where this browser keeps a card.
            <section id="kept-card" hidden>
                <a class="button-secondary" href=routes::CARD>
                    <Glyph icon=Icon::Emergency is_small=true />
                    {t(k::APP_OFFLINE_CARD)}
                </a>
            </section>
            <section class="card grid gap-3">
                <h2 class="text-lg">{t(k::APP_OFFLINE_WORKS)}</h2>
                <ul class="grid gap-2 list-disc pl-6">
                    {can_call.then(|| view! { <li>{t(k::APP_OFFLINE_WORKS_CALL)}</li> }.into_any())}
                    <li>{t(k::APP_OFFLINE_WORKS_CALENDAR)}</li>
                </ul>
            </section>
            {has_contacts
                .then(|| {
                    view! {
                        <section class="card grid gap-3">
                            <h2 class="text-lg">{tf(k::APP_OFFLINE_CALL, &[("clinic", &name)])}</h2>
                            <ContactList clinic />
                        </section>
                    }.into_any()
                })}
            <p class="text-sm text-muted">{t(k::APP_OFFLINE_EMERGENCY)}</p>
        </main>
    }
}
