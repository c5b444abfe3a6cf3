//! The bar below: whether the draft is kept, what has changed, and what can be done with it.

use super::api::{discard_draft, publish_draft};
use super::model::{Part, changes, failing};
use super::paint::set_variable;
use super::state::{Editing, Kept};
use crate::error::AppError;
use crate::texts::{t, tf, tn};
use crate::ui::{Alert, Button, Dialog, Glyph, Icon, TextArea, Tone, Weight, use_toasts};
use domain::theme::contract::{DiscardDraftRequest, PublishThemeRequest};
use domain::theme::{ColorToken, ThemeTokens};
use i18n::k;
use leptos::html;
use leptos::prelude::*;

/// The bar.
#[component]
pub fn Bar(editing: Editing, history: RwSignal<bool>) -> impl IntoView {
    let publishing = RwSignal::new(false);
    let discarding = RwSignal::new(false);
    let list = Memo::new(move |_| {
        editing.published.with(|before| editing.tokens.with(|after| changes(before, after)))
    });
    let is_same = Signal::derive(move || list.with(Vec::is_empty));
    let has_nothing = Signal::derive(move || is_same.get() && editing.draft.with(Option::is_none));
    view! {
        <div class="save-bar">
            <div class="save-status">
                <Status editing />
                <span class="text-sm text-muted">
                    {move || match list.with(Vec::len) {
                        0 => t(k::THEME_NO_CHANGES).to_owned(),
                        count => tn(k::THEME_CHANGES, count),
                    }}
                </span>
            </div>
            <div class="save-actions">
                <button
                    type="button"
                    class="icon-button md:hidden"
                    aria-label=t(k::THEME_HISTORY)
                    on:click=move |_| history.set(true)
                >
                    <Glyph icon=Icon::History />
                </button>
                <span class="hidden md:inline-flex">
                    <Button kind="button" weight=Weight::Quiet icon=Icon::History on_press=Callback::new(move |()| history.set(true))>
                        {t(k::THEME_HISTORY)}
                    </Button>
                </span>
                <Button kind="button" disabled=has_nothing on_press=Callback::new(move |()| discarding.set(true))>
                    {t(k::THEME_DISCARD)}
                </Button>
                <Button kind="button" weight=Weight::Primary disabled=is_same on_press=Callback::new(move |()| publishing.set(true))>
                    {t(k::THEME_PUBLISH)}
                </Button>
            </div>
        </div>
        <Publish editing open=publishing list />
        <Discard editing open=discarding />
    }
}

/// How the draft stands, in words.
#[component]
fn Status(editing: Editing) -> impl IntoView {
    let line = move |icon: Icon, class: &'static str, words: String| {
        view! { <span class=class><Glyph icon is_small=true /></span> <span class="min-w-0">{words}</span> }
            .into_any()
    };
    let again = Callback::new(move |()| {
        leptos::task::spawn_local(async move {
            editing.keep().await;
        });
    });
    view! {
        <p role="status" class="flex items-start gap-2 font-semibold text-strong leading-tight" data-kept=move || kept_name(&editing.kept.get())>
            {move || match editing.kept.get() {
                Kept::Yes => match editing.draft.get() {
                    Some(draft) => {
                        let at = format!("{} {}", i18n::date_short(&t, draft.saved), i18n::time(draft.saved));
                        let words = match draft.author {
                            Some(author) => tf(k::THEME_DRAFT_BY, &[("name", &author), ("time", &at)]),
                            None => tf(k::THEME_DRAFT_SAVED, &[("time", &i18n::time(draft.saved))]),
                        };
                        line(Icon::Success, "text-success-text", words)
                    }
                    None => line(Icon::Check, "text-muted", t(k::THEME_PUBLISHED_SHOWN).to_owned()),
                },
                Kept::Soon | Kept::Now => line(Icon::Refresh, "text-muted", t(k::THEME_SAVING).to_owned()),
                Kept::Conflict => line(Icon::Warning, "text-warning-text", t(k::THEME_NOT_SAVED).to_owned()),
                Kept::No(error) => {
                    let can_retry = matches!(error, AppError::Transport | AppError::Internal { .. });
                    view! {
                        <span class="text-danger-text"><Glyph icon=Icon::Problem is_small=true /></span>
                        <span class="text-danger-text">{format!("{} {}", t(k::THEME_NOT_SAVED), error.message())}</span>
                        {can_retry.then(|| view! { <Button kind="button" on_press=again>{t(k::THEME_SAVE_AGAIN)}</Button> }.into_any())}
                    }
                    .into_any()
                }
            }}
        </p>
    }
}

