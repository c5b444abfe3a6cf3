//! The patient's home: the next thing, what is asked, what is new, then the ways to everything else.

use super::clinic::ClinicContacts;
use super::news::{NewResults, News, ToDo};
use super::next_visit::NextVisit;
use super::ways::Ways;
use crate::booking::api::list_appointments;
use crate::error::AppError;
use crate::layout::{ErrorView, use_frame};
use crate::load::{Data, load_once, wait};
use crate::records::api::list_latest;
use crate::results::api::count_new;
use crate::texts::{t, tf};
use crate::ui::{Alert, PageHeader, Skeleton};
use domain::account::contract::{Frame, Me};
use domain::actor::Relation;
use domain::booking::contract::Appointments;
use domain::records::contract::LatestEntry;
use domain::results::contract::NewResults as NewCount;
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;

/// The patient's home. All of it is asked for at once.
#[component]
pub fn HomePage() -> impl IntoView {
    let visits = load_once(list_appointments);
    let latest = load_once(list_latest);
    let fresh = load_once(count_new);
    view! { <HomeView visits latest fresh /> }
}

/// The page of what was asked for, shown at once, so that nothing moves while it arrives. The theme editor's preview hands in what
/// it has invented.
#[component]
pub fn HomeView(
    /// The patient's appointments.
    visits: Data<Result<Appointments, AppError>>,
    /// The newest lines of the record.
    latest: Data<Result<Vec<LatestEntry>, AppError>>,
    /// How many results are new.
    fresh: Data<Result<NewCount, AppError>>,
) -> impl IntoView {
    let frame = use_frame();
    view! {
        <Title text=t(k::HOME_PAGE_TITLE) />
        <Suspense fallback=Loading>
            // No closure: the server would run it several times, and make everything inside as often.
            {wait(async move {
                let (visits, latest, fresh) = (visits.await, latest.await, fresh.await);
                // Nothing of this chart is shown any more: that is the page.
                if let Some(error) = visits.as_ref().err().filter(|error| has_ended(error)) {
                    return Some(view! { <ErrorView error=error.clone() /> }.into_any());
                }
                #[cfg(feature = "ssr")]
                answer_as_a_whole(visits.as_ref().err(), latest.as_ref().err());
                frame.await.ok().map(|frame| view! { <Content frame visits latest fresh=fresh.map_or(0, |fresh| fresh.count) /> }.into_any())
            })}
        </Suspense>
    }
}

/// Whether what opened the chart has ended.
fn has_ended(error: &AppError) -> bool {
    matches!(error, AppError::Forbidden { rule } if rule == "access.ended")
}

/// A part that may not be seen says so in its place; the page itself is there. Only a fault of ours is the page's.
#[cfg(feature = "ssr")]
fn answer_as_a_whole(visits: Option<&AppError>, latest: Option<&AppError>) {
    let is_fault =
        [visits, latest].into_iter().flatten().any(|error| matches!(error, AppError::Internal { .. }));
    if !is_fault {
        crate::context::set_status(http::StatusCode::OK);
    }
}

#[component]
fn Content(
    frame: Frame,
    visits: Result<Appointments, AppError>,
    latest: Result<Vec<LatestEntry>, AppError>,
    fresh: u64,
) -> impl IntoView {
    let Frame { clinic, me, .. } = frame;
    let name = me.as_ref().map(|me| me.name.clone()).unwrap_or_default();
    let today = visits.as_ref().ok().map(|visits| i18n::date_long(&t, visits.today));
    view! {
        <PageHeader title=tf(k::HOME_GREETING, &[("name", &name)]) lead=today.unwrap_or_default() />
        <div class="grid gap-8 md:gap-12">
            <ActingFor me />
            <NewResults count=fresh />
            <NextVisit visits />
            <div class="grid content-start gap-8 lg:grid-cols-2 lg:gap-6">
                <ToDo />
                <News latest />
            </div>
            <Ways />
            <ClinicContacts clinic />
        </div>
    }
}

/// The shape of the page while it is on its way.
#[component]
fn Loading() -> impl IntoView {
    view! {
        <Skeleton>
            <div class="page-header">
                <div class="skeleton h-8 w-2/3 max-w-md"></div>
                <div class="skeleton h-5 w-1/2 max-w-48"></div>
            </div>
            <div class="card flex gap-4">
                <div class="skeleton w-20 h-24"></div>
                <div class="grid gap-3 flex-1 content-start">
                    <div class="skeleton h-5 w-2/3"></div>
                    <div class="skeleton h-4 w-1/2"></div>
                    <div class="skeleton h-4 w-3/4"></div>
                </div>
            </div>
        </Skeleton>
    }
}

/// A reminder that this is somebody else's chart.
#[component]
fn ActingFor(me: Option<Me>) -> impl IntoView {
    let chart = me.and_then(|me| me.chart).filter(|chart| chart.relation == Relation::Proxy);
    chart.map(|chart| view! { <Alert>{tf(k::HOME_ACTING_FOR, &[("name", &chart.name)])}</Alert> }.into_any())
}
