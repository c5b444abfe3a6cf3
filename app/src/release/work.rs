//! The clinicians' worklist: what waits for them, the oldest first; several can be released together.

use super::api::{Release, list_work, read_flash};
use super::item::Item;
use crate::error::AppError;
use crate::flash::Flash;
use crate::layout::{ErrorView, NotAccepted};
use crate::load::{load, load_once, wait};
use crate::post::{Post, PostForm};
use crate::routes::{STAFF_RESULTS, STAFF_TEXTS};
use crate::texts::{t, tn};
use crate::ui::{
    Alert, Button, EmptyState, Fold, Icon, LinkButton, PageHeader, Skeleton, SkeletonLines, TabLink,
    TabLinks, TextArea, Tone, Weight,
};
use domain::results::contract::{LONGEST_COMMENT, Shelf, Worklist, WorklistRequest};
use domain::results::templates::Template;
use i18n::{Key, k};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The form that releases what is ticked.
pub const FORM: &str = "release";
/// The form that asks for a short text, where no scripts run to insert it.
const PICK: &str = "pick-text";

const fn name(shelf: Shelf) -> Key {
    match shelf {
        Shelf::Waiting => k::RELEASE_WAITING,
        Shelf::Unfinished => k::RELEASE_UNFINISHED,
        Shelf::Blocked => k::RELEASE_BLOCKED,
        Shelf::Released => k::RELEASE_RELEASED,
    }
}

/// The address of a part of the list.
fn href(shelf: Shelf, after: &str) -> String {
    let after = if after.is_empty() { String::new() } else { format!("&after={after}") };
    format!("{STAFF_RESULTS}?shelf={}{after}", shelf.name())
}

/// What was done before this page, as the address says.
#[derive(Clone, Default, PartialEq, Eq)]
struct Done {
    released: Option<usize>,
    changed: usize,
    word: String,
}

