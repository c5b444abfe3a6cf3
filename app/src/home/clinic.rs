//! The clinic's contacts under a heading, where there are any.

use crate::layout::ContactList;
use crate::texts::tf;
use domain::account::contract::Clinic;
use i18n::k;
use leptos::prelude::*;

/// Name and contacts of the clinic.
#[component]
pub fn ClinicContacts(
    /// The clinic.
    clinic: Clinic,
) -> impl IntoView {
    let has_any = clinic.phone.is_some()
        || clinic.email.is_some()
        || clinic.address.is_some()
        || clinic.opening_hours.is_some();
    has_any.then(|| {
        view! {
            <section aria-labelledby="clinic-title">
                <h2 id="clinic-title" class="section-title">{tf(k::HOME_CLINIC, &[("clinic", &clinic.name)])}</h2>
                <ContactList clinic />
            </section>
        }.into_any()
    })
}
