//! Short texts that a clinician keeps for comments: the list, each to be changed or taken away, and a new one.

use super::api::{RemoveTemplate, SaveTemplate, list_templates, read_flash};
use crate::error::AppError;
use crate::flash::Flash;
use crate::layout::{ErrorView, NotAccepted};
use crate::load::{load_once, wait};
use crate::post::{Post, PostForm};
use crate::routes::{STAFF_RESULTS, STAFF_TEXTS};
use crate::texts::{t, tf};
use crate::ui::{
    Button, EmptyState, Field, Fold, Icon, PageHeader, Skeleton, SkeletonLines, TextArea, Weight,
};
use domain::results::contract::LONGEST_COMMENT;
use domain::results::templates::{MOST, NAME_CHARS, Template, Templates};
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;

/// The page.
#[component]
pub fn TextsPage() -> impl IntoView {
    let content = load_once(list_templates);
    let flash = load_once(read_flash);
    let again = Callback::new(move |()| content.refetch());
    let back = (STAFF_RESULTS, t(k::RELEASE_TITLE));
    view! {
        <Title text=t(k::RELEASE_TEXTS_TITLE) />
        <PageHeader title=t(k::RELEASE_TEXTS_TITLE) lead=t(k::RELEASE_TEXTS_LEAD) back />
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=6 /></Skeleton> }>
            {move || wait(async move {
                let flash = flash.await.ok().flatten();
                match content.await {
                    Ok(found) => view! { <List found flash again /> }.into_any(),
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn List(found: Templates, flash: Option<Flash>, again: Callback<()>) -> impl IntoView {
    let flash = flash.filter(|flash| flash.endpoint == "/api/release/save_template");
    let is_empty = found.templates.is_empty();
    let has_room = found.templates.len() < MOST;
    let rows = found
        .templates
        .into_iter()
        .map(|template| view! { <Kept template flash=flash.clone() again /> }.into_any())
        .collect_view();
    let new = flash.filter(|flash| flash.value("request[id]").is_empty());
    view! {
        <div class="grid gap-6">
            {if is_empty {
                view! { <EmptyState icon=Icon::Edit title=t(k::RELEASE_TEXTS_NONE) reason=t(k::RELEASE_TEXTS_NONE_REASON) /> }.into_any()
            } else {
                view! { <ul class="row-list" aria-label=t(k::RELEASE_TEXTS_TITLE)>{rows}</ul> }.into_any()
            }}
            {has_room.then(|| view! {
                <section class="card grid gap-4" aria-labelledby="new-text">
                    <h2 id="new-text" class="text-lg">{t(k::RELEASE_TEXTS_NEW)}</h2>
                    <TextForm template=None flash=new again />
                </section>
            }.into_any())}
        </div>
    }
}

#[component]
fn Kept(template: Template, flash: Option<Flash>, again: Callback<()>) -> impl IntoView {
    let remove = Post::to::<RemoveTemplate>();
    let id = template.id.to_string();
    let own = flash.filter(|flash| flash.value("request[id]") == id);
    let is_open = own.is_some();
    Effect::new(move |_| {
        if matches!(remove.answer().get(), Some(Ok(()))) {
            again.run(());
        }
    });
    let named = tf(k::RELEASE_TEXTS_REMOVE_NAMED, &[("name", &template.name)]);
    let (name, text) = (template.name.clone(), template.text.clone());
    view! {
        <li class="row flex-col gap-2" data-text=name.clone()>
            <div class="flex flex-wrap items-start justify-between gap-3 w-full">
                <div class="grid gap-1 min-w-0 flex-1">
                    <h2 class="text-base wrap-anywhere">{name.clone()}</h2>
                    <p class="whitespace-pre-line wrap-anywhere">{text.clone()}</p>
                </div>
                <PostForm post=remove>
                    <Button weight=Weight::Quiet name="request[id]" value=id pending=remove.pending()>
                        <span aria-hidden="true">{t(k::RELEASE_TEXTS_REMOVE)}</span>
                        <span class="sr-only">{named}</span>
                    </Button>
                </PostForm>
            </div>
            <Fold label=t(k::RELEASE_TEXTS_CHANGE) class="w-full" is_open>
                <TextForm template=Some(template) flash=own again />
            </Fold>
        </li>
    }
}

#[component]
fn TextForm(template: Option<Template>, flash: Option<Flash>, again: Callback<()>) -> impl IntoView {
    let post = Post::to::<SaveTemplate>();
    let before = StoredValue::new(flash.as_ref().map(|flash| flash.error.clone()));
    let (id, name, text) = match &template {
        Some(known) => (known.id.to_string(), known.name.clone(), known.text.clone()),
        None => (String::new(), String::new(), String::new()),
    };
    let typed = |field: &str, stored: String| match &flash {
        Some(flash) => flash.value(&format!("request[{field}]")),
        None => stored,
    };
    let (name, text) = (typed("name", name), typed("text", text));
    let key = if id.is_empty() { "new".to_owned() } else { id.clone() };
    Effect::new(move |_| {
        if matches!(post.answer().get(), Some(Ok(()))) {
            again.run(());
        }
    });
    let error = Signal::derive(move || match post.answer().get() {
        Some(answer) => answer.err(),
        None => before.get_value(),
    });
    let problem = move |field: &'static str| {
        Signal::derive(move || {
            error.with(|error: &Option<AppError>| Some(error.as_ref()?.field(field)?.to_owned()))
        })
    };
    let rest = Signal::derive(move || {
        error.with(|error| {
            error.clone().filter(|error: &AppError| error.field("name").or(error.field("text")).is_none())
        })
    });
    let (longest_name, longest) =
        (u16::try_from(NAME_CHARS).unwrap_or(u16::MAX), u16::try_from(LONGEST_COMMENT).unwrap_or(u16::MAX));
    view! {
        <PostForm post class="grid gap-4 pt-1">
            <NotAccepted error=rest id="text-problems" again=STAFF_TEXTS />
            <input type="hidden" name="request[id]" value=id />
            <Field
                id=format!("name-{key}")
                name="request[name]"
                label=t(k::RELEASE_TEXTS_NAME)
                value=name
                autocomplete="off"
                maxlength=longest_name
                error=problem("name")
            />
            <TextArea
                id=format!("text-{key}")
                name="request[text]"
                label=t(k::RELEASE_TEXTS_TEXT)
                value=text
                rows=3
                maxlength=longest
                error=problem("text")
            />
            <div><Button pending=post.pending()>{t(k::RELEASE_TEXTS_SAVE)}</Button></div>
        </PostForm>
    }
}
