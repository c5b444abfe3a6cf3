//! What a stranger with a share link sees. What opens the record stands behind the `#` of the address, which browsers send to
//! nobody; so the page is the same for everybody, and all of it happens in the browser.

use super::script;
use super::summary::{Summary, SummaryView};
use crate::layout::{BrandMark, ErrorView, LanguageSwitch, use_frame};
use crate::load::wait;
use crate::routes::SHARED;
use crate::texts::{t, tf};
use crate::ui::{Alert, Button, Field, Skeleton, SkeletonLines, Tone, Weight};
use domain::account::contract::Clinic;
use domain::shares::{PASSCODE_CHARS, RECIPIENT_CHARS};
use i18n::{Key, k};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_meta::Title;
use serde::Deserialize;

/// What became of it.
#[derive(Clone, Deserialize)]
struct Answer {
    state: String,
    /// Tries that are left.
    left: u32,
    summary: Option<Summary>,
}

/// How far it is.
#[derive(Clone, PartialEq, Eq)]
enum Stage {
    /// The link is being looked at.
    Looking,
    /// Who is asking; with a passcode or without.
    Asking(bool),
    /// Nothing will come of it.
    Over(Key),
    /// Opened.
    Read(Summary),
}

/// The page.
#[component]
pub fn ViewerPage() -> impl IntoView {
    let frame = use_frame();
    view! {
        <Title text=t(k::SHARES_VIEW_TITLE) />
        <Suspense>
            {move || wait(async move {
                match frame.await {
                    Ok(frame) => view! { <Viewer clinic=frame.clinic /> }.into_any(),
                    Err(error) => view! { <main class="px-4"><ErrorView error /></main> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn Viewer(clinic: Clinic) -> impl IntoView {
    let stage = RwSignal::new(Stage::Looking);
    Effect::new(move |_| look(stage));
    let name = clinic.name.clone();
    // The page in another language would be another opening.
    let is_read = Memo::new(move |_| stage.with(|stage| matches!(stage, Stage::Read(_))));
    let languages = move || {
        (!is_read.get()).then(|| {
            view! {
                <div on:submit=move |event| keep_hash(&event)>
                    <LanguageSwitch next=SHARED />
                </div>
            }
            .into_any()
        })
    };
    let content = move || match stage.get() {
        Stage::Looking => view! {
            <h1 class="text-2xl md:text-3xl">{t(k::SHARES_VIEW_TITLE)}</h1>
            <div class="noscript:hidden"><Skeleton><SkeletonLines count=4 /></Skeleton></div>
            <p class="hidden noscript:block">{t(k::SHARES_VIEW_SCRIPTS)}</p>
        }
        .into_any(),
        Stage::Asking(has_passcode) => view! { <Ask clinic=name.clone() has_passcode stage /> }.into_any(),
        Stage::Over(words) => view! {
            <h1 class="text-2xl md:text-3xl">{t(k::SHARES_VIEW_TITLE)}</h1>
            <div data-over=""><Alert tone=Tone::Warning is_urgent=true>{t(words)}</Alert></div>
        }
        .into_any(),
        Stage::Read(summary) => view! { <SummaryView summary /> }.into_any(),
    };
    view! {
        <div class="max-w-3xl mx-auto px-4 py-6 md:py-12 grid gap-6">
            <header class="flex items-center justify-between gap-3">
                <BrandMark clinic />
                {languages}
            </header>
            <main class="grid gap-6">{content}</main>
        </div>
    }
}

#[component]
fn Ask(clinic: String, has_passcode: bool, stage: RwSignal<Stage>) -> impl IntoView {
    let (recipient, passcode) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let pending = RwSignal::new(false);
    // What stands against it, and what of that the passcode is.
    let (problem, wrong) = (RwSignal::new(None::<Key>), RwSignal::new(None::<String>));
    let unnamed = RwSignal::new(None::<String>);
    let submit = move || {
        if pending.get_untracked() {
            return;
        }
        let named = !recipient.get_untracked().trim().is_empty();
        let typed = !has_passcode || !passcode.get_untracked().trim().is_empty();
        unnamed.set((!named).then(|| t(k::FIELD_FILL_IN).to_owned()));
        wrong.set((!typed).then(|| t(k::FIELD_FILL_IN).to_owned()));
        problem.set(None);
        if !(named && typed) {
            return;
        }
        pending.set(true);
        // A line each: fields of one line hold no other breaks.
        let asked = [hash(), recipient.get_untracked(), passcode.get_untracked()].join("\n");
        leptos::task::spawn_local(async move {
            let answer = open(asked).await;
            let _ = pending.try_set(false);
            let tell = |words| {
                let _ = problem.try_set(Some(words));
            };
            let go_on = |next| {
                let _ = stage.try_set(next);
            };
            let Some(Answer { state, left, summary }) = answer else { return tell(k::SHARES_VIEW_FAILED) };
            match (state.as_str(), summary) {
                ("read", Some(summary)) => go_on(Stage::Read(summary)),
                ("passcode", _) if left == 0 => go_on(Stage::Over(k::SHARES_VIEW_LOCKED)),
                ("passcode", _) => {
                    let left = left.to_string();
                    let _ = wrong.try_set(Some(tf(k::SHARES_VIEW_WRONG, &[("left", &left)])));
                }
                ("dead", _) => go_on(Stage::Over(k::SHARES_VIEW_DEAD)),
                ("damaged", _) => go_on(Stage::Over(k::SHARES_VIEW_DAMAGED)),
                ("offline", _) => tell(k::SHARES_VIEW_OFFLINE),
                ("slow", _) => tell(k::SHARES_VIEW_SLOW),
                _ => tell(k::SHARES_VIEW_FAILED),
            }
        });
    };
    let said = move || {
        problem
            .get()
            .map(|words| view! { <Alert tone=Tone::Danger is_urgent=true>{t(words)}</Alert> }.into_any())
    };
    let most = |chars: usize| u16::try_from(chars).unwrap_or(u16::MAX);
    view! {
        <h1 class="text-2xl md:text-3xl">{t(k::SHARES_VIEW_TITLE)}</h1>
        <p>{tf(k::SHARES_VIEW_LEAD, &[("clinic", &clinic)])}</p>
        <form
            class="card max-w-none grid gap-4"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                submit();
            }
        >
            {said}
            <Field
                id="f-recipient"
                name="recipient"
                label=t(k::SHARES_VIEW_RECIPIENT)
                help=t(k::SHARES_VIEW_RECIPIENT_HELP)
                maxlength=most(RECIPIENT_CHARS)
                autocomplete="name"
                bind=recipient
                error=unnamed
            />
            {has_passcode.then(|| view! {
                <Field
                    id="f-passcode"
                    name="passcode"
                    label=t(k::SHARES_VIEW_PASSCODE)
                    help=t(k::SHARES_VIEW_PASSCODE_HELP)
                    kind="password"
                    maxlength=most(PASSCODE_CHARS.1)
                    autocomplete="off"
                    bind=passcode
                    error=wrong
                />
            }.into_any())}
            <div>
                <Button weight=Weight::Primary pending>{t(k::SHARES_VIEW_OPEN)}</Button>
            </div>
        </form>
    }
}

/// What stands behind the `#`.
#[cfg(feature = "hydrate")]
fn hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// Browsers do not send it.
#[cfg(not(feature = "hydrate"))]
fn hash() -> String {
    String::new()
}

/// Comes back to the same link in another language: where a redirect says nothing of what stands behind the `#`, browsers keep
/// what stood there in the address that they asked for.
#[cfg(feature = "hydrate")]
fn keep_hash(event: &SubmitEvent) {
    use wasm_bindgen::JsCast as _;

    let Some(form) = event.target().and_then(|form| form.dyn_into::<web_sys::Element>().ok()) else { return };
    let action = form.get_attribute("action").unwrap_or_default();
    let action = action.split('#').next().unwrap_or_default();
    drop(form.set_attribute("action", &format!("{action}{}", hash())));
}

/// Only browsers send forms.
#[cfg(not(feature = "hydrate"))]
fn keep_hash(_: &SubmitEvent) {}

/// Looks at the link, before anything is asked.
fn look(stage: RwSignal<Stage>) {
    leptos::task::spawn_local(async move {
        let next = match script::call("look", hash()).await.as_deref() {
            Some("passcode") => Stage::Asking(true),
            Some("plain") => Stage::Asking(false),
            Some("insecure") => Stage::Over(k::SHARES_VIEW_INSECURE),
            Some(_) => Stage::Over(k::SHARES_VIEW_DAMAGED),
            None => Stage::Over(k::SHARES_VIEW_OFFLINE),
        };
        let _ = stage.try_set(next);
    });
}

async fn open(asked: String) -> Option<Answer> {
    let answer = script::call("open", asked).await?;
    crate::wire::read(&answer).ok()
}
