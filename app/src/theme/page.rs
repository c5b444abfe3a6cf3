//! The appearance of the clinic: controls on one side, its real screens on the other, one bar for the draft.

use super::api::read_editor;
use super::bar::Bar;
use super::controls::Controls;
use super::history::History;
use super::preview::Preview;
use super::state::{Editing, Kept};
use crate::layout::ErrorView;
use crate::load::{load_once, wait};
use crate::texts::t;
use crate::ui::{Alert, Button, Glyph, Icon, PageHeader, Skeleton, SkeletonLines, Tone, Weight};
use domain::theme::contract::ThemeEditor;
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;

/// The theme editor.
#[component]
pub fn AppearancePage() -> impl IntoView {
    let editor = load_once(read_editor);
    load_as_a_page();
    view! {
        <Title text=t(k::THEME_TITLE) />
        <PageHeader title=t(k::THEME_TITLE) lead=t(k::THEME_LEAD) />
        <noscript>
            <Alert tone=Tone::Warning>{t(k::THEME_NEEDS_SCRIPT)}</Alert>
        </noscript>
        <Suspense fallback=|| view! { <Skeleton><SkeletonLines count=8 /></Skeleton> }>
            {move || wait(async move {
                match editor.await {
                    Ok(editor) => view! { <Editor editor /> }.into_any(),
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

/// Only a page that was asked for under this address may hold frames (its content security policy says so);
/// whoever came here from another page gets it as a page of its own.
fn load_as_a_page() {
    Effect::new(|_| {
        let root = document().document_element();
        let may_hold_frames = root.as_ref().is_some_and(|root| root.has_attribute("data-frames"));
        if !may_hold_frames {
            drop(window().location().reload());
        }
    });
}

#[component]
fn Editor(editor: ThemeEditor) -> impl IntoView {
    let editing = Editing::new(editor);
    let history = RwSignal::new(false);
    view! {
        <Conflict editing />
        <div class="editor">
            <div class="min-w-0">
                <Controls editing />
                <Sheet />
            </div>
            <Preview editing />
        </div>
        <Bar editing history />
        <History editing open=history />
    }
}

/// What is printed has no frame: browsers show documents outside of pages.
#[component]
fn Sheet() -> impl IntoView {
    view! {
        <section class="grid gap-3 justify-items-start mt-6" aria-labelledby="sheet-title">
            <h2 id="sheet-title" class="text-lg">{t(k::THEME_SHEET)}</h2>
            <p id="sheet-about" class="text-muted">{t(k::THEME_SHEET_ABOUT)}</p>
            <a class="button-secondary" href="/preview/sheet.pdf" rel="external" aria-describedby="sheet-about">
                <Glyph icon=Icon::Download is_small=true />
                {t(k::THEME_SHEET)}
            </a>
        </section>
    }
}

/// Somebody else was faster: whose theme goes on?
#[component]
fn Conflict(editing: Editing) -> impl IntoView {
    let refused = RwSignal::new(None::<&'static str>);
    let choose = move |keep_mine: bool| {
        leptos::task::spawn_local(async move {
            refused.set(editing.read_again(keep_mine).await.err().map(|error| error.message()));
        });
    };
    view! {
        <div aria-live="assertive">
            <Show when=move || editing.kept.with(|kept| *kept == Kept::Conflict)>
                <div class="mb-6">
                    <Alert tone=Tone::Warning title=t(k::THEME_CONFLICT_TITLE)>
                        <div class="grid gap-3">
                            <p>{t(k::THEME_CONFLICT_ABOUT)}</p>
                            <div class="flex flex-wrap gap-3">
                                <Button kind="button" weight=Weight::Secondary on_press=Callback::new(move |()| choose(true))>
                                    {t(k::THEME_CONFLICT_MINE)}
                                </Button>
                                <Button kind="button" weight=Weight::Secondary on_press=Callback::new(move |()| choose(false))>
                                    {t(k::THEME_CONFLICT_THEIRS)}
                                </Button>
                            </div>
                            {move || refused.get().map(|message| view! { <p class="problem">{message}</p> }.into_any())}
                        </div>
                    </Alert>
                </div>
            </Show>
        </div>
    }
}
