//! The form for a provider.

use super::api::SaveProvider;
use super::form::{Draft, FormSheet, Gone};
use super::model::At;
use crate::flash::Flash;
use crate::layout::NotAccepted;
use crate::post::{Post, PostForm};
use crate::texts::t;
use crate::ui::{Button, Field, Tick, Weight};
use domain::calendar::contract::{CalendarPage, ProviderLine};
use i18n::k;
use leptos::prelude::*;

/// Adds a provider, or changes one.
#[component]
pub fn ProviderForm(page: StoredValue<CalendarPage>, at: At, flash: Option<Flash>) -> impl IntoView {
    let row = at
        .row
        .as_ref()
        .map(|key| page.with_value(|page| page.providers.iter().find(|row| row.key == *key).cloned()));
    let title = if row.is_some() { k::CALENDAR_EDIT_PROVIDER } else { k::CALENDAR_ADD_PROVIDER };
    let back = at.plain().href();
    view! {
        <FormSheet title at>
            {match row {
                Some(None) => view! { <Gone back /> }.into_any(),
                Some(Some(row)) => view! { <Fields row=Some(row) back flash /> }.into_any(),
                None => view! { <Fields row=None back flash /> }.into_any(),
            }}
        </FormSheet>
    }
}

#[component]
fn Fields(row: Option<ProviderLine>, back: String, flash: Option<Flash>) -> impl IntoView {
    let action = Post::to::<SaveProvider>();
    let draft = Draft::new(flash, "/api/calendar/save_provider", move || action.answer().get());
    let is_new = row.is_none();
    let row = row.unwrap_or_else(|| ProviderLine {
        key: String::new(),
        version: String::new(),
        name: String::new(),
        specialty: String::new(),
        is_active: true,
    });
    let is_active = draft.is_ticked("[is_active]", row.is_active);
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
                id="f-specialty"
                name="request[specialty]"
                label=t(k::CALENDAR_SPECIALTY)
                value=draft.text("specialty", row.specialty)
                is_optional=true
                error=draft.error("specialty")
            />
            {if is_new {
                view! { <input type="hidden" name="request[is_active]" value="true" /> }.into_any()
            } else {
                view! {
                    <div>
                        <Tick name="request[is_active]" value="true" label=t(k::CALENDAR_IS_ACTIVE) is_ticked=is_active />
                        <p class="help">{t(k::CALENDAR_IS_ACTIVE_HELP)}</p>
                    </div>
                }
                    .into_any()
            }}
            <div class="form-actions"><Button weight=Weight::Primary is_wide=true pending=action.pending()>{t(k::CALENDAR_SAVE)}</Button></div>
        </PostForm>
    }
}
