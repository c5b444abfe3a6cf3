//! More: who is signed in, in which language, how to reach the clinic, the way out.

use super::clinic::ClinicContacts;
use crate::layout::{LanguageSwitch, SignOutForm, use_frame};
use crate::load::wait;
use crate::routes;
use crate::texts::{lang, t};
use crate::ui::{Avatar, Glyph, Icon, PageHeader, Weight};
use domain::account::contract::{Frame, Me};
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;

/// The page of what is needed seldom.
#[component]
pub fn MorePage() -> impl IntoView {
    let frame = use_frame();
    view! {
        <Title text=t(k::HOME_MORE) />
        <PageHeader title=t(k::HOME_MORE) />
        <Suspense>
            {move || wait(async move {
                frame
                    .await
                    .ok()
                    .map(|Frame { clinic, me, .. }| {
                        view! {
                            <div class="grid gap-8 md:gap-12">
                                <ClinicContacts clinic />
                                <Language />
                                {me.map(|me| view! { <Account me /> }.into_any())}
                            </div>
                        }.into_any()
                    })
            })}
        </Suspense>
    }
}

#[component]
fn Language() -> impl IntoView {
    view! {
        <section aria-labelledby="language-title">
            <h2 id="language-title" class="section-title">{t(k::NAV_LANGUAGE)}</h2>
            <div class="card flex flex-wrap items-center justify-between gap-4">
                <p class="font-semibold text-strong">{lang().name()}</p>
                <LanguageSwitch next=routes::MORE />
            </div>
        </section>
    }
}

#[component]
fn Account(me: Me) -> impl IntoView {
    let places = [
        (routes::CARD, Icon::Emergency, k::HOME_CARD),
        (routes::FAMILY, Icon::People, k::HOME_FAMILY),
        (routes::APPS, Icon::Link, k::HOME_APPS),
        (routes::SECURITY, Icon::Locked, k::SESSION_SECURITY),
    ];
    // Whoever acts for nobody has no card.
    let rows = places.into_iter().skip(usize::from(me.chart.is_none())).map(|(href, icon, name)| {
        view! {
            <li>
                <a class="row-link" href=href rel="external">
                    <span class="icon-disc"><Glyph icon /></span>
                    <span class="font-semibold text-strong">{t(name)}</span>
                    <span class="ml-auto text-muted"><Glyph icon=Icon::Next is_small=true /></span>
                </a>
            </li>
        }
        .into_any()
    });
    view! {
        <section aria-labelledby="account-title">
            <h2 id="account-title" class="section-title">{t(k::HOME_ACCOUNT)}</h2>
            <ul class="row-list">
                <li class="row flex-wrap items-center">
                    <Avatar name=me.name.clone() />
                    <p class="grid flex-1 min-w-40">
                        <span class="text-sm text-muted">{t(k::HOME_SIGNED_IN_AS)}</span>
                        <span class="font-semibold text-strong wrap-anywhere">{me.name}</span>
                    </p>
                    <SignOutForm weight=Weight::Secondary />
                </li>
                {rows.collect_view()}
            </ul>
        </section>
    }
}
