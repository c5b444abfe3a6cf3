//! Asking once more before something is taken out of the calendar, with what it is.

use super::api::{RemoveException, RemoveHours};
use super::form::{Draft, Gone};
use super::model::At;
use super::words;
use crate::flash::Flash;
use crate::layout::{NotAccepted, leave_when_closed};
use crate::post::{Post, PostForm};
use crate::texts::{t, tf};
use crate::ui::{Button, Dialog, Weight};
use domain::calendar::contract::CalendarPage;
use i18n::{Key, k};
use leptos::prelude::*;

/// Takes weekly hours away.
#[component]
pub fn RemoveHoursDialog(page: StoredValue<CalendarPage>, at: At, flash: Option<Flash>) -> impl IntoView {
    let action = Post::to::<RemoveHours>();
    let draft = Draft::new(flash, "/api/calendar/remove_hours", move || action.answer().get());
    let row = page.with_value(|page| {
        let row = page.weekly.iter().find(|row| Some(&row.version) == at.row.as_ref())?;
        let words = format!("{}, {}", words::window(row), words::place(page, Some(&row.location)));
        Some((words, row.provider.clone(), row.version.clone()))
    });
    let back = at.plain().href();
    view! {
        <Question title=k::CALENDAR_REMOVE_HOURS_TITLE back=back.clone()>
            {match row {
                None => view! { <Gone back /> }.into_any(),
                Some((words, provider, version)) => {
                    view! {
                        <PostForm post=action class="grid gap-4">
                            <NotAccepted error=draft.error id="calendar-problems" again=back.clone() />
                            <input type="hidden" name="request[provider]" value=provider />
                            <input type="hidden" name="request[version]" value=version />
                            <p>{tf(k::CALENDAR_REMOVE_WHAT, &[("row", &words)])}</p>
                            <Choice back pending=action.pending() />
                        </PostForm>
                    }
                        .into_any()
                }
            }}
        </Question>
    }
}

/// Takes an exception away.
#[component]
pub fn RemoveExceptionDialog(page: StoredValue<CalendarPage>, at: At, flash: Option<Flash>) -> impl IntoView {
    let action = Post::to::<RemoveException>();
    let draft = Draft::new(flash, "/api/calendar/remove_exception", move || action.answer().get());
    let row = page.with_value(|page| {
        let row = page.exceptions.iter().find(|row| Some(&row.version) == at.row.as_ref())?;
        let words = format!("{}, {}", words::span(row), words::provider(page, row.provider.as_deref()));
        Some((words, row.version.clone()))
    });
    let back = at.plain().href();
    view! {
        <Question title=k::CALENDAR_REMOVE_EXCEPTION_TITLE back=back.clone()>
            {match row {
                None => view! { <Gone back /> }.into_any(),
                Some((words, version)) => {
                    view! {
                        <PostForm post=action class="grid gap-4">
                            <NotAccepted error=draft.error id="calendar-problems" again=back.clone() />
                            <input type="hidden" name="request[version]" value=version />
                            <p>{tf(k::CALENDAR_REMOVE_WHAT, &[("row", &words)])}</p>
                            <Choice back pending=action.pending() />
                        </PostForm>
                    }
                        .into_any()
                }
            }}
        </Question>
    }
}

#[component]
fn Question(title: Key, back: String, children: Children) -> impl IntoView {
    let open = RwSignal::new(true);
    leave_when_closed(open, back.clone());
    view! {
        <Dialog id="calendar-remove" title=t(title) open close_href=back>
            {children()}
        </Dialog>
    }
}

/// The way out first, then the deed.
#[component]
fn Choice(back: String, pending: Signal<bool>) -> impl IntoView {
    view! {
        <div class="flex flex-wrap gap-3">
            <Button weight=Weight::Danger pending>{t(k::CALENDAR_REMOVE)}</Button>
            <a class="button-secondary" href=back>{t(k::CALENDAR_KEEP)}</a>
        </div>
    }
}
