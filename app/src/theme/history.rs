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
            <p class="text-muted">{t(k::THEME_HISTORY_ABOUT)}</p>
            <div aria-live="assertive">
                {move || refused.get().map(|message| view! { <Alert tone=Tone::Danger>{message}</Alert> })}
            </div>
            {move || {
                let versions = editing.history.get();
                if versions.is_empty() {
                    view! { <p>{t(k::THEME_HISTORY_EMPTY)}</p> }.into_any()
                } else {
                    let current = editing.version.get();
                    let rows = versions
                        .into_iter()
                        .map(|version| view! { <Version editing version current open refused /> })
                        .collect_view();
                    view! { <ol class="grid gap-3">{rows}</ol> }.into_any()
                }
            }}
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
    let is_busy = RwSignal::new(false);
    let toasts = use_toasts();
    let tokens = Signal::stored(version.tokens);
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
                    toasts.show(Tone::Success, tf(k::THEME_ROLLED_BACK, &[("version", &number.to_string())]));
                }
                Err(error @ AppError::Refused { .. }) => {
                    open.set(false);
                    editing.refused(error);
                }
                Err(error) => refused.set(Some(error.message())),
            }
        });
    });
    let at = format!("{}, {}", i18n::date_short(&t, version.published), i18n::time(version.published));
    let author = version.author.unwrap_or_else(|| t(k::THEME_OPERATOR).to_owned());
    let name = tf(k::THEME_VERSION, &[("version", &number.to_string())]);
    view! {
        <li class="grid gap-2 p-4 border border-hairline rounded-theme" data-version=number.to_string()>
            <div class="flex flex-wrap items-center justify-between gap-2">
                <h3 class="text-base">{name}</h3>
                {is_current.then(|| view! { <Badge label=t(k::THEME_CURRENT) tone=Tone::Primary /> })}
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
            })}
            {(!is_current).then(|| view! {
                <div>
                    <Button kind="button" pending=is_busy on_press=go_back>
                        {tf(k::THEME_ROLL_BACK, &[("version", &number.to_string())])}
                    </Button>
                </div>
            })}
        </li>
    }
}
