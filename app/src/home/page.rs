//! The patient's home: the next thing, what is asked, what is new, then the ways to everything else.

use super::clinic::ClinicContacts;
use super::news::{News, ToDo};
use super::next_visit::{NextVisit, Visits, load_visits};
use super::ways::Ways;
use crate::layout::use_frame;
use crate::texts::{t, tf};
use crate::ui::Alert;
use domain::account::contract::{Frame, Me};
use domain::actor::Relation;
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;

/// The patient's home.
#[component]
pub fn HomePage() -> impl IntoView {
    let frame = use_frame();
    view! {
        <Title text=t(k::HOME_PAGE_TITLE) />
        <Suspense>
            {move || Suspend::new(async move {
                frame.await.ok().map(|frame| view! { <Content frame /> })
            })}
        </Suspense>
    }
}

#[component]
fn Content(frame: Frame) -> impl IntoView {
    let Frame { clinic, me, .. } = frame;
    let name = me.as_ref().map(|me| me.name.clone()).unwrap_or_default();
    let visits = load_visits();
    view! {
        <header class="page-header">
            <h1 class="text-2xl md:text-3xl">{tf(k::HOME_GREETING, &[("name", &name)])}</h1>
            <Today visits />
        </header>
        <div class="grid gap-8 md:gap-12">
            <ActingFor me />
            <NextVisit visits />
            <div class="grid gap-8 lg:grid-cols-2 lg:gap-6">
                <ToDo />
                <News />
            </div>
            <Ways />
            <ClinicContacts clinic />
        </div>
    }
}

/// The day it is at the clinic.
#[component]
fn Today(visits: Visits) -> impl IntoView {
    view! {
        <p class="text-muted min-h-6">
            <Suspense>
                {move || Suspend::new(async move {
                    visits.await.ok().map(|visits| i18n::date_long(&t, visits.today))
                })}
            </Suspense>
        </p>
    }
}

/// A reminder that this is somebody else's chart.
#[component]
fn ActingFor(me: Option<Me>) -> impl IntoView {
    let chart = me.and_then(|me| me.chart).filter(|chart| chart.relation == Relation::Proxy);
    chart.map(|chart| {
        view! { <Alert>{tf(k::HOME_ACTING_FOR, &[("name", &chart.name)])}</Alert> }
    })
}
