//! The day as one bar: when the provider works, what is booked, and where the clock stands. A picture beside the list.

use domain::booking::AppointmentStatus;
use domain::booking::contract::{DayEntry, WorkingTime};
use domain::civil::LocalMinute;
use leptos::prelude::*;

/// Minutes of an hour.
const HOUR: i64 = 60;
/// Shown when nothing says otherwise: from eight to six.
const USUAL: (i64, i64) = (8 * HOUR, 18 * HOUR);

fn minute(at: LocalMinute) -> i64 {
    i64::from(at.hour) * HOUR + i64::from(at.minute)
}

/// The end of a stretch on the day it began: midnight ends it, it does not begin it.
fn end_minute(from: LocalMinute, to: LocalMinute) -> i64 {
    if from.date() == to.date() { minute(to) } else { 24 * HOUR }
}

/// Whole hours that hold everything.
fn bounds(working: &[WorkingTime], entries: &[DayEntry]) -> (i64, i64) {
    let working = working.iter().map(|row| (minute(row.local), end_minute(row.local, row.local_end)));
    let booked =
        entries.iter().map(|row| (minute(row.visit.local), end_minute(row.visit.local, row.visit.local_end)));
    let all: Vec<(i64, i64)> = working.chain(booked).collect();
    let from = all.iter().map(|(from, _)| *from).min().unwrap_or(USUAL.0);
    let to = all.iter().map(|(_, to)| *to).max().unwrap_or(USUAL.1);
    (from / HOUR * HOUR, ((to + HOUR - 1) / HOUR * HOUR).max(from / HOUR * HOUR + HOUR))
}

/// The bar. Screen readers leave it out: the list says the same.
#[component]
pub fn DayStrip(
    /// When the provider works.
    working: Vec<WorkingTime>,
    /// Visits of the day.
    entries: Memo<Vec<DayEntry>>,
    /// The clock, on the day that is today.
    clock: Option<RwSignal<i64>>,
    /// Minutes east of UTC, for the clock.
    offset_minutes: i16,
) -> impl IntoView {
    let booked = entries.get();
    let (from, to) = bounds(&working, &booked);
    let x = move |minute: i64| (minute - from).to_string();
    let width = |from: i64, to: i64| (to - from).max(1).to_string();
    let open = working
        .iter()
        .map(|row| {
            let (start, end) = (minute(row.local), end_minute(row.local, row.local_end));
            view! { <rect x=x(start) y="0" width=width(start, end) height="24" class="fill-primary-soft" /> }
                .into_any()
        })
        .collect_view();
    let visits = booked
        .iter()
        .filter(|entry| entry.status != AppointmentStatus::Cancelled)
        .map(|entry| {
            let (start, end) =
                (minute(entry.visit.local), end_minute(entry.visit.local, entry.visit.local_end));
            view! { <rect x=x(start) y="4" width=width(start, end - 1) height="16" class="fill-primary" /> }
                .into_any()
        })
        .collect_view();
    let now = move || {
        let at = LocalMinute::at_offset(clock?.get(), i32::from(offset_minutes) * 60);
        let at = minute(at);
        (from..=to).contains(&at).then(|| x(at))
    };
    let hours = (from / HOUR..to / HOUR)
        .map(|hour| view! { <span class="day-hour">{hour}</span> }.into_any())
        .collect_view();
    view! {
        <div class="day-strip" aria-hidden="true">
            <svg class="day-bar" preserveAspectRatio="none" viewBox=format!("0 0 {} 24", to - from)>
                {open}
                {visits}
                {move || now().map(|x| view! { <rect x=x y="0" width="2" height="24" class="fill-danger" /> }.into_any())}
            </svg>
            <div class="flex">{hours}</div>
        </div>
    }
}
