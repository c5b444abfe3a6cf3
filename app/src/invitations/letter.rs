//! The letter of an invitation, to be printed or read out, in the invited person's language.

use super::api::read_paper;
use super::model::{At, Tab};
use crate::error::AppError;
use crate::layout::{BrandMark, Confirm, ContactList, ErrorView, use_frame};
use crate::load::{load, wait};
use crate::texts::t;
use crate::ui::{BackLink, Glyph, Icon, PrintButton};
use domain::account::contract::Clinic;
use domain::ids::InvitationId;
use domain::invitations::staff::{InvitationRequest, PaperView};
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_location, use_params_map};

/// The page.
#[component]
pub fn LetterPage() -> impl IntoView {
    let params = use_params_map();
    let path = use_location().pathname;
    let frame = use_frame();
    let id = move || params.with(|params| params.get("id").and_then(|id| id.parse::<InvitationId>().ok()));
    let file = move || id().map(|id| format!("/files/letters/{id}.pdf"));
    let letter = load(id, |id| async move {
        match id {
            Some(invitation) => read_paper(InvitationRequest { invitation }).await,
            None => Err(AppError::NotFound),
        }
    });
    let back = At { tab: Tab::List, ..At::default() }.href();
    view! {
        <Title text=t(k::INVITATIONS_LETTER_TITLE) />
        <main class="grid gap-6 max-w-2xl mx-auto px-4 py-6 md:py-12">
            <div data-print="no" class="flex flex-wrap items-center justify-between gap-3">
                <BackLink href=back label=t(k::INVITATIONS_TITLE) />
                <div class="flex flex-wrap gap-3">
                    {move || file().map(|href| view! {
                        <a class="button-secondary" href=href rel="external">
                            <Glyph icon=Icon::Download is_small=true />
                            {t(k::INVITATIONS_PDF)}
                        </a>
                    }.into_any())}
                    <PrintButton is_primary=true>{t(k::INVITATIONS_PRINT)}</PrintButton>
                </div>
            </div>
            <Suspense>
                {move || wait(async move {
                    match (frame.await, letter.await) {
                        (Ok(frame), Ok(letter)) => view! { <Letter letter clinic=frame.clinic /> }.into_any(),
                        (_, Err(AppError::StepUp)) => {
                            view! {
                                <h1 class="text-2xl">{t(k::ACCOUNT_STEP_UP_TITLE)}</h1>
                                <p>{t(k::ACCOUNT_STEP_UP_ABOUT)}</p>
                                <Confirm next=path.get_untracked() />
                            }.into_any()
                        }
                        (Err(error), _) | (_, Err(error)) => view! { <ErrorView error /> }.into_any(),
                    }
                })}
            </Suspense>
        </main>
    }
}

#[component]
fn Letter(letter: PaperView, clinic: Clinic) -> impl IntoView {
    let PaperView { lang, name, title, paragraphs, qr_path, qr_size, code, after } = letter;
    let before = paragraphs
        .into_iter()
        .map(|part| view! { <p class="whitespace-pre-line">{part}</p> }.into_any())
        .collect_view();
    let below =
        after.into_iter().map(|part| view! { <p class="wrap-anywhere">{part}</p> }.into_any()).collect_view();
    view! {
        <article lang=lang class="card grid gap-6">
            <BrandMark clinic=clinic.clone() />
            <p class="font-semibold text-strong">{name}</p>
            <h1 class="text-2xl">{title}</h1>
            <div class="grid gap-3">{before}</div>
            <div class="flex flex-wrap items-center gap-8">
                <div class="qr">
                    <svg viewBox=format!("0 0 {qr_size} {qr_size}") role="img" aria-label=t(k::INVITATIONS_QR)>
                        <path d=qr_path />
                    </svg>
                </div>
                <p class="text-3xl font-semibold text-strong tabular-nums" data-code="">{code}</p>
            </div>
            <div class="grid gap-3">{below}</div>
            <ContactList clinic />
        </article>
    }
}
