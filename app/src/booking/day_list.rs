//! The visits of a day, one row each, with a line where the clock stands.

use super::choices::mode_name;
use crate::dates::day;
use crate::routes;
use crate::texts::{t, tf};
use crate::ui::{Badge, Glyph, Icon, Tone};
use domain::booking::contract::DayEntry;
use domain::booking::{AppointmentStatus, VisitMode};
use domain::civil::LocalMinute;
use i18n::{Key, k};
use leptos::prelude::*;

/// A row of the list.
#[derive(Clone, Debug, PartialEq)]
enum Row {
    Visit(Box<DayEntry>, Phase),
    Now,
}

/// Where a visit lies as seen from now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Over,
    Under,
    Ahead,
}

/// “9:00, Maya Brooks, Check-up”, for announcements.
pub fn describe(entry: &DayEntry) -> String {
    format!("{}, {}, {}", i18n::time(entry.visit.local), entry.patient, entry.visit.visit_type)
}

fn rows(entries: &[DayEntry], now: Option<i64>) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut is_line_drawn = now.is_none();
    for entry in entries {
        let phase = match now {
            Some(now) if entry.visit.end.0 <= now => Phase::Over,
            Some(now) if entry.visit.start.0 <= now => Phase::Under,
            _ => Phase::Ahead,
        };
        if !is_line_drawn && phase == Phase::Ahead {
            rows.push(Row::Now);
            is_line_drawn = true;
        }
        rows.push(Row::Visit(Box::new(entry.clone()), phase));
    }
    if !is_line_drawn {
        rows.push(Row::Now);
    }
    rows
}

/// What makes a row another one: an unchanged row keeps its place on the page.
fn key_of(row: &Row) -> String {
    match row {
        Row::Visit(entry, phase) => {
            format!("{} {} {} {phase:?} {}", entry.id, entry.visit.start.0, entry.status.as_str(), entry.note)
        }
        Row::Now => "now".to_owned(),
    }
}

/// The list; the heads are for the eyes, each cell says what it is by itself.
#[component]
pub fn DayList(
    /// Visits, earliest first.
    entries: Memo<Vec<DayEntry>>,
    /// The clock, on the day that is today.
    clock: Option<RwSignal<i64>>,
    /// Minutes east of UTC, for the clock's line.
    offset_minutes: i16,
) -> impl IntoView {
    let shown = Memo::new(move |_| entries.with(|entries| rows(entries, clock.map(|clock| clock.get()))));
    let heads = [k::DAY_TIME, k::DAY_PATIENT, k::DAY_VISIT, k::DAY_PLACE, k::DAY_STATUS, k::DAY_NOTE]
        .into_iter()
        .map(|key| view! { <span>{t(key)}</span> }.into_any())
        .collect_view();
    view! {
        <div class="day-table">
            <div class="day-heads" aria-hidden="true">{heads}</div>
            <ol class="divide-y" aria-label=t(k::DAY_LIST)>
                <For each=move || shown.get() key=key_of let:row>
                    {match row {
                        Row::Visit(entry, phase) => view! { <Visit entry=*entry phase /> }.into_any(),
                        Row::Now => view! { <NowLine clock offset_minutes /> }.into_any(),
                    }}
                </For>
            </ol>
        </div>
    }
}

#[component]
fn NowLine(clock: Option<RwSignal<i64>>, offset_minutes: i16) -> impl IntoView {
    let now = move || {
        let seconds = clock.map_or(0, |clock| clock.get());
        i18n::time(LocalMinute::at_offset(seconds, i32::from(offset_minutes) * 60))
    };
    view! {
        <li class="now-line" data-now="">
            <span class="tabular-nums">{move || tf(k::DAY_NOW, &[("time", &now())])}</span>
        </li>
    }
}

const fn status_of(status: AppointmentStatus) -> (Key, Tone) {
    match status {
        AppointmentStatus::Booked => (k::DAY_STATUS_BOOKED, Tone::Neutral),
        AppointmentStatus::Cancelled => (k::DAY_STATUS_CANCELLED, Tone::Neutral),
        AppointmentStatus::Arrived => (k::DAY_STATUS_ARRIVED, Tone::Information),
        AppointmentStatus::NoShow => (k::DAY_STATUS_NO_SHOW, Tone::Warning),
        AppointmentStatus::Fulfilled => (k::DAY_STATUS_FULFILLED, Tone::Success),
    }
}

#[component]
fn Visit(entry: DayEntry, phase: Phase) -> impl IntoView {
    let is_cancelled = entry.status == AppointmentStatus::Cancelled;
    let state = match phase {
        _ if is_cancelled => "cancelled",
        Phase::Over => "over",
        Phase::Under => "under",
        Phase::Ahead => "ahead",
    };
    let (label, tone) = status_of(entry.status);
    let visit = entry.visit;
    let record = tf(k::CHART_VIEW_OPEN_RECORD_OF, &[("name", &entry.patient)]);
    let born = entry.birth_date.as_deref().and_then(day).map(|date| tf(k::DAY_BORN, &[("date", &date)]));
    let is_remote = visit.mode != VisitMode::InPerson;
    view! {
        <li class="day-row" data-state=state data-visit="">
            <span class="day-time">
                <time datetime=String::from(visit.local)>{i18n::time_range(visit.local, visit.local_end)}</time>
            </span>
            <span class="grid min-w-0">
                <a class="day-name link" href=routes::chart(entry.chart) aria-label=record>{entry.patient}</a>
                {born.map(|born| view! { <span class="text-sm text-muted">{born}</span> }.into_any())}
            </span>
            <span class="day-what">{visit.visit_type}</span>
            <span class="day-where">
                {if is_remote {
                    view! {
                        <Glyph icon=if visit.mode == VisitMode::Video { Icon::Video } else { Icon::Phone } is_small=true />
                        {t(mode_name(visit.mode))}
                    }
                        .into_any()
                } else {
                    visit.location.into_any()
                }}
            </span>
            <span class="day-status">
                {if tone == Tone::Neutral && !is_cancelled {
                    view! { <span class="text-sm text-muted">{t(label)}</span> }.into_any()
                } else {
                    view! { <Badge label=t(label) tone /> }.into_any()
                }}
            </span>
            <span class="day-note">{entry.note}</span>
        </li>
    }
}
