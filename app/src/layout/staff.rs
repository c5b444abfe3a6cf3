//! The frame of the clinic's own pages: a rail with the places of the person's roles, and all the width for the work.

use super::brand::BrandMark;
use super::error_view::ErrorScreen;
use super::frame::Page;
use super::gate::{enrol_first, signed_in};
use super::places::staff_places;
use super::sign_out::{SignOutForm, SignOutRow};
use super::staff_nav::StaffNav;
use crate::account::guard::SessionGuard;
use crate::error::AppError;
use crate::routes;
use crate::texts::t;
use crate::ui::{Avatar, Glyph, Icon, ToastRegion};
use domain::account::contract::{Clinic, Me};
use i18n::k;
use leptos::prelude::*;

/// Bars or rail, and the page; patients are told that this is not theirs.
#[component]
pub fn StaffFrame() -> impl IntoView {
    signed_in(|clinic, me| {
        if let Some(elsewhere) = enrol_first(&me) {
            return elsewhere;
        }
        if me.roles.is_empty() {
            #[cfg(feature = "ssr")]
            crate::context::set_status(http::StatusCode::FORBIDDEN);
            let rule = "access.not_permitted".to_owned();
            return view! { <ErrorScreen error=AppError::Forbidden { rule } /> }.into_any();
        }
        view! { <Framed clinic me /> }.into_any()
    })
}

#[component]
fn Framed(clinic: Clinic, me: Me) -> impl IntoView {
    let has_chart = me.chart.is_some();
    let clock = me.clock;
    view! {
        <a class="skip-link" href="#content" rel="external">{t(k::NAV_SKIP)}</a>
        <div class="frame">
            <div class="rail">
                <header class="rail-head">
                    <div class="flex items-center justify-between gap-3 min-h-bar px-4 lg:px-6 lg:pt-4">
                        <BrandMark clinic />
                        <div class="lg:hidden">
                            <SignOutForm />
                        </div>
                    </div>
                </header>
                <StaffNav groups=staff_places(&me.roles) />
                <footer class="rail-foot">
                    <p class="flex items-center gap-3 px-3 min-h-target">
                        <Avatar name=me.name.clone() is_small=true />
                        <span class="min-w-0 font-semibold text-strong leading-tight">{me.name}</span>
                    </p>
                    {has_chart
                        .then(|| {
                            view! {
                                <a class="button-quiet justify-start" href=routes::HOME rel="external">{t(k::NAV_OWN_CHART)}</a>
                            }.into_any()
                        })}
                    <a class="nav-item" href=routes::SECURITY>
                        <Glyph icon=Icon::Locked />
                        {t(k::SESSION_SECURITY)}
                    </a>
                    <SignOutRow />
                </footer>
            </div>
            <main id="content" tabindex="-1" class="min-w-0 px-4 pt-4 pb-24 md:px-6 md:pt-6 lg:pb-12">
                <Page />
            </main>
        </div>
        <ToastRegion />
        <SessionGuard clock />
    }
}
