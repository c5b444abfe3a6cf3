//! Visit types: their list and their form.

use super::api::SaveVisitType;
use super::form::{Draft, FormSheet, Gone};
use super::hours::RowActions;
use super::model::{At, Task};
use super::words;
use crate::flash::Flash;
use crate::layout::NotAccepted;
use crate::post::{Post, PostForm};
use crate::texts::{t, tf, tn};
use crate::ui::{
    Badge, Button, Choice, Column, EmptyState, Field, Icon, LinkButton, Select, Table, Tick, Weight,
};
use domain::booking::{PatientsRule, VisitMode};
use domain::calendar::contract::{CalendarPage, VisitTypeLine};
use i18n::{Key, k};
use leptos::prelude::*;

/// Every visit type.
#[component]
pub fn VisitTypes(page: StoredValue<CalendarPage>, at: At) -> impl IntoView {
    let rows = page.with_value(|page| page.visit_types.clone());
    let is_empty = rows.is_empty();
    let add = at.with(Task::VisitType, None).href();
    let columns = vec![
        Column::text(t(k::CALENDAR_NAME)),
        Column::number(t(k::CALENDAR_LENGTH)),
        Column::text(t(k::CALENDAR_MODE)),
        Column::text(t(k::CALENDAR_PATIENTS)),
        Column::text(t(k::CALENDAR_BUFFERS)),
        Column::number(t(k::CALENDAR_GRID_COLUMN)),
        Column::number(t(k::CALENDAR_NOTICE)),
        Column::number(t(k::CALENDAR_HORIZON)),
        Column::text(t(k::CALENDAR_CANCEL_COLUMN)),
        Column::number(t(k::CALENDAR_LIMIT_COLUMN)),
        Column::number(t(k::CALENDAR_ACTIONS)),
    ];
    let lines = rows
        .into_iter()
        .map(|row| {
            let edit = at.with(Task::VisitType, Some(&row.key)).href();
            view! { <Line row edit /> }.into_any()
        })
        .collect_view();
    view! {
        <div class="grid gap-3">
            <div class="flex flex-wrap items-center justify-between gap-3">
                <h2 class="text-lg">{t(k::CALENDAR_VISIT_TYPES)}</h2>
                <LinkButton href=add icon=Icon::Add weight=Weight::Primary>{t(k::CALENDAR_ADD_VISIT_TYPE)}</LinkButton>
            </div>
            {if is_empty {
                view! {
                    <EmptyState
                        icon=Icon::Clock
                        title=t(k::CALENDAR_NO_VISIT_TYPES)
                        reason=t(k::CALENDAR_NO_VISIT_TYPES_REASON)
                    />
                }
                    .into_any()
            } else {
                view! {
                    <Table id="visit-types" caption=t(k::CALENDAR_VISIT_TYPES) is_caption_hidden=true columns>
                        {lines}
                    </Table>
                }
                    .into_any()
            }}
        </div>
    }
}

#[component]
fn Line(row: VisitTypeLine, edit: String) -> impl IntoView {
    let horizon = tn(k::CALENDAR_HORIZON_VALUE, usize::try_from(row.horizon_days).unwrap_or_default());
    let cancel = match row.cancel_notice_minutes {
        None => t(k::CALENDAR_CANCEL_DEFAULT).to_owned(),
        Some(minutes) => tf(k::CALENDAR_CANCEL_VALUE, &[("time", &i18n::duration(minutes))]),
    };
    let limit = row
        .max_upcoming_per_patient
        .map_or_else(|| t(k::CALENDAR_LIMIT_NONE).to_owned(), |limit| limit.to_string());
    view! {
        <tr data-visit-type="">
            <th scope="row" class="cell row-head">
                <span class="flex flex-wrap items-center gap-2">
                    {row.name.clone()}
                    {(!row.is_active).then(|| view! { <Badge label=t(k::CALENDAR_INACTIVE) /> }.into_any())}
                </span>
            </th>
            <td class="cell-number whitespace-nowrap">{i18n::duration(row.minutes)}</td>
            <td class="cell whitespace-nowrap">{t(words::mode(row.mode))}</td>
            <td class="cell whitespace-nowrap">{t(words::patients(row.patients))}</td>
            <td class="cell whitespace-nowrap">{words::buffers(&row)}</td>
            <td class="cell-number whitespace-nowrap">{i18n::duration(row.grid_minutes.unwrap_or(row.minutes))}</td>
            <td class="cell-number whitespace-nowrap">{words::duration(row.min_notice_minutes)}</td>
            <td class="cell-number whitespace-nowrap">{horizon}</td>
            <td class="cell whitespace-nowrap">{cancel}</td>
            <td class="cell-number">{limit}</td>
            <td class="cell-actions"><RowActions words=row.name edit remove=None /></td>
        </tr>
    }
}

/// What a new visit type starts with.
fn new_line() -> VisitTypeLine {
    VisitTypeLine {
        key: String::new(),
        version: String::new(),
        name: String::new(),
        minutes: 30,
        buffer_before: 0,
        buffer_after: 0,
        min_notice_minutes: 120,
        horizon_days: 60,
        grid_minutes: None,
        mode: VisitMode::InPerson,
        cancel_notice_minutes: None,
        max_upcoming_per_patient: None,
        patients: PatientsRule::Any,
        is_active: true,
    }
}

