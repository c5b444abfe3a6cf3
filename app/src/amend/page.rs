//! One request for a correction, and the clinic's answer to it.

use super::api::{Answer, read_flash, read_request};
use crate::error::AppError;
use crate::flash::Flash;
use crate::layout::{AboutEntry, ErrorView, Messages, StepForm, due_words, entry_words, state_words};
use crate::load::{load, load_once, wait};
use crate::post::Post;
use crate::routes::{self, AMENDMENTS};
use crate::texts::t;
use crate::ui::{Alert, Badge, PageHeader, Skeleton, SkeletonLines, Tone};
use domain::corrections::State;
use domain::corrections::contract::{CorrectionPage as Content, ReadCorrectionRequest};
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// The page.
#[component]
pub fn AmendmentPage() -> impl IntoView {
    let params = use_params_map();
    let asked = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse().ok())));
    let content = load(
        move || asked.get(),
        |id| async move {
            match id {
                Some(id) => read_request(ReadCorrectionRequest { id }).await,
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
                    Ok(page) => view! { <Filled page flash again /> }.into_any(),
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
fn Filled(page: Content, flash: Option<Flash>, again: Callback<()>) -> impl IntoView {
    let (label, tone) = state_words(page.line.state);
    let due = due_words(&page.line);
    let title = entry_words(&page.line);
    let patient = page.line.patient.clone().map(|(name, number)| match number {
        Some(number) => format!("{name} · {number}"),
        None => name,
    });
    let back = (AMENDMENTS, t(k::AMEND_TITLE));
    let again_href = routes::amendment(page.line.id);
    let is_agreed = page.line.state == State::Agreed;
    let post = Post::to::<Answer>();
    view! {
        <Title text=title.clone() />
        <PageHeader title=title lead=patient.unwrap_or_default() back>
            <Badge label tone />
        </PageHeader>
        <div class="grid gap-4">
            {page.subject.clone().map(|subject| view! { <AboutEntry subject is_linked=false /> }.into_any())}
            {due.map(|due| view! { <p>{due}</p> }.into_any())}
            {is_agreed.then(|| view! { <Alert tone=Tone::Information>{t(k::AMEND_CHANGE_IT)}</Alert> }.into_any())}
            <Messages messages=page.messages.clone() is_clinics=true />
            <StepForm post page again_href flash again />
        </div>
    }
}
