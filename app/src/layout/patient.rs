//! The frame of a patient's pages; whoever is not signed in is sent to sign in first, colleagues without a chart to their work.

use super::brand::BrandMark;
use super::chart_switcher::ChartSwitcher;
use super::frame::{Page, PrintedHead};
use super::gate::{elsewhere, enrol_first, signed_in};
use super::landing::staff_start;
use super::nav::Nav;
use super::places::patient_places;
use super::sign_out::SignOutRow;
use crate::account::guard::SessionGuard;
use crate::routes;
use crate::texts::t;
use crate::ui::{Glyph, Icon, ToastRegion};
use domain::account::contract::{Clinic, Me};
use i18n::k;
use leptos::prelude::*;

/// Bars or rail, and the page.
#[component]
pub fn PatientFrame() -> impl IntoView {
    signed_in(|clinic, me| {
        if let Some(elsewhere) = enrol_first(&me) {
            return elsewhere;
        }
        match staff_start(&me) {
            Some(work) if me.chart.is_none() => elsewhere(work),
            _ => view! { <Framed clinic me /> }.into_any(),
        }
    })
}

#[component]
fn Framed(clinic: Clinic, me: Me) -> impl IntoView {
    let name = me.chart.as_ref().map_or_else(|| me.name.clone(), |chart| chart.name.clone());
    view! {
        <PatientChrome clinic me>
            <PrintedHead name />
            <Page />
        </PatientChrome>
    }
}

/// Bars or rail around any content; the preview of the theme editor draws them too.
#[component]
pub fn PatientChrome(
    /// The clinic.
    clinic: Clinic,
    /// Who is signed in.
    me: Me,
    /// The page.
    children: Children,
) -> impl IntoView {
    let work = staff_start(&me);
    let clock = me.clock;
    view! {
        <a class="skip-link" href="#content" rel="external">{t(k::NAV_SKIP)}</a>
        <div class="frame">
            <div class="rail">
                <header class="rail-head">
                    <div class="flex items-center lg:grid lg:items-stretch justify-between gap-3 min-h-bar px-4 lg:px-3 lg:pt-6">
                        <a href=routes::HOME class="flex items-center min-h-target min-w-0 lg:px-3 rounded-inner text-strong no-underline">
                            <BrandMark clinic />
                        </a>
                        <ChartSwitcher me />
                    </div>
                </header>
                <Nav groups=patient_places() />
                <footer class="rail-foot">
                    {work.map(|href| view! {
                        <a class="nav-item" href=href>
                            <Glyph icon=Icon::Staff />
                            {t(k::NAV_WORK)}
                        </a>
                    }.into_any())}
                    <SignOutRow />
                </footer>
            </div>
            <main id="content" tabindex="-1" class="min-w-0 px-4 pt-6 pb-24 md:px-8 md:pt-8 lg:pb-16">
                <div class="mx-auto max-w-page">
                    {children()}
                </div>
            </main>
        </div>
        <ToastRegion />
        <SessionGuard clock />
    }
}