/// Adds a visit type, or changes one.
#[component]
pub fn VisitTypeForm(page: StoredValue<CalendarPage>, at: At, flash: Option<Flash>) -> impl IntoView {
    let row = at
        .row
        .as_ref()
        .map(|key| page.with_value(|page| page.visit_types.iter().find(|row| row.key == *key).cloned()));
    let title = if row.is_some() { k::CALENDAR_EDIT_VISIT_TYPE } else { k::CALENDAR_ADD_VISIT_TYPE };
    let back = at.plain().href();
    view! {
        <FormSheet title at>
            {match row {
                Some(None) => view! { <Gone back /> }.into_any(),
                Some(Some(row)) => view! { <Fields row back flash /> }.into_any(),
                None => view! { <Fields row=new_line() back flash /> }.into_any(),
            }}
        </FormSheet>
    }
}

#[component]
fn Fields(row: VisitTypeLine, back: String, flash: Option<Flash>) -> impl IntoView {
    let action = Post::to::<SaveVisitType>();
    let draft = Draft::new(flash, "/api/calendar/save_visit_type", move || action.answer().get());
    let modes = VisitMode::ALL
        .iter()
        .map(|mode| Choice { value: mode.as_str().to_owned(), label: t(words::mode(*mode)).to_owned() })
        .collect();
    let rules = PatientsRule::ALL
        .iter()
        .map(|rule| Choice { value: rule.as_str().to_owned(), label: t(words::patients(*rule)).to_owned() })
        .collect();
    let is_active = draft.is_ticked("[is_active]", row.is_active);
    let optional = |value: Option<u32>| value.map(|value| value.to_string()).unwrap_or_default();
    view! {
        <PostForm post=action class="grid gap-4">
            <NotAccepted error=draft.error id="calendar-problems" again=back />
            <input type="hidden" name="request[key]" value=row.key />
            <input type="hidden" name="request[version]" value=row.version />
            <Field
                id="f-name"
                name="request[name]"
                label=t(k::CALENDAR_NAME)
                value=draft.text("name", row.name)
                help=t(k::CALENDAR_NAME_HELP)
                error=draft.error("name")
            />
            <div class="grid sm:grid-cols-2 gap-4">
                <Select
                    id="f-mode"
                    name="request[mode]"
                    label=t(k::CALENDAR_MODE)
                    choices=modes
                    value=draft.text("mode", row.mode.as_str())
                    error=draft.error("mode")
                />
                <Select
                    id="f-patients"
                    name="request[patients]"
                    label=t(k::CALENDAR_PATIENTS)
                    choices=rules
                    value=draft.text("patients", row.patients.as_str())
                    error=draft.error("patients")
                />
                <Number name="minutes" label=k::CALENDAR_MINUTES stored=row.minutes.to_string() draft=draft.clone() />
                <Number
                    name="horizon_days"
                    label=k::CALENDAR_HORIZON_DAYS
                    stored=row.horizon_days.to_string()
                    draft=draft.clone()
                />
                <Number
                    name="buffer_before"
                    label=k::CALENDAR_BUFFER_BEFORE
                    stored=row.buffer_before.to_string()
                    draft=draft.clone()
                />
                <Number
                    name="buffer_after"
                    label=k::CALENDAR_BUFFER_AFTER
                    stored=row.buffer_after.to_string()
                    draft=draft.clone()
                />
                <Number
                    name="min_notice_minutes"
                    label=k::CALENDAR_MIN_NOTICE
                    stored=row.min_notice_minutes.to_string()
                    draft=draft.clone()
                />
                <Number
                    name="max_upcoming_per_patient"
                    label=k::CALENDAR_LIMIT
                    help=k::CALENDAR_LIMIT_HELP
                    stored=optional(row.max_upcoming_per_patient)
                    draft=draft.clone()
                />
                <Number
                    name="grid_minutes"
                    label=k::CALENDAR_GRID
                    help=k::CALENDAR_GRID_HELP
                    stored=optional(row.grid_minutes)
                    draft=draft.clone()
                />
                <Number
                    name="cancel_notice_minutes"
                    label=k::CALENDAR_CANCEL_NOTICE
                    help=k::CALENDAR_CANCEL_NOTICE_HELP
                    stored=optional(row.cancel_notice_minutes)
                    draft=draft.clone()
                />
            </div>
            <div>
                <Tick name="request[is_active]" value="true" label=t(k::CALENDAR_IS_ACTIVE) is_ticked=is_active />
                <p class="help">{t(k::CALENDAR_IS_ACTIVE_HELP)}</p>
            </div>
            <div class="form-actions"><Button weight=Weight::Primary is_wide=true pending=action.pending()>{t(k::CALENDAR_SAVE)}</Button></div>
        </PostForm>
    }
}

/// A field for a whole number.
#[component]
fn Number(
    name: &'static str,
    label: Key,
    #[prop(optional)] help: Option<Key>,
    stored: String,
    draft: Draft,
) -> impl IntoView {
    let is_needed = !matches!(name, "grid_minutes" | "cancel_notice_minutes" | "max_upcoming_per_patient");
    let value = draft.text(name, stored);
    let help = help.map(|help| t(help).to_owned()).unwrap_or_default();
    let error = draft.error(name);
    let (id, name) = (format!("f-{name}"), format!("request[{name}]"));
    let label = t(label);
    if help.is_empty() {
        view! { <Field id name label value inputmode="numeric" is_optional=!is_needed error /> }.into_any()
    } else {
        view! { <Field id name label value inputmode="numeric" is_optional=!is_needed help error /> }
            .into_any()
    }
}
