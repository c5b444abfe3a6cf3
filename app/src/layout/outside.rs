//! The frame of pages for people who are not signed in: the clinic's logo, the language, one column.

use super::{BrandMark, LanguageSwitch};
use domain::account::contract::Clinic;
use leptos::prelude::*;

/// A page outside: narrow, and all its own.
#[component]
pub fn OutsidePage(
    /// The clinic.
    clinic: Clinic,
    /// Its address, to come back to in another language.
    here: &'static str,
    /// What it shows.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="max-w-lg mx-auto px-4 py-6 md:py-12 grid gap-6">
            <header class="flex items-center justify-between gap-3">
                <BrandMark clinic />
                <LanguageSwitch next=here />
            </header>
            <main class="grid gap-6">{children()}</main>
        </div>
    }
}