/// The page.
#[component]
pub fn WorkPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| WorklistRequest {
            shelf: query.get("shelf").and_then(|shelf| Shelf::parse(&shelf)).unwrap_or(Shelf::Waiting),
            after: query.get("after").unwrap_or_default(),
        })
    });
    let done = Memo::new(move |_| {
        query.with(|query| Done {
            released: query.get("released").and_then(|many| many.parse().ok()),
            changed: query.get("changed").and_then(|many| many.parse().ok()).unwrap_or_default(),
            word: query.get("done").unwrap_or_default(),
        })
    });
    let picked = Memo::new(move |_| query.with(|query| query.get("text").unwrap_or_default()));
    let content = load(move || asked.get(), list_work);
    let flash = load_once(read_flash);
    let again = Callback::new(move |()| content.refetch());
    view! {
        <Title text=t(k::RELEASE_TITLE) />
        <PageHeader title=t(k::RELEASE_TITLE) lead=t(k::RELEASE_LEAD) />
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=8 /></Skeleton> }>
            {move || wait(async move {
                let flash = flash.await.ok().flatten();
                match content.await {
                    Ok(list) => view! { <List list asked=asked.get_untracked() picked=picked.get_untracked() done flash again /> }.into_any(),
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn List(
    list: Worklist,
    asked: WorklistRequest,
    picked: String,
    done: Memo<Done>,
    flash: Option<Flash>,
    again: Callback<()>,
) -> impl IntoView {
    let count = |shelf| match shelf {
        Shelf::Waiting => Some(list.waiting),
        Shelf::Unfinished => Some(list.unfinished),
        Shelf::Blocked => Some(list.blocked),
        Shelf::Released => None,
    };
    let links = Shelf::ALL
        .iter()
        .map(|shelf| TabLink {
            href: href(*shelf, ""),
            label: t(name(*shelf)).to_owned(),
            count: count(*shelf).map(|count| usize::try_from(count).unwrap_or(usize::MAX)),
        })
        .collect();
    let current = Shelf::ALL.iter().position(|shelf| *shelf == asked.shelf).unwrap_or_default();
    let is_empty = list.items.is_empty();
    let shelf = asked.shelf;
    let own = if shelf == Shelf::Waiting { list.own } else { 0 };
    let can_release = shelf != Shelf::Released && !is_empty;
    let usual = list.items.iter().filter(|item| item.is_all_usual).count();
    let next = list.next.as_ref().map(|after| href(shelf, after));
    let first = (!asked.after.is_empty()).then(|| href(shelf, ""));
    let together = flash.clone().filter(|flash| flash.endpoint == "/api/release/release");
    let items = list
        .items
        .into_iter()
        .enumerate()
        .map(|(index, item)| view! { <Item item index shelf flash=flash.clone() again /> }.into_any())
        .collect_view();
    let (none, why) = match shelf {
        Shelf::Waiting => (k::RELEASE_NONE_WAITING, k::RELEASE_NONE_WAITING_REASON),
        Shelf::Unfinished => (k::RELEASE_NONE_UNFINISHED, k::RELEASE_NONE_UNFINISHED_REASON),
        Shelf::Blocked => (k::RELEASE_NONE_BLOCKED, k::RELEASE_NONE_BLOCKED_REASON),
        Shelf::Released => (k::RELEASE_NONE_RELEASED, k::RELEASE_NONE_RELEASED_REASON),
    };
    view! {
        <div class="grid gap-4">
            {move || view! { <DoneNote done=done.get() /> }.into_any()}
            <TabLinks label=t(k::RELEASE_PARTS) links current />
            {(own > 0).then(|| view! { <Alert tone=Tone::Information>{tn(k::RELEASE_OWN, usize::try_from(own).unwrap_or(usize::MAX))}</Alert> }.into_any())}
            {if is_empty {
                view! { <EmptyState icon=Icon::Results title=t(none) reason=t(why) /> }.into_any()
            } else {
                view! { <ul class="grid gap-4" id="f-results" tabindex="-1" aria-label=t(name(shelf))>{items}</ul> }.into_any()
            }}
            <div class="flex flex-wrap gap-3">
                {first.map(|href| view! { <LinkButton href weight=Weight::Secondary>{t(k::RELEASE_FIRST)}</LinkButton> }.into_any())}
                {next.map(|href| view! { <LinkButton href weight=Weight::Secondary>{t(k::RELEASE_NEXT)}</LinkButton> }.into_any())}
            </div>
            {can_release.then(|| view! {
                <form id=PICK method="get" action=STAFF_RESULTS>
                    <input type="hidden" name="shelf" value=shelf.name() />
                    <input type="hidden" name="after" value=asked.after />
                </form>
                <Together usual sentences=list.sentences templates=list.templates picked flash=together again />
            }.into_any())}
        </div>
    }
}

#[component]
fn DoneNote(done: Done) -> impl IntoView {
    let released = done.released.filter(|many| *many > 0).map(|many| tn(k::RELEASE_DONE, many));
    let changed = (done.changed > 0).then(|| tn(k::RELEASE_CHANGED, done.changed));
    let word = match done.word.as_str() {
        "blocked" => Some(t(k::RELEASE_DONE_BLOCKED).to_owned()),
        "commented" => Some(t(k::RELEASE_DONE_COMMENTED).to_owned()),
        _ => None,
    };
    let tone = if changed.is_some() { Tone::Warning } else { Tone::Success };
    let words: Vec<String> = released.into_iter().chain(changed).chain(word).collect();
    (!words.is_empty()).then(|| view! { <Alert tone is_urgent=true>{words.join(" ")}</Alert> }.into_any())
}

/// Releases what is ticked, with a comment if one is written.
#[component]
fn Together(
    usual: usize,
    sentences: Vec<String>,
    templates: Vec<Template>,
    picked: String,
    flash: Option<Flash>,
    again: Callback<()>,
) -> impl IntoView {
    let post = Post::to::<Release>();
    let before = StoredValue::new(flash.as_ref().map(|flash| flash.error.clone()));
    let of_picked = templates.iter().find(|template| template.id.to_string() == picked);
    let first = of_picked.map(|template| template.text.clone()).unwrap_or_default();
    let comment = RwSignal::new(flash.map_or(first, |flash| flash.value("request[comment]")));
    Effect::new(move |_| {
        if let Some(Ok(_)) = post.answer().get() {
            comment.set(String::new());
            again.run(());
        }
    });
    let error = Signal::derive(move || match post.answer().get() {
        Some(answer) => answer.err(),
        None => before.get_value(),
    });
    let problem =
        Signal::derive(move || error.with(|error| Some(error.as_ref()?.field("comment")?.to_owned())));
    let rest = Signal::derive(move || {
        error.with(|error| error.clone().filter(|error: &AppError| error.field("comment").is_none()))
    });
    let most = u16::try_from(LONGEST_COMMENT).unwrap_or(u16::MAX);
    let buttons = sentences
        .into_iter()
        .map(|sentence| {
            let added = sentence.clone();
            let add = Callback::new(move |()| insert(comment, &added));
            view! {
                <li>
                    <button type="button" class="button-quiet text-start" on:click=move |_| add.run(())>{sentence}</button>
                </li>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    let has_sentences = !buttons.is_empty();
    view! {
        <PostForm post id=FORM class="card grid gap-4">
            <h2 class="text-lg">{t(k::RELEASE_TOGETHER)}</h2>
            <NotAccepted error=rest id="release-problems" again=STAFF_RESULTS />
            {(usual > 0).then(|| view! {
                <div class="noscript:hidden">
                    <button type="button" class="button-secondary" on:click=move |_| tick_usual()>
                        {tn(k::RELEASE_CHOOSE_USUAL, usual)}
                    </button>
                </div>
            }.into_any())}
            <TextArea
                id="f-comment"
                name="request[comment]"
                label=t(k::RELEASE_COMMENT)
                help=t(k::RELEASE_COMMENT_HELP)
                bind=comment
                maxlength=most
                error=problem
                is_optional=true
            />
            <Texts templates picked comment />
            {has_sentences.then(|| view! {
                <Fold label=t(k::RELEASE_SENTENCES) class="noscript:hidden">
                    <ul class="grid gap-1">{buttons}</ul>
                </Fold>
            }.into_any())}
            <div>
                <Button weight=Weight::Primary pending=post.pending()>{t(k::RELEASE_CHOSEN)}</Button>
            </div>
        </PostForm>
    }
}

/// Adds a text to what is written.
fn insert(comment: RwSignal<String>, added: &str) {
    comment.update(|text| {
        if !text.trim().is_empty() {
            text.push('\n');
        }
        text.push_str(added);
    });
}

/// The reader's own short texts: one is chosen and inserted. Where no scripts run, the page comes back with it.
#[component]
fn Texts(templates: Vec<Template>, picked: String, comment: RwSignal<String>) -> impl IntoView {
    let edit = view! { <a class="link text-sm" href=STAFF_TEXTS>{t(k::RELEASE_TEXTS_EDIT)}</a> }.into_any();
    if templates.is_empty() {
        return edit;
    }
    let chosen = RwSignal::new(picked.clone());
    let options = templates
        .iter()
        .map(|template| {
            let id = template.id.to_string();
            let is_chosen = id == picked;
            view! { <option value=id selected=is_chosen>{template.name.clone()}</option> }.into_any()
        })
        .collect_view();
    let templates = StoredValue::new(templates);
    view! {
        <div class="flex flex-wrap items-end gap-3">
            <label class="grid gap-1 flex-1 min-w-48 max-w-md">
                <span class="label">{t(k::RELEASE_TEXTS_PICK)}</span>
                <select
                    class="field"
                    name="text"
                    form=PICK
                    on:change:target=move |event| chosen.set(event.target().value())
                >
                    <option value="">{t(k::RELEASE_TEXTS_NONE_CHOSEN)}</option>
                    {options}
                </select>
            </label>
            <button
                type="submit"
                form=PICK
                class="button-secondary"
                on:click=move |event| {
                    event.prevent_default();
                    let id = chosen.get_untracked();
                    let text = templates.with_value(|all| {
                        let found = all.iter().find(|template| template.id.to_string() == id);
                        found.map(|template| template.text.clone())
                    });
                    if let Some(text) = text {
                        insert(comment, &text);
                    }
                }
            >
                {t(k::RELEASE_TEXTS_INSERT)}
            </button>
            {edit}
        </div>
    }
    .into_any()
}

/// Ticks every result whose tests were all judged to be as usual.
fn tick_usual() {
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::JsCast as _;
        let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
        let Ok(boxes) = document.query_selector_all("input[data-usual]") else { return };
        for index in 0..boxes.length() {
            if let Some(tick) =
                boxes.get(index).and_then(|node| node.dyn_into::<web_sys::HtmlInputElement>().ok())
            {
                tick.set_checked(true);
            }
        }
    }
}
