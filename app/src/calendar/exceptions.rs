//! Exceptions to the weekly hours: their list and their form.

use super::api::SaveException;
use super::form::{Draft, FormSheet, Gone, Ticks, visit_type_choices};
use super::hours::RowActions;
use super::model::{At, Task};
use super::words;
use crate::flash::Flash;
use crate::layout::NotAccepted;
use crate::post::{Post, PostForm};
use crate::texts::t;
use crate::ui::{
    Badge, Button, Choice, Column, DateField, EmptyState, Field, Icon, LinkButton, Select, Table, Tone,
    Weight,
};
use domain::calendar::contract::{CalendarPage, ExceptionLine};
use i18n::k;
use leptos::prelude::*;

/// What lies ahead, and below it what is over.
#[component]
pub fn Exceptions(page: StoredValue<CalendarPage>, at: At) -> impl IntoView {
    let (past, ahead): (Vec<_>, Vec<_>) = page.with_value(|page| {
        page.exceptions.iter().cloned().partition(|row| row.to.as_str() <= page.today.as_str())
    });
    let add = at.with(Task::Exception, None).href();
    view! {
        <div class="grid gap-3">
            <div class="flex flex-wrap items-center justify-between gap-3">
                <h2 class="text-lg">{t(k::CALENDAR_TAB_EXCEPTIONS)}</h2>
                <LinkButton href=add icon=Icon::Add weight=Weight::Primary>{t(k::CALENDAR_ADD_EXCEPTION)}</LinkButton>
            </div>
            {if ahead.is_empty() {
                view! {
                    <EmptyState
                        icon=Icon::Visits
                        title=t(k::CALENDAR_NO_EXCEPTIONS)
                        reason=t(k::CALENDAR_NO_EXCEPTIONS_REASON)
                    />
                }
                    .into_any()
            } else {
                view! { <List id="exceptions" rows=ahead page at=at.clone() /> }.into_any()
            }}
            {(!past.is_empty())
                .then(|| {
                    view! {
                        <details class="mt-4">
                            <summary class="min-h-target py-2 font-semibold">
                                {t(k::CALENDAR_PAST_EXCEPTIONS)} " " <span class="tab-count">{past.len()}</span>
                            </summary>
                            <List id="past-exceptions" rows=past page at />
                        </details>
                    }.into_any()
                })}
        </div>
    }
}

