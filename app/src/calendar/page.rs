//! The page of the clinic's calendar: four tabs behind addresses, each a list, with a form over it when the address says so.

use super::api::{read_flash, read_settings};
use super::exceptions::{ExceptionForm, Exceptions};
use super::hours::Hours;
use super::hours_form::HoursForm;
use super::model::{At, Tab, Task, tab_href};
use super::places::{PlaceForm, Places};
use super::providers::ProviderForm;
use super::removal::{RemoveExceptionDialog, RemoveHoursDialog};
use super::visit_types::{VisitTypeForm, VisitTypes};
use crate::flash::Flash;
use crate::layout::ErrorView;
use crate::load::{load, load_once, wait};
use crate::texts::{t, tn};
use crate::ui::{Glyph, Icon, PageHeader, Skeleton, SkeletonLines, TabLink, TabLinks, Tone};
use domain::calendar::contract::CalendarPage as Content;
use i18n::{Key, k};
use leptos::html;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The calendar's settings.
#[component]
pub fn CalendarPage() -> impl IntoView {
    let query = use_query_map();
    let at = Memo::new(move |_| query.with(At::read));
    let content = load(move || at.get(), |_| read_settings());
    let flash = load_once(read_flash);
    view! {
        <Title text=t(k::CALENDAR_TITLE) />
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=8 /></Skeleton> }>
            {move || wait(async move {
                let flash = flash.await.ok().flatten();
                match content.await {
                    Ok(content) => view! { <Parts content at=at.get_untracked() flash /> }.into_any(),
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Parts(content: Content, at: At, flash: Option<Flash>) -> impl IntoView {
    let current = Tab::ALL.iter().position(|tab| *tab == at.tab).unwrap_or_default();
    let links = Tab::ALL
        .into_iter()
        .map(|tab| TabLink { href: tab_href(tab), label: t(tab.name()).to_owned(), count: None })
        .collect();
    let page = StoredValue::new(content);
    view! {
        <PageHeader title=t(k::CALENDAR_TITLE) lead=t(k::CALENDAR_LEAD) />
        <TabLinks label=t(k::CALENDAR_TABS) links current />
        <div class="pt-4 md:pt-6">
            {at.saved.map(|outside| view! { <SavedNote outside /> }.into_any())}
            <Setup page />
            {match at.tab {
                Tab::Hours => view! { <Hours page at=at.clone() /> }.into_any(),
                Tab::Exceptions => view! { <Exceptions page at=at.clone() /> }.into_any(),
                Tab::VisitTypes => view! { <VisitTypes page at=at.clone() /> }.into_any(),
                Tab::Places => view! { <Places page at=at.clone() /> }.into_any(),
            }}
        </div>
        {at.task.map(|task| form(task, page, at, flash))}
    }
}

fn form(task: Task, page: StoredValue<Content>, at: At, flash: Option<Flash>) -> AnyView {
    match task {
        Task::Hours => view! { <HoursForm page at flash /> }.into_any(),
        Task::Provider => view! { <ProviderForm page at flash /> }.into_any(),
        Task::Exception => view! { <ExceptionForm page at flash /> }.into_any(),
        Task::VisitType => view! { <VisitTypeForm page at flash /> }.into_any(),
        Task::Place => view! { <PlaceForm page at flash /> }.into_any(),
        Task::RemoveHours => view! { <RemoveHoursDialog page at flash /> }.into_any(),
        Task::RemoveException => view! { <RemoveExceptionDialog page at flash /> }.into_any(),
    }
}

/// What the change did; it takes the focus that the closed form had.
#[component]
fn SavedNote(outside: usize) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let Some(note) = node.get() {
            drop(note.focus());
        }
    });
    let tone = if outside == 0 { Tone::Success } else { Tone::Warning };
    let class = if outside == 0 { "alert-success mb-4" } else { "alert-warning mb-4" };
    view! {
        <div node_ref=node class=class role="status" tabindex="-1" data-saved="">
            <Glyph icon=tone.icon() />
            <div class="grid gap-1 min-w-0">
                <p class="font-semibold max-w-none">{t(k::CALENDAR_SAVED)}</p>
                <p class="max-w-none">
                    {if outside == 0 { t(k::CALENDAR_SAVED_STAY).to_owned() } else { tn(k::CALENDAR_OUTSIDE, outside) }}
                </p>
            </div>
        </div>
    }
}

/// A new clinic's way to its first bookable time; it goes once there are hours.
#[component]
fn Setup(page: StoredValue<Content>) -> impl IntoView {
    let (has_place, has_type, has_provider, has_hours) = page.with_value(|page| {
        (
            !page.locations.is_empty(),
            !page.visit_types.is_empty(),
            !page.providers.is_empty(),
            !page.weekly.is_empty(),
        )
    });
    if has_hours {
        return ().into_any();
    }
    let first = page.with_value(|page| page.providers.first().map(|row| row.key.clone()));
    let to = |tab: Tab, task: Task| At { tab, ..At::default() }.with(task, None).href();
    let hours = At { provider: first, ..At::default() }.with(Task::Hours, None).href();
    let is_ready = has_place && has_type && has_provider;
    let steps = [
        (k::CALENDAR_SETUP_PLACE, has_place, Some(to(Tab::Places, Task::Place))),
        (k::CALENDAR_SETUP_VISIT_TYPE, has_type, Some(to(Tab::VisitTypes, Task::VisitType))),
        (k::CALENDAR_SETUP_PROVIDER, has_provider, Some(to(Tab::Hours, Task::Provider))),
        (k::CALENDAR_SETUP_HOURS, has_hours, is_ready.then_some(hours)),
    ];
    let lines = steps
        .into_iter()
        .enumerate()
        .map(|(index, (name, is_done, href))| {
            view! { <SetupStep number=index + 1 name is_done href /> }.into_any()
        })
        .collect_view();
    view! {
        <section class="card mb-6 grid gap-3" aria-labelledby="setup-title">
            <div>
                <h2 id="setup-title" class="text-lg">{t(k::CALENDAR_SETUP)}</h2>
                <p class="text-muted">{t(k::CALENDAR_SETUP_LEAD)}</p>
            </div>
            <ol class="grid gap-1 sm:grid-cols-2 lg:grid-cols-4">{lines}</ol>
        </section>
    }
    .into_any()
}

#[component]
fn SetupStep(number: usize, name: Key, is_done: bool, href: Option<String>) -> impl IntoView {
    let state = if is_done { "done" } else { "ahead" };
    let mark = if is_done {
        view! { <Glyph icon=Icon::Check is_small=true /> }.into_any()
    } else {
        number.to_string().into_any()
    };
    view! {
        <li class="stepper-step min-h-target" data-state=state>
            <span class="stepper-mark" aria-hidden="true">{mark}</span>
            {is_done.then(|| view! { <span class="sr-only">{t(k::CALENDAR_SETUP_DONE)}</span> }.into_any())}
            {match href.filter(|_| !is_done) {
                Some(href) => view! { <a class="link" href=href>{t(name)}</a> }.into_any(),
                None => t(name).into_any(),
            }}
        </li>
    }
}
