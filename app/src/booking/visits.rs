//! The patient's appointments: what comes next, what was.

use super::api::list_appointments;
use super::choices::mode_name;
use super::model::Place;
pub use super::model::visit_href;
use crate::error::AppError;
use crate::layout::ErrorView;
use crate::load::{load_once, wait};
use crate::texts::{t, tf};
use crate::ui::{
    Badge, DateBlock, EmptyState, Icon, LinkButton, PageHeader, Skeleton, SkeletonLines, Tone, Weight,
};
use domain::booking::AppointmentStatus;
use domain::booking::contract::{AppointmentView, Appointments, Visit};
use domain::ids::{AppointmentId, VisitTypeId};
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;

/// All appointments.
#[component]
pub fn VisitsPage() -> impl IntoView {
    let appointments = load_once(list_appointments);
    view! {
        <Title text=t(k::VISITS_TITLE) />
        <PageHeader title=t(k::VISITS_TITLE)>
            <LinkButton href="/visits/book" weight=Weight::Primary icon=Icon::NewVisit>{t(k::VISITS_BOOK)}</LinkButton>
        </PageHeader>
        <Suspense fallback=|| view! { <Skeleton><SkeletonLines count=6 /></Skeleton> }>
            {move || wait(async move { lists(appointments.await) })}
        </Suspense>
    }
}

fn lists(answer: Result<Appointments, AppError>) -> AnyView {
    match answer {
        Err(error) => view! { <ErrorView error /> }.into_any(),
        Ok(Appointments { upcoming, past, .. }) => view! {
            <section aria-labelledby="upcoming-title">
                <h2 id="upcoming-title" class="section-title">{t(k::VISITS_UPCOMING)}</h2>
                {if upcoming.is_empty() {
                    view! { <EmptyState icon=Icon::Visits title=t(k::VISITS_NONE_UPCOMING) reason=t(k::VISITS_NONE_REASON) /> }.into_any()
                } else {
                    view! { <VisitList visits=upcoming /> }.into_any()
                }}
            </section>
            {(!past.is_empty()).then(|| view! {
                <section aria-labelledby="past-title" class="mt-8">
                    <h2 id="past-title" class="section-title">{t(k::VISITS_PAST)}</h2>
                    <VisitList visits=past />
                </section>
            }.into_any())}
        }
        .into_any(),
    }
}

#[component]
fn VisitList(visits: Vec<AppointmentView>) -> impl IntoView {
    let rows = visits.into_iter().map(|appointment| {
        let visit = appointment.visit;
        let is_over = appointment.is_over || appointment.status != AppointmentStatus::Booked;
        view! {
            <li>
                <a class="row-link" href=visit_href(appointment.id)>
                    <VisitDate visit=visit.clone() is_quiet=is_over />
                    <span class="grid gap-1 flex-1 min-w-0">
                        <strong class="text-strong">{visit.visit_type.clone()}</strong>
                        <span>{i18n::time_range(visit.local, visit.local_end)}</span>
                        <span class="text-muted">{format!("{} · {}", visit.provider, visit.location)}</span>
                    </span>
                    <StatusBadge status=appointment.status />
                </a>
            </li>
        }
        .into_any()
    });
    view! { <ul class="row-list">{rows.collect_view()}</ul> }
}

/// The page that moves an appointment: booking, with what is needed already chosen.
pub fn move_href(id: AppointmentId, visit_type: VisitTypeId) -> String {
    Place { visit_type: Some(visit_type), moving: Some(id), ..Place::default() }.href()
}

/// The day of a visit as a block.
#[component]
pub fn VisitDate(visit: Visit, #[prop(optional)] is_quiet: bool) -> impl IntoView {
    view! {
        <DateBlock
            weekday=i18n::weekday_short(&t, visit.local)
            day=visit.local.day.to_string()
            month=i18n::month_short(&t, visit.local)
            datetime=String::from(visit.local)
            is_quiet
        />
    }
}

/// Where an appointment stands, when that is not plain booked.
#[component]
pub fn StatusBadge(status: AppointmentStatus) -> impl IntoView {
    let (label, tone) = match status {
        AppointmentStatus::Booked => return ().into_any(),
        AppointmentStatus::Cancelled => (k::VISITS_STATUS_CANCELLED, Tone::Neutral),
        AppointmentStatus::Arrived => (k::VISITS_STATUS_ARRIVED, Tone::Information),
        AppointmentStatus::NoShow => (k::VISITS_STATUS_NO_SHOW, Tone::Warning),
        AppointmentStatus::Fulfilled => (k::VISITS_STATUS_FULFILLED, Tone::Success),
    };
    view! { <Badge label=t(label) tone /> }.into_any()
}

/// What, with whom, where, when: the summary on every page about one visit.
#[component]
pub fn VisitFacts(visit: Visit) -> impl IntoView {
    let date = i18n::date_long(&t, visit.local);
    let times = i18n::time_range(visit.local, visit.local_end);
    view! {
        <div class="flex items-start gap-4">
            <VisitDate visit=visit.clone() />
            <dl class="grid gap-1 min-w-0">
                <dt class="sr-only">{t(k::VISITS_WHAT)}</dt>
                <dd class="font-semibold text-strong text-lg">{visit.visit_type.clone()}</dd>
                <dt class="sr-only">{t(k::VISITS_WHEN)}</dt>
                <dd>{tf(k::VISITS_DATE_AND_TIME, &[("date", &date), ("time", &times)])}</dd>
                <dt class="sr-only">{t(k::VISITS_WITH)}</dt>
                <dd>{visit.provider.clone()}</dd>
                <dt class="sr-only">{t(k::VISITS_WHERE)}</dt>
                <dd class="text-muted">
                    {visit.location.clone()}
                    {visit.address.clone().map(|address| format!(", {address}"))}
                    " · "
                    {t(mode_name(visit.mode))}
                </dd>
                <dd class="text-muted text-sm">{tf(k::BOOKING_ZONE, &[("zone", &visit.zone.replace('_', " "))])}</dd>
            </dl>
        </div>
    }
}