const fn kept_name(kept: &Kept) -> &'static str {
    match kept {
        Kept::Yes => "yes",
        Kept::Soon | Kept::Now => "soon",
        Kept::Conflict => "conflict",
        Kept::No(_) => "no",
    }
}

/// What will change for everybody, and, where something is hard to read, why it is published all the same.
#[component]
fn Publish(editing: Editing, open: RwSignal<bool>, list: Memo<Vec<Part>>) -> impl IntoView {
    let reason = RwSignal::new(String::new());
    let refused = RwSignal::new(None::<AppError>);
    let is_busy = RwSignal::new(false);
    let toasts = use_toasts();
    let bad = move || editing.report.with(|report| failing(report));
    let publish = Callback::new(move |()| {
        refused.set(None);
        is_busy.set(true);
        leptos::task::spawn_local(async move {
            let answer = publish_now(editing, reason.get_untracked()).await;
            is_busy.set(false);
            match answer {
                Ok(()) => {
                    open.set(false);
                    reason.set(String::new());
                    toasts.show(Tone::Success, t(k::THEME_PUBLISHED));
                }
                Err(Some(error)) => refused.set(Some(error)),
                // The page itself says what is wrong with the draft.
                Err(None) => open.set(false),
            }
        });
    });
    let problem = Signal::derive(move || {
        refused
            .with(|error| error.as_ref().and_then(|error| error.field("override_reason")).map(str::to_owned))
    });
    let other = move || {
        refused.with(|error| {
            error.as_ref().filter(|error| error.field("override_reason").is_none()).map(AppError::message)
        })
    };
    let actions = ViewFn::from(move || {
        view! {
            <Button kind="button" weight=Weight::Primary pending=is_busy on_press=publish>{t(k::THEME_PUBLISH_NOW)}</Button>
            <Button kind="button" weight=Weight::Quiet on_press=Callback::new(move |()| open.set(false))>{t(k::THEME_GO_ON)}</Button>
        }
    });
    view! {
        <Dialog id="publish" title=t(k::THEME_PUBLISH_TITLE) open actions>
            <p>{t(k::THEME_PUBLISH_ABOUT)}</p>
            <ul class="grid gap-2">
                {move || list.get().into_iter().map(|part| view! { <Change editing part /> }.into_any()).collect_view()}
            </ul>
            <Show when=move || { bad() != 0 }>
                <Alert tone=Tone::Warning title=tn(k::THEME_CONTRAST_BAD, bad())>{t(k::THEME_OVERRIDE_ABOUT)}</Alert>
                <TextArea
                    id="override-reason"
                    name="override_reason"
                    label=t(k::THEME_OVERRIDE)
                    help=t(k::THEME_OVERRIDE_HELP)
                    bind=reason
                    maxlength=500
                    error=problem
                />
            </Show>
            <div aria-live="assertive">
                {move || other().map(|message| view! { <Alert tone=Tone::Danger>{message}</Alert> }.into_any())}
            </div>
        </Dialog>
    }
}