#[component]
fn List(
    id: &'static str,
    rows: Vec<ExceptionLine>,
    page: StoredValue<CalendarPage>,
    at: At,
) -> impl IntoView {
    let columns = vec![
        Column::text(t(k::CALENDAR_WHEN)),
        Column::text(t(k::CALENDAR_WHAT)),
        Column::text(t(k::CALENDAR_WHO)),
        Column::text(t(k::CALENDAR_WHERE)),
        Column::text(t(k::CALENDAR_NOTE)),
        Column::number(t(k::CALENDAR_ACTIONS)),
    ];
    let lines = rows
        .into_iter()
        .map(|row| {
            let words = words::span(&row);
            let edit = at.with(Task::Exception, Some(&row.version)).href();
            let remove = at.with(Task::RemoveException, Some(&row.version)).href();
            let (who, place, types) = page.with_value(|page| {
                (
                    words::provider(page, row.provider.as_deref()),
                    words::place(page, row.location.as_deref()),
                    words::visit_types(page, row.visit_types.as_deref()),
                )
            });
            view! {
                <tr data-exception="">
                    <th scope="row" class="cell row-head tabular-nums">{words.clone()}</th>
                    <td class="cell">
                        {if row.is_open {
                            view! {
                                <Badge label=t(k::CALENDAR_OPEN) tone=Tone::Success />
                                <span class="block text-sm text-muted">{types}</span>
                            }
                                .into_any()
                        } else {
                            view! { <Badge label=t(k::CALENDAR_CLOSED) /> }.into_any()
                        }}
                    </td>
                    <td class="cell">{who}</td>
                    <td class="cell">{place}</td>
                    <td class="cell wrap-anywhere">{row.note}</td>
                    <td class="cell-actions"><RowActions words edit remove=Some(remove) /></td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <Table id caption=t(k::CALENDAR_TAB_EXCEPTIONS) is_caption_hidden=true columns>{lines}</Table>
    }
}

/// Adds an exception, or changes one.
#[component]
pub fn ExceptionForm(page: StoredValue<CalendarPage>, at: At, flash: Option<Flash>) -> impl IntoView {
    let row = at.row.as_ref().map(|version| {
        page.with_value(|page| page.exceptions.iter().find(|row| row.version == *version).cloned())
    });
    let title = if row.is_some() { k::CALENDAR_EDIT_EXCEPTION } else { k::CALENDAR_ADD_EXCEPTION };
    let back = at.plain().href();
    let new = ExceptionLine {
        version: String::new(),
        provider: None,
        location: None,
        is_open: false,
        visit_types: None,
        from: String::new(),
        to: String::new(),
        note: String::new(),
    };
    view! {
        <FormSheet title at>
            {match row {
                Some(None) => view! { <Gone back /> }.into_any(),
                Some(Some(row)) => view! { <Fields page row back flash /> }.into_any(),
                None => view! { <Fields page row=new back flash /> }.into_any(),
            }}
        </FormSheet>
    }
}

fn choice(value: &str, label: &str) -> Choice {
    Choice { value: value.to_owned(), label: label.to_owned() }
}

#[component]
fn Fields(
    page: StoredValue<CalendarPage>,
    row: ExceptionLine,
    back: String,
    flash: Option<Flash>,
) -> impl IntoView {
    let action = Post::to::<SaveException>();
    let draft = Draft::new(flash, "/api/calendar/save_exception", move || action.answer().get());
    let (who, places, types) = page.with_value(|page| {
        let mut who = vec![choice("", t(k::CALENDAR_EVERYBODY))];
        who.extend(page.providers.iter().map(|row| choice(&row.key, &row.name)));
        let mut places = vec![choice("", t(k::CALENDAR_EVERYWHERE))];
        places.extend(page.locations.iter().map(|row| choice(&row.key, &row.name)));
        (who, places, visit_type_choices(page, row.visit_types.as_deref()))
    });
    let kinds = vec![choice("closed", t(k::CALENDAR_CLOSED)), choice("open", t(k::CALENDAR_OPEN))];
    let [from_day, from_time, to_day, to_time] = words::span_parts(&row.from, &row.to);
    let kind = RwSignal::new(draft.text("kind", if row.is_open { "open" } else { "closed" }));
    let types_draft = draft.clone();
    view! {
        <PostForm post=action class="grid gap-4">
            <NotAccepted error=draft.error id="calendar-problems" again=back />
            <input type="hidden" name="request[version]" value=row.version />
            <Select
                id="f-kind"
                name="request[kind]"
                label=t(k::CALENDAR_KIND)
                choices=kinds
                bind=kind
                help=t(k::CALENDAR_KIND_HELP)
                error=draft.error("kind")
            />
            <div class="grid min-[30rem]:grid-cols-2 gap-4">
                <DateField
                    id="f-from_day"
                    name="request[from_day]"
                    label=t(k::CALENDAR_FROM_DAY)
                    value=draft.text("from_day", from_day)
                    error=draft.error("from_day")
                />
                <Field
                    id="f-from_time"
                    name="request[from_time]"
                    label=t(k::CALENDAR_FROM_TIME)
                    kind="time"
                    value=draft.text("from_time", from_time)
                    is_optional=true
                    help=t(k::CALENDAR_TIMES_HELP)
                    error=draft.error("from_time")
                />
                <DateField
                    id="f-to_day"
                    name="request[to_day]"
                    label=t(k::CALENDAR_TO_DAY)
                    value=draft.text("to_day", to_day)
                    is_optional=true
                    error=draft.error("to_day")
                />
                <Field
                    id="f-to_time"
                    name="request[to_time]"
                    label=t(k::CALENDAR_TO_TIME)
                    kind="time"
                    value=draft.text("to_time", to_time)
                    is_optional=true
                    error=draft.error("to_time")
                />
            </div>
            <Select
                id="f-provider"
                name="request[provider]"
                label=t(k::CALENDAR_WHO)
                choices=who
                value=draft.text("provider", row.provider.unwrap_or_default())
                is_optional=true
                error=draft.error("provider")
            />
            <Select
                id="f-location"
                name="request[location]"
                label=t(k::CALENDAR_WHERE)
                choices=places
                value=draft.text("location", row.location.unwrap_or_default())
                is_optional=true
                error=draft.error("location")
            />
            <div class="noscript:block" class:hidden=move || kind.get() != "open">
                <Ticks
                    name="visit_types"
                    label=k::CALENDAR_VISIT_TYPES
                    help=k::CALENDAR_ALL_VISIT_TYPES_HELP
                    choices=types
                    draft=types_draft
                />
            </div>
            <Field
                id="f-note"
                name="request[note]"
                label=t(k::CALENDAR_NOTE)
                value=draft.text("note", row.note)
                help=t(k::CALENDAR_NOTE_HELP)
                is_optional=true
                error=draft.error("note")
            />
            <div class="form-actions"><Button weight=Weight::Primary is_wide=true pending=action.pending()>{t(k::CALENDAR_SAVE)}</Button></div>
        </PostForm>
    }
}
