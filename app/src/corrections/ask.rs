//! Asks for an entry to be corrected.

use super::api::{Ask, read_flash, read_subject};
use crate::error::AppError;
use crate::flash::Flash;
use crate::layout::{AboutEntry, ErrorView, NotAccepted};
use crate::load::{load, load_once, wait};
use crate::post::{Post, PostForm};
use crate::routes::CORRECTIONS;
use crate::texts::t;
use crate::ui::{Button, PageHeader, Skeleton, SkeletonLines, TextArea, Weight};
use domain::corrections::LONGEST;
use domain::corrections::contract::{Subject, SubjectRequest};
use domain::ids::CorrectionId;
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn AskPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|query| query.get("entry").and_then(|id| id.parse().ok())));
    let content = load(
        move || asked.get(),
        |entry| async move {
            match entry {
                Some(entry) => read_subject(SubjectRequest { entry }).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    let flash = load_once(read_flash);
    let back = (CORRECTIONS, t(k::CORRECTIONS_TITLE));
    view! {
        <Title text=t(k::CORRECTIONS_ASK_TITLE) />
        <PageHeader title=t(k::CORRECTIONS_ASK_TITLE) lead=t(k::CORRECTIONS_ASK_LEAD) back />
        <Suspense fallback=|| view! { <Skeleton><SkeletonLines count=6 /></Skeleton> }>
            {move || wait(async move {
                let flash = flash.await.ok().flatten();
                match content.await {
                    Ok(subject) => view! { <Form subject flash /> }.into_any(),
                    Err(error) => {
                        #[cfg(feature = "ssr")]
                        if error == AppError::NotFound {
                            crate::context::set_status(http::StatusCode::NOT_FOUND);
                        }
                        view! { <ErrorView error /> }.into_any()
                    }
                }
            })}
        </Suspense>
    }
}

#[component]
fn Form(subject: Subject, flash: Option<Flash>) -> impl IntoView {
    let post: Post<CorrectionId> = Post::to::<Ask>();
    let entry = subject.entry.to_string();
    let flash = flash.filter(|flash| flash.value("request[entry]") == entry);
    let before = StoredValue::new(flash.as_ref().map(|flash| flash.error.clone()));
    let value = flash.map(|flash| flash.value("request[words]")).unwrap_or_default();
    let error = Signal::derive(move || match post.answer().get() {
        Some(answer) => answer.err(),
        None => before.get_value(),
    });
    let problem =
        Signal::derive(move || error.with(|error| Some(error.as_ref()?.field("words")?.to_owned())));
    let rest = Signal::derive(move || {
        error.with(|error| error.clone().filter(|error: &AppError| error.field("words").is_none()))
    });
    let most = u16::try_from(LONGEST).unwrap_or(u16::MAX);
    view! {
        <PostForm post class="card max-w-none grid gap-4">
            <NotAccepted error=rest id="ask-problems" again=CORRECTIONS />
            <AboutEntry subject is_linked=true />
            <input type="hidden" name="request[entry]" value=entry />
            <TextArea
                id="f-words"
                name="request[words]"
                label=t(k::CORRECTIONS_WRONG)
                help=t(k::CORRECTIONS_WRONG_HELP)
                value
                rows=5
                maxlength=most
                error=problem
            />
            <div><Button weight=Weight::Primary pending=post.pending()>{t(k::CORRECTIONS_SEND)}</Button></div>
        </PostForm>
    }
}
