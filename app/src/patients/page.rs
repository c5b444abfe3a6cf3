//! Finding a patient. What is typed stands in no address: it is posted, and the answer is shown here.

use super::api::{FindPatients, read_flash, read_search};
use crate::dates::day;
use crate::error::AppError;
use crate::flash::Flash;
use crate::layout::{ErrorView, NotAccepted};
use crate::load::{load, load_once, wait};
use crate::post::{Post, PostForm};
use crate::routes;
use crate::texts::{t, tf};
use crate::ui::{
    Alert, Badge, Button, EmptyState, Field, Glyph, Icon, PageHeader, Skeleton, SkeletonLines, Tone, Weight,
};
use domain::patients::contract::{
    KeptSearchRequest, LONGEST, MOST_FOUND, PatientFound, PatientsFound, Searched,
};
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn PatientsPage() -> impl IntoView {
    let query = use_query_map();
    let kept = Memo::new(move |_| query.with(|query| query.get("search").unwrap_or_default()));
    let content = load(move || kept.get(), |kept| read_search(KeptSearchRequest { kept }));
    let flash = load_once(read_flash);
    view! {
        <Title text=t(k::PATIENTS_TITLE) />
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=4 /></Skeleton> }>
            {move || wait(async move {
                let flash = flash.await.ok().flatten();
                match content.await {
                    Ok(searched) => view! { <Search searched flash /> }.into_any(),
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// The field, and who was found.
#[component]
fn Search(searched: Searched, flash: Option<Flash>) -> impl IntoView {
    let post = Post::to::<FindPatients>();
    let Searched { typed, found: first } = searched;
    let typed = flash.as_ref().map_or(typed, |flash| flash.value("request[words]"));
    let before = StoredValue::new(flash.map(|flash| flash.error));
    let first = StoredValue::new(first);
    let error = Signal::derive(move || match post.answer().get() {
        Some(answer) => answer.err(),
        None => before.get_value(),
    });
    let problem = Signal::derive(move || {
        error.with(|error: &Option<AppError>| Some(error.as_ref()?.field("words")?.to_owned()))
    });
    let found = move || match post.answer().get() {
        Some(answer) => answer.ok(),
        None => first.get_value(),
    };
    let most = u16::try_from(LONGEST).unwrap_or(u16::MAX);
    view! {
        <PageHeader title=t(k::PATIENTS_TITLE) lead=t(k::PATIENTS_LEAD) />
        <div class="grid gap-6">
            <PostForm post class="card grid gap-4 max-w-2xl">
                <NotAccepted error id="search-problems" />
                <Field
                    id="f-words"
                    name="request[words]"
                    label=t(k::PATIENTS_WORDS)
                    help=t(k::PATIENTS_WORDS_HELP)
                    autocomplete="off"
                    maxlength=most
                    value=typed
                    error=problem
                    is_verbatim=true
                />
                <div>
                    <Button weight=Weight::Primary icon=Icon::Search pending=post.pending()>{t(k::PATIENTS_SEARCH)}</Button>
                </div>
            </PostForm>
            <div class="grid gap-4" aria-live="polite">
                {move || match found() {
                    // Why, stands at the field.
                    None if error.with(Option::is_some) => ().into_any(),
                    None => view! { <EmptyState icon=Icon::Search title=t(k::PATIENTS_FIRST) reason=t(k::PATIENTS_FIRST_ABOUT) /> }.into_any(),
                    Some(found) if found.patients.is_empty() => {
                        view! { <EmptyState icon=Icon::People title=t(k::PATIENTS_NOBODY) reason=t(k::PATIENTS_NOBODY_ABOUT) /> }.into_any()
                    }
                    Some(found) => view! { <Found found /> }.into_any(),
                }}
            </div>
        </div>
    }
}

#[component]
fn Found(found: PatientsFound) -> impl IntoView {
    let PatientsFound { patients, has_more } = found;
    let rows = patients.into_iter().map(|patient| view! { <Patient patient /> }.into_any()).collect_view();
    let more = has_more.then(|| tf(k::PATIENTS_MORE, &[("count", &MOST_FOUND.to_string())]));
    view! {
        {more.map(|words| view! { <div data-more=""><Alert>{words}</Alert></div> }.into_any())}
        <ul class="row-list" aria-label=t(k::PATIENTS_FOUND)>{rows}</ul>
    }
}

#[component]
fn Patient(patient: PatientFound) -> impl IntoView {
    let born = patient.born.as_deref().and_then(day).map(|date| tf(k::CHART_VIEW_BORN, &[("date", &date)]));
    let number = patient.number.map(|number| tf(k::CHART_VIEW_NUMBER, &[("number", &number)]));
    let about: Vec<String> = [born, number].into_iter().flatten().collect();
    view! {
        <li data-patient="">
            <a class="row-link" href=routes::chart(patient.chart)>
                <span class="grid flex-1 min-w-0">
                    <span class="font-semibold text-strong wrap-anywhere">{patient.name}</span>
                    <span class="text-sm text-muted wrap-anywhere">{about.join(" · ")}</span>
                </span>
                {patient.is_inactive.then(|| view! { <Badge label=t(k::CHART_VIEW_INACTIVE) tone=Tone::Warning /> }.into_any())}
                <span class="text-muted"><Glyph icon=Icon::Next is_small=true /></span>
            </a>
        </li>
    }
}
