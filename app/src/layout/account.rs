//! The frame of pages about one's own account: the same for patients and colleagues, with the way back to their work.

use super::brand::BrandMark;
use super::frame::Page;
use super::gate::signed_in;
use super::landing::staff_start;
use crate::account::guard::SessionGuard;
use crate::routes;
use crate::texts::t;
use crate::ui::{Glyph, Icon, ToastRegion};
use domain::account::contract::{Clinic, Me};
use i18n::k;
use leptos::prelude::*;

/// The frame.
#[component]
pub fn AccountFrame() -> impl IntoView {
    signed_in(|clinic, me| view! { <Framed clinic me /> }.into_any())
}

#[component]
fn Framed(clinic: Clinic, me: Me) -> impl IntoView {
    let clock = me.clock;
    let back = match (&me.chart, staff_start(&me)) {
        (None, Some(work)) => work,
        _ => routes::MORE,
    };
    view! {
        <a class="skip-link" href="#content" rel="external">{t(k::NAV_SKIP)}</a>
        <header class="sticky top-0 z-bar pt-safe bg-card border-b border-hairline">
            <div class="flex items-center justify-between gap-3 min-h-bar max-w-2xl mx-auto px-4 md:px-8">
                <BrandMark clinic />
                <a class="button-quiet" href=back rel="external">
                    <Glyph icon=Icon::Back is_small=true />
                    {t(k::ACCOUNT_BACK)}
                </a>
            </div>
        </header>
        <main id="content" tabindex="-1" class="min-w-0 max-w-2xl mx-auto px-4 pt-6 pb-24 md:px-8 md:pt-8">
            <Page />
        </main>
        <ToastRegion />
        <SessionGuard clock />
    }
}
