//! The patient's home: the next thing, what is asked, what is new, then the ways to everything else.

use super::clinic::ClinicContacts;
use super::ways::Ways;
use crate::layout::use_frame;
use crate::routes;
use crate::texts::{t, tf};
use crate::ui::{Alert, Icon, LinkButton, PageHeader, Weight};
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
            // No closure: the server would run it several times, and make everything inside as often.
            {Suspend::new(async move {
                frame.await.ok().map(|frame| view! { <Content frame /> })
            })}
        </Suspense>
    }
}

#[component]
fn Content(frame: Frame) -> impl IntoView {
    let Frame { clinic, me } = frame;
    let name = me.as_ref().map(|me| me.name.clone()).unwrap_or_default();
    view! {
        <PageHeader title=tf(k::HOME_GREETING, &[("name", &name)])>
            <LinkButton href=routes::BOOK weight=Weight::Primary icon=Icon::NewVisit>
                {t(k::HOME_BOOK)}
            </LinkButton>
        </PageHeader>
        <div class="grid gap-8 md:gap-12">
            <ActingFor me />
            // The next visit stands here: `<crate::booking::NextVisit />`, with its own heading. Then to-dos, then news.
            <Ways />
            <ClinicContacts clinic />
        </div>
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
