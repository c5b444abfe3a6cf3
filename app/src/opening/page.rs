//! The switch that opens and closes the portal for patients, with whom closing it concerns.

use super::api::{SetOpen, read_flash, read_opening};
use crate::error::AppError;
use crate::flash::Flash;
use crate::layout::{ErrorView, Gate, NotAccepted, ProveFirst, StepUpDialog};
use crate::load::{load, load_once, wait};
use crate::post::{Post, PostForm, submit_again};
use crate::texts::{t, tn};
use crate::ui::{Alert, Badge, Button, PageHeader, Skeleton, SkeletonLines, Tone, Weight};
use domain::opening::contract::OpeningPage as Content;
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

const FORM: &str = "opening";

/// The page.
#[component]
pub fn OpeningPage() -> impl IntoView {
    let query = use_query_map();
    let done = Memo::new(move |_| query.with(|query| query.get("done")));
    let content = load(move || done.get(), |_| read_opening());
    let flash = load_once(read_flash);
    view! {
        <Title text=t(k::OPENING_TITLE) />
        <PageHeader title=t(k::OPENING_TITLE) lead=t(k::OPENING_LEAD) />
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=4 /></Skeleton> }>
            {move || wait(async move {
                let flash = flash.await.ok().flatten();
                match content.await {
                    Ok(content) => view! { <Switch content flash is_done=done.get_untracked().is_some() /> }.into_any(),
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Switch(content: Content, flash: Option<Flash>, is_done: bool) -> impl IntoView {
    let Content { is_open, signed_in, invited, has_contacts, freshness } = content;
    let post = Post::to::<SetOpen>();
    let proof = flash.clone().filter(|flash| flash.endpoint == "/api/account/step_up");
    let flash = flash.filter(|flash| flash.endpoint == "/api/opening/set_open");
    let before = StoredValue::new(flash.map(|flash| flash.error));
    let gate = Gate::new();
    let error = Signal::derive(move || match post.answer().get() {
        Some(Ok(())) => None,
        // The dialog asks; nothing else is wrong.
        Some(Err(AppError::StepUp)) => None,
        Some(Err(error)) => Some(error),
        None => before.get_value(),
    });
    Effect::new(move |_| {
        if let Some(Err(error)) = post.answer().get() {
            gate.asks(&error, Callback::new(|()| submit_again(FORM)));
        }
    });
    let problem = move || error.with(|error| error.as_ref()?.field("is_confirmed").map(ToOwned::to_owned));
    let (state, tone) =
        if is_open { (k::OPENING_IS_OPEN, Tone::Success) } else { (k::OPENING_IS_CLOSED, Tone::Warning) };
    let many = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    view! {
        <div class="grid gap-6 max-w-3xl">
            {is_done.then(|| view! { <div data-saved=""><Alert tone=Tone::Success is_urgent=true>{t(k::OPENING_SAVED)}</Alert></div> }.into_any())}
            <ProveFirst freshness flash=proof />
            <PostForm post class="card grid gap-4" id=FORM>
                <div class="flex flex-wrap items-center justify-between gap-3">
                    <h2 class="text-lg">{t(k::OPENING_STATE)}</h2>
                    <Badge label=t(state) tone />
                </div>
                <NotAccepted error id="opening-problems" />
                {if is_open {
                    view! {
                        <p>{t(k::OPENING_CLOSING)}</p>
                        <input type="hidden" name="request[is_open]" value="false" />
                        <ul class="list-disc pl-6 grid gap-1">
                            <li>{tn(k::OPENING_SIGNED_IN, many(signed_in))}</li>
                            <li>{tn(k::OPENING_INVITED, many(invited))}</li>
                            <li>{t(k::OPENING_STAFF)}</li>
                        </ul>
                        {(!has_contacts).then(|| view! { <Alert tone=Tone::Warning>{t(k::OPENING_NO_CONTACTS)}</Alert> }.into_any())}
                        <label class="tick">
                            <input
                                id="f-is_confirmed"
                                type="checkbox"
                                name="request[is_confirmed]"
                                value="true"
                                class="tick-box"
                                aria-describedby=move || problem().map(|_| "f-is_confirmed-problem")
                                aria-invalid=move || problem().map(|_| "true")
                            />
                            <span>{t(k::OPENING_CONFIRM)}</span>
                        </label>
                        {move || problem().map(|words| view! { <p id="f-is_confirmed-problem" class="problem">{words}</p> }.into_any())}
                        <div><Button weight=Weight::Danger pending=post.pending()>{t(k::OPENING_CLOSE)}</Button></div>
                    }.into_any()
                } else {
                    view! {
                        <p>{t(k::OPENING_OPENING)}</p>
                        <input type="hidden" name="request[is_open]" value="true" />
                        <div><Button weight=Weight::Primary pending=post.pending()>{t(k::OPENING_OPEN)}</Button></div>
                    }.into_any()
                }}
            </PostForm>
        </div>
        <StepUpDialog gate />
    }
}
