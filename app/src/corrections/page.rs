//! One request of the patient with everything that was written.

use super::api::{Write, read_correction, read_flash};
use crate::error::AppError;
use crate::flash::Flash;
use crate::layout::{AboutEntry, ErrorView, Messages, StepForm, due_words, entry_words, state_words};
use crate::load::{load, load_once, wait};
use crate::post::Post;
use crate::routes::{self, CORRECTIONS};
use crate::texts::t;
use crate::ui::{Alert, Badge, PageHeader, Skeleton, SkeletonLines, Tone};
use domain::corrections::contract::{CorrectionPage as Content, ReadCorrectionRequest};
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The page.
#[component]
pub fn CorrectionPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let asked = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse().ok())));
    let is_new = Memo::new(move |_| query.with(|query| query.get("done").is_some()));
    let content = load(
        move || asked.get(),
        |id| async move {
            match id {
                Some(id) => read_correction(ReadCorrectionRequest { id }).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    let flash = load_once(read_flash);
    let is_taken = RwSignal::new(false);
    let again = Callback::new(move |()| {
        is_taken.set(true);
        content.refetch();
    });
    view! {
        <div role="status">
            {move || is_taken.get().then(|| view! { <Alert tone=Tone::Success>{t(k::CORRECTIONS_STEP_DONE)}</Alert> }.into_any())}
        </div>
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=8 /></Skeleton> }>
            {move || wait(async move {
                let flash = flash.await.ok().flatten();
                match content.await {
                    Ok(page) => view! { <Filled page is_new flash again /> }.into_any(),
                    Err(error) => {
                        #[cfg(feature = "ssr")]
                        if error == AppError::NotFound {
                            crate::context::set_status(http::StatusCode::NOT_FOUND);
                        }
                        view! { <ErrorView error /> }.into_any()
                    }
                }
            })}
        </Transition>
    }
}

#[component]
fn Filled(page: Content, is_new: Memo<bool>, flash: Option<Flash>, again: Callback<()>) -> impl IntoView {
    let (label, tone) = state_words(page.line.state);
    let due = due_words(&page.line);
    let title = entry_words(&page.line);
    let back = (CORRECTIONS, t(k::CORRECTIONS_TITLE));
    let again_href = routes::correction(page.line.id);
    let post = Post::to::<Write>();
    view! {
        <Title text=title.clone() />
        <PageHeader title=title back>
            <Badge label tone />
        </PageHeader>
        <div class="grid gap-4">
            {move || is_new.get().then(|| view! {
                <Alert tone=Tone::Success is_urgent=true>{t(k::CORRECTIONS_DONE)}</Alert>
            }.into_any())}
            {page.subject.clone().map(|subject| view! { <AboutEntry subject is_linked=true /> }.into_any())}
            {due.map(|due| view! { <p>{due}</p> }.into_any())}
            <Messages messages=page.messages.clone() is_clinics=false />
            <StepForm post page again_href flash again />
        </div>
    }
}