/// Keeps, publishes, reads anew. No error: the editor itself shows why the draft could not be kept.
async fn publish_now(editing: Editing, override_reason: String) -> Result<(), Option<AppError>> {
    if !editing.keep().await {
        return Err(None);
    }
    let request = PublishThemeRequest { base: editing.base(), override_reason };
    match publish_draft(request).await {
        Ok(_) => editing.read_again(false).await.map_err(Some),
        Err(error @ AppError::Refused { .. }) => {
            editing.refused(error);
            Err(None)
        }
        Err(error) => Err(Some(error)),
    }
}

/// One part: what it was and what it becomes.
#[component]
fn Change(editing: Editing, part: Part) -> impl IntoView {
    let before = editing.published.with_untracked(|tokens| part.value(tokens));
    let after = editing.tokens.with_untracked(|tokens| part.value(tokens));
    let dot = move |tokens: RwSignal<ThemeTokens>| match part {
        Part::Color(token) => Some(view! { <Dot tokens token /> }),
        _ => None,
    };
    let nothing = || t(k::THEME_NOTHING).to_owned();
    let values = match part {
        Part::LogoLight | Part::LogoDark => view! { <span>{t(k::THEME_NEW_PICTURE)}</span> }.into_any(),
        _ => view! {
            {dot(editing.published)}
            <span class="text-muted line-through">{before.unwrap_or_else(nothing)}</span>
            <span class="sr-only">{t(k::THEME_BECOMES)}</span>
            <span aria-hidden="true">"→"</span>
            {dot(editing.tokens)}
            <span class="text-strong">{after.unwrap_or_else(nothing)}</span>
        }
        .into_any(),
    };
    view! {
        <li class="flex flex-wrap items-center gap-2">
            <span class="font-semibold text-strong">{t(part.name())}</span>
            {values}
        </li>
    }
}

/// A colour as a dot.
#[component]
pub fn Dot(#[prop(into)] tokens: Signal<ThemeTokens>, token: ColorToken) -> impl IntoView {
    let node = NodeRef::<html::Span>::new();
    Effect::new(move |_| {
        let color = tokens.with(|tokens| super::model::color_of(tokens, token));
        if let Some(node) = node.get() {
            set_variable(&node, "--ground", &color.to_string());
        }
    });
    view! { <span node_ref=node class="dot" aria-hidden="true"></span> }
}

#[component]
fn Discard(editing: Editing, open: RwSignal<bool>) -> impl IntoView {
    let refused = RwSignal::new(None::<&'static str>);
    let is_busy = RwSignal::new(false);
    let toasts = use_toasts();
    let discard = Callback::new(move |()| {
        refused.set(None);
        is_busy.set(true);
        leptos::task::spawn_local(async move {
            let request = DiscardDraftRequest { base: editing.base() };
            let answer = match discard_draft(request).await {
                Ok(()) => editing.read_again(false).await,
                Err(error) => Err(error),
            };
            is_busy.set(false);
            match answer {
                Ok(()) => {
                    open.set(false);
                    toasts.show(Tone::Success, t(k::THEME_DISCARDED));
                }
                Err(error @ AppError::Refused { .. }) => {
                    open.set(false);
                    editing.refused(error);
                }
                Err(error) => refused.set(Some(error.message())),
            }
        });
    });
    let actions = ViewFn::from(move || {
        view! {
            <Button kind="button" weight=Weight::Danger pending=is_busy on_press=discard>{t(k::THEME_DISCARD_NOW)}</Button>
            <Button kind="button" weight=Weight::Quiet on_press=Callback::new(move |()| open.set(false))>{t(k::THEME_GO_ON)}</Button>
        }
    });
    view! {
        <Dialog id="discard" title=t(k::THEME_DISCARD_TITLE) open actions>
            <p>{t(k::THEME_DISCARD_ABOUT)}</p>
            <div aria-live="assertive">
                {move || refused.get().map(|message| view! { <Alert tone=Tone::Danger>{message}</Alert> }.into_any())}
            </div>
        </Dialog>
    }
}
