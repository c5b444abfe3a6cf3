//! The next visit: the day as a block, how soon it is, what, with whom and where, and what can be done about it.

use crate::booking::visits::{VisitDate, move_href, visit_href};
use crate::error::AppError;
use crate::layout::{ClinicPhone, Refused};
use crate::routes;
use crate::texts::{t, tf, tn};
use crate::ui::{Avatar, EmptyState, Icon, LinkButton, Weight};
use domain::booking::contract::{AppointmentView, Appointments};
use domain::civil::{LocalMinute, days_from_date};
use i18n::k;
use leptos::prelude::*;

/// The next visit and the way to book one.
#[component]
pub fn NextVisit(
    /// The patient's appointments.
    visits: Result<Appointments, AppError>,
) -> impl IntoView {
    view! {
        <section aria-labelledby="next-title">
            <h2 id="next-title" class="section-title">{t(k::HOME_NEXT_VISIT)}</h2>
            {match visits {
                Err(error) => view! { <Refused error /> }.into_any(),
                Ok(Appointments { today, upcoming, .. }) => match upcoming.into_iter().next() {
                    Some(next) => view! { <Next next today /> }.into_any(),
                    None => view! { <NoVisit /> }.into_any(),
                },
            }}
        </section>
    }
}

#[component]
fn NoVisit() -> impl IntoView {
    view! {
        <EmptyState icon=Icon::Visits title=t(k::HOME_NO_VISIT) reason=t(k::HOME_NO_VISIT_REASON)>
            <LinkButton href=routes::BOOK weight=Weight::Primary icon=Icon::NewVisit>{t(k::HOME_BOOK)}</LinkButton>
        </EmptyState>
    }
}

#[component]
fn Next(next: AppointmentView, today: LocalMinute) -> impl IntoView {
    let AppointmentView { id, visit, is_changeable, is_movable, .. } = next;
    let times = i18n::time_range(visit.local, visit.local_end);
    // The letters of the person, not of the degree behind the comma.
    let person = visit.provider.split(',').next().unwrap_or_default().to_owned();
    let to_move = is_movable.then(|| move_href(id, visit.visit_type_id));
    view! {
        <div class="card grid gap-4">
            <div class="flex items-start gap-4">
                <VisitDate visit=visit.clone() />
                <div class="grid gap-1 min-w-0">
                    <p class="text-lg font-semibold text-strong">
                        {soon(today, visit.local)} ", " <span class="whitespace-nowrap">{times}</span>
                    </p>
                    <p>{visit.visit_type}</p>
                    <p class="flex items-center gap-2">
                        <Avatar name=person is_small=true />
                        {visit.provider}
                    </p>
                    <p class="text-muted">
                        {visit.location} {visit.address.map(|address| format!(", {address}"))}
                    </p>
                    <p class="text-sm text-muted">{tf(k::BOOKING_ZONE, &[("zone", &visit.zone.replace('_', " "))])}</p>
                </div>
            </div>
            <div class="flex flex-wrap gap-3">
                <a class="button-secondary max-sm:flex-1" href=visit_href(id) aria-label=t(k::HOME_VISIT_DETAILS)>
                    {t(k::HOME_DETAILS)}
                </a>
                {to_move.map(|href| view! {
                    <a class="button-secondary max-sm:flex-1" href=href aria-label=t(k::HOME_MOVE_VISIT)>{t(k::HOME_MOVE)}</a>
                }.into_any())}
            </div>
            {(!is_changeable).then(|| view! {
                <p class="text-sm text-muted">{t(k::VISITS_CALL)} " " <ClinicPhone /></p>
            }.into_any())}
        </div>
        <p class="mt-4 grid sm:flex">
            <LinkButton href=routes::BOOK weight=Weight::Primary icon=Icon::NewVisit>{t(k::HOME_BOOK)}</LinkButton>
        </p>
    }
}

/// “Today”, “Tomorrow”, “In 5 days”.
#[must_use]
pub fn soon(today: LocalMinute, day: LocalMinute) -> String {
    let number = |at: LocalMinute| days_from_date(at.year, at.month, at.day);
    match usize::try_from(number(day) - number(today)) {
        Ok(0) | Err(_) => t(k::HOME_TODAY).to_owned(),
        Ok(1) => t(k::HOME_TOMORROW).to_owned(),
        Ok(days) => tn(k::HOME_IN_DAYS, days),
    }
}
