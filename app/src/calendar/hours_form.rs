//! The form for weekly hours: one window, on as many days as it holds.

use super::api::SaveHours;
use super::form::{Draft, FormSheet, Gone, Ticks, visit_type_choices};
use super::model::At;
use super::words;
use crate::flash::Flash;
use crate::layout::NotAccepted;
use crate::post::{Post, PostForm};
use crate::texts::t;
use crate::ui::{Button, Choice, DateField, Field, Select, Weight};
use domain::calendar::contract::{CalendarPage, HoursLine};
use i18n::k;
use leptos::prelude::*;

/// Adds weekly hours of the provider in the address, or changes a row.
#[component]
pub fn HoursForm(page: StoredValue<CalendarPage>, at: At, flash: Option<Flash>) -> impl IntoView {
    let row = at.row.as_ref().map(|version| {
        page.with_value(|page| page.weekly.iter().find(|row| row.version == *version).cloned())
    });
    let title = if row.is_some() { k::CALENDAR_EDIT_HOURS } else { k::CALENDAR_ADD_HOURS };
    let back = at.plain().href();
    let provider = at.provider.clone().unwrap_or_default();
    view! {
        <FormSheet title at>
            {match row {
                Some(None) => view! { <Gone back /> }.into_any(),
                Some(Some(row)) => view! { <Fields page row=Some(row) provider back flash /> }.into_any(),
                None => view! { <Fields page row=None provider back flash /> }.into_any(),
            }}
        </FormSheet>
    }
}

#[component]
fn Fields(
    page: StoredValue<CalendarPage>,
    row: Option<HoursLine>,
    provider: String,
    back: String,
    flash: Option<Flash>,
) -> impl IntoView {
    let action = Post::to::<SaveHours>();
    let draft = Draft::new(flash, "/api/calendar/save_hours", move || action.answer().get());
    let (places, types) = page.with_value(|page| {
        let places: Vec<Choice> = page
            .locations
            .iter()
            .map(|row| Choice { value: row.key.clone(), label: format!("{} · {}", row.name, row.zone) })
            .collect();
        let chosen = row.as_ref().and_then(|row| row.visit_types.clone());
        (places, visit_type_choices(page, chosen.as_deref()))
    });
    let provider = row.as_ref().map_or(provider, |row| row.provider.clone());
    let stored = |part: fn(&HoursLine) -> String| row.as_ref().map(part).unwrap_or_default();
    let days = (0..7_u8)
        .map(|day| {
            let is_chosen = row.as_ref().is_some_and(|row| row.weekday == day);
            (day.to_string(), words::weekday(day), is_chosen)
        })
        .collect();
    let location = draft.text("location", stored(|row| row.location.clone()));
    let from = draft.text("from", stored(|row| row.from.clone()));
    let to = draft.text("to", stored(|row| row.to.replace("24:00", "00:00")));
    let valid_from = draft.text("valid_from", stored(|row| row.valid_from.clone().unwrap_or_default()));
    let valid_to = draft.text("valid_to", stored(|row| row.valid_to.clone().unwrap_or_default()));
    let version = stored(|row| row.version.clone());
    view! {
        <PostForm post=action class="grid gap-4">
            <NotAccepted error=draft.error id="calendar-problems" again=back />
            <input type="hidden" name="request[provider]" value=provider />
            <input type="hidden" name="request[version]" value=version />
            <Ticks name="weekdays" label=k::CALENDAR_DAYS choices=days draft=draft.clone() />
            <div class="grid grid-cols-2 gap-4">
                <Field id="f-from" name="request[from]" label=t(k::CALENDAR_FROM) kind="time" value=from error=draft.error("from") />
                <Field
                    id="f-to"
                    name="request[to]"
                    label=t(k::CALENDAR_TO)
                    kind="time"
                    value=to
                    help=t(k::CALENDAR_TO_HELP)
                    error=draft.error("to")
                />
            </div>
            <Select
                id="f-location"
                name="request[location]"
                label=t(k::CALENDAR_PLACE)
                choices=places
                value=location
                error=draft.error("location")
            />
            <Ticks
                name="visit_types"
                label=k::CALENDAR_VISIT_TYPES
                help=k::CALENDAR_ALL_VISIT_TYPES_HELP
                choices=types
                draft=draft.clone()
            />
            <div class="grid sm:grid-cols-2 gap-4">
                <DateField
                    id="f-valid_from"
                    name="request[valid_from]"
                    label=t(k::CALENDAR_VALID_FROM)
                    value=valid_from
                    is_optional=true
                    error=draft.error("valid_from")
                />
                <DateField
                    id="f-valid_to"
                    name="request[valid_to]"
                    label=t(k::CALENDAR_VALID_TO)
                    value=valid_to
                    is_optional=true
                    error=draft.error("valid_to")
                />
            </div>
            <div class="form-actions"><Button weight=Weight::Primary is_wide=true pending=action.pending()>{t(k::CALENDAR_SAVE)}</Button></div>
        </PostForm>
    }
}
