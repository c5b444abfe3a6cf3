//! What was published before: who, when, and the way back to it.

use super::api::roll_back;
use super::bar::Dot;
use super::state::Editing;
use crate::error::AppError;
use crate::texts::{t, tf};
use crate::ui::{Alert, Badge, Button, Sheet, Tone, use_toasts};
use domain::theme::ColorToken;
use domain::theme::contract::{RollBackThemeRequest, ThemeVersion};
use i18n::k;
use leptos::prelude::*;

/// The list, at the side.
#[component]
pub fn History(editing: Editing, open: RwSignal<bool>) -> impl IntoView {
    let refused = RwSignal::new(None::<&'static str>);
    view! {
        <Sheet id="history" title=t(k::THEME_HISTORY_TITLE) open is_side=true>
            <div class="grid gap-4 content-start">
                <p class="text-muted">{t(k::THEME_HISTORY_ABOUT)}</p>
                <div aria-live="assertive">
                    {move || refused.get().map(|message| view! { <Alert tone=Tone::Danger>{message}</Alert> }.into_any())}
                </div>
                {move || {
                    let current = editing.version.get();
                    let rows = editing
                        .history
                        .get()
                        .into_iter()
                        .map(|version| view! { <Version editing version current open refused /> }.into_any())
                        .collect_view();
                    view! {
                        <ol class="grid gap-3">
                            {rows}
                            <Original editing current open refused />
                        </ol>
                    }
                }}
            </div>
        </Sheet>
    }
}

#[component]
fn Version(
    editing: Editing,
    version: ThemeVersion,
    current: i32,
    open: RwSignal<bool>,
    refused: RwSignal<Option<&'static str>>,
) -> impl IntoView {
    let number = version.version;
    let is_current = number == current;
    let tokens = Signal::stored(version.tokens);
    let at = format!("{}, {}", i18n::date_short(&t, version.published), i18n::time(version.published));
    let author = version.author.unwrap_or_else(|| t(k::THEME_OPERATOR).to_owned());
    let name = tf(k::THEME_VERSION, &[("version", &number.to_string())]);
    view! {
        <li class="grid gap-2 p-4 border border-hairline rounded-theme" data-version=number.to_string()>
            <div class="flex flex-wrap items-center justify-between gap-2">
                <h3 class="text-base">{name}</h3>
                {is_current.then(|| view! { <Badge label=t(k::THEME_CURRENT) tone=Tone::Primary /> }.into_any())}
            </div>
            <p class="text-sm text-muted">{tf(k::THEME_BY_AT, &[("name", &author), ("time", &at)])}</p>
            <p class="flex items-center gap-2 text-sm">
                <Dot tokens token=ColorToken::Primary />
                <Dot tokens token=ColorToken::Secondary />
                <Dot tokens token=ColorToken::Background />
                <span>{tokens.with_untracked(|tokens| format!("{} · {} px", tokens.font.name(), tokens.radius))}</span>
            </p>
            {version.override_reason.map(|reason| view! {
                <p class="text-sm"><span class="font-semibold">{t(k::THEME_OVERRIDDEN)}</span> " " {reason}</p>
            }.into_any())}
            {(!is_current).then(|| view! { <GoBack editing number current open refused /> }.into_any())}
        </li>
    }
}

/// The theme the portal comes with, which nobody published.
#[component]
fn Original(
    editing: Editing,
    current: i32,
    open: RwSignal<bool>,
    refused: RwSignal<Option<&'static str>>,
) -> impl IntoView {
    view! {
        <li class="grid gap-2 p-4 border border-hairline rounded-theme" data-version="0">
            <div class="flex flex-wrap items-center justify-between gap-2">
                <h3 class="text-base">{t(k::THEME_ORIGINAL)}</h3>
                {(current == 0).then(|| view! { <Badge label=t(k::THEME_CURRENT) tone=Tone::Primary /> }.into_any())}
            </div>
            {(current != 0).then(|| view! { <GoBack editing number=0 current open refused /> }.into_any())}
        </li>
    }
}

/// Publishes an earlier theme again.
#[component]
fn GoBack(
    editing: Editing,
    number: i32,
    current: i32,
    open: RwSignal<bool>,
    refused: RwSignal<Option<&'static str>>,
) -> impl IntoView {
    let is_busy = RwSignal::new(false);
    let toasts = use_toasts();
    let go_back = Callback::new(move |()| {
        refused.set(None);
        is_busy.set(true);
        leptos::task::spawn_local(async move {
            let answer = match roll_back(RollBackThemeRequest { version: number, current }).await {
                Ok(_) => editing.read_again(false).await,
                Err(error) => Err(error),
            };
            // The row may have been drawn anew by now.
            let _ = is_busy.try_set(false);
            match answer {
                Ok(()) => {
                    open.set(false);
                    toasts.show(Tone::Success, t(k::THEME_ROLLED_BACK));
                }
                Err(error @ AppError::Refused { .. }) => {
                    open.set(false);
                    editing.refused(error);
                }
                Err(error) => refused.set(Some(error.message())),
            }
        });
    });
    let words = match number {
        0 => t(k::THEME_ROLL_BACK_ORIGINAL).to_owned(),
        number => tf(k::THEME_ROLL_BACK, &[("version", &number.to_string())]),
    };
    view! {
        <div>
            <Button kind="button" pending=is_busy on_press=go_back>{words}</Button>
        </div>
    }
}
