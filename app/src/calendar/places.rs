//! Places: their list and their form.

use super::api::SaveLocation;
use super::form::{Draft, FormSheet, Gone};
use super::hours::RowActions;
use super::model::{At, Task};
use crate::flash::Flash;
use crate::layout::NotAccepted;
use crate::post::{Post, PostForm};
use crate::texts::t;
use crate::ui::{Button, Column, EmptyState, Field, Icon, LinkButton, Table, Weight};
use domain::calendar::contract::{CalendarPage, LocationLine};
use i18n::k;
use leptos::prelude::*;

/// Every place.
#[component]
pub fn Places(page: StoredValue<CalendarPage>, at: At) -> impl IntoView {
    let rows = page.with_value(|page| page.locations.clone());
    let is_empty = rows.is_empty();
    let add = at.with(Task::Place, None).href();
    let columns = vec![
        Column::text(t(k::CALENDAR_NAME)),
        Column::text(t(k::CALENDAR_ADDRESS)),
        Column::text(t(k::CALENDAR_ZONE)),
        Column::number(t(k::CALENDAR_ACTIONS)),
    ];
    let lines = rows
        .into_iter()
        .map(|row| {
            let edit = at.with(Task::Place, Some(&row.key)).href();
            view! {
                <tr>
                    <th scope="row" class="cell row-head">{row.name.clone()}</th>
                    <td class="cell">{row.address}</td>
                    <td class="cell whitespace-nowrap">{row.zone}</td>
                    <td class="cell-actions"><RowActions words=row.name edit remove=None /></td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <div class="grid gap-3">
            <div class="flex flex-wrap items-center justify-between gap-3">
                <h2 class="text-lg">{t(k::CALENDAR_TAB_PLACES)}</h2>
                <LinkButton href=add icon=Icon::Add weight=Weight::Primary>{t(k::CALENDAR_ADD_PLACE)}</LinkButton>
            </div>
            {if is_empty {
                view! {
                    <EmptyState icon=Icon::Place title=t(k::CALENDAR_NO_PLACES) reason=t(k::CALENDAR_NO_PLACES_REASON) />
                }
                    .into_any()
            } else {
                view! {
                    <Table id="places" caption=t(k::CALENDAR_TAB_PLACES) is_caption_hidden=true columns>{lines}</Table>
                }
                    .into_any()
            }}
        </div>
    }
}

/// Adds a place, or changes one.
#[component]
pub fn PlaceForm(page: StoredValue<CalendarPage>, at: At, flash: Option<Flash>) -> impl IntoView {
    let row = at
        .row
        .as_ref()
        .map(|key| page.with_value(|page| page.locations.iter().find(|row| row.key == *key).cloned()));
    let title = if row.is_some() { k::CALENDAR_EDIT_PLACE } else { k::CALENDAR_ADD_PLACE };
    let zone = page.with_value(|page| page.zone.clone());
    let back = at.plain().href();
    let new = LocationLine {
        key: String::new(),
        version: String::new(),
        name: String::new(),
        zone,
        address: String::new(),
    };
    view! {
        <FormSheet title at>
            {match row {
                Some(None) => view! { <Gone back /> }.into_any(),
                Some(Some(row)) => view! { <Fields row back flash /> }.into_any(),
                None => view! { <Fields row=new back flash /> }.into_any(),
            }}
        </FormSheet>
    }
}

#[component]
fn Fields(row: LocationLine, back: String, flash: Option<Flash>) -> impl IntoView {
    let action = Post::to::<SaveLocation>();
    let draft = Draft::new(flash, "/api/calendar/save_location", move || action.answer().get());
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
            <Field
                id="f-address"
                name="request[address]"
                label=t(k::CALENDAR_ADDRESS)
                value=draft.text("address", row.address)
                is_optional=true
                error=draft.error("address")
            />
            <Field
                id="f-zone"
                name="request[zone]"
                label=t(k::CALENDAR_ZONE)
                value=draft.text("zone", row.zone)
                help=t(k::CALENDAR_ZONE_HELP)
                is_verbatim=true
                error=draft.error("zone")
            />
            <div class="form-actions"><Button weight=Weight::Primary is_wide=true pending=action.pending()>{t(k::CALENDAR_SAVE)}</Button></div>
        </PostForm>
    }
}
