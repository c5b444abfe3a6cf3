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
    view! {
        <section aria-labelledby="account-title">
            <h2 id="account-title" class="section-title">{t(k::HOME_ACCOUNT)}</h2>
            <div class="card flex flex-wrap items-center justify-between gap-4">
                <p class="flex items-center gap-3 min-w-0">
                    <Avatar name=me.name.clone() />
                    <span class="grid min-w-0">
                        <span class="text-sm text-muted">{t(k::HOME_SIGNED_IN_AS)}</span>
                        <span class="font-semibold text-strong">{me.name}</span>
                    </span>
                </p>
                <div class="flex flex-wrap gap-3">
                    {me.chart.is_some().then(|| view! {
                        <a class="button-secondary" href=routes::CARD rel="external">
                            <Glyph icon=Icon::Emergency is_small=true />
                            {t(k::HOME_CARD)}
                        </a>
                    }.into_any())}
                    <a class="button-secondary" href=routes::FAMILY rel="external">
                        <Glyph icon=Icon::People is_small=true />
                        {t(k::HOME_FAMILY)}
                    </a>
                    <a class="button-secondary" href=routes::APPS rel="external">
                        <Glyph icon=Icon::Link is_small=true />
                        {t(k::HOME_APPS)}
                    </a>
                    <a class="button-secondary" href=routes::SECURITY rel="external">
                        <Glyph icon=Icon::Locked is_small=true />
                        {t(k::SESSION_SECURITY)}
                    </a>
                    <SignOutForm weight=Weight::Secondary />
                </div>
            </div>
        </section>
    }
}
