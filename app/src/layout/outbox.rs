//! The demo's mailbox: messages as they would have arrived, the newest first.

use crate::texts::t;
use crate::ui::{EmptyState, Glyph, Icon};
use domain::civil::LocalMinute;
use domain::contact::ContactKind;
use i18n::k;
use leptos::prelude::*;

/// A message that would have gone out.
#[derive(Clone, Debug)]
pub struct OutboxItem {
    /// When, on the clinic's clocks.
    pub local: LocalMinute,
    /// By which channel.
    pub kind: ContactKind,
    /// To whom.
    pub address: String,
    /// One line; empty for text messages.
    pub subject: String,
    /// The text.
    pub body: String,
}

/// The page.
#[component]
pub fn OutboxPage(items: Vec<OutboxItem>) -> impl IntoView {
    let is_empty = items.is_empty();
    view! {
        <main class="grid gap-6 max-w-2xl mx-auto px-4 py-8 md:py-12">
            <header class="grid gap-2">
                <h1 class="text-2xl md:text-3xl">{t(k::MAIL_OUTBOX_TITLE)}</h1>
                <p class="text-muted">{t(k::MAIL_OUTBOX_ABOUT)}</p>
            </header>
            {if is_empty {
                view! { <EmptyState icon=Icon::Mail title=t(k::MAIL_OUTBOX_EMPTY) reason=t(k::MAIL_OUTBOX_EMPTY_HELP) /> }.into_any()
            } else {
                view! { <ol class="grid gap-4">{items.into_iter().map(|item| view! { <Item item /> }).collect_view()}</ol> }.into_any()
            }}
        </main>
    }
}

#[component]
fn Item(item: OutboxItem) -> impl IntoView {
    let OutboxItem { local, kind, address, subject, body } = item;
    let icon = match kind {
        ContactKind::Email => Icon::Mail,
        ContactKind::Phone => Icon::Phone,
    };
    let when = format!("{} {}", i18n::date_short(&t, local), i18n::time(local));
    let to = address.clone();
    view! {
        <li class="card grid gap-3" data-message=kind.name() data-to=to>
            <p class="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
                <Glyph icon is_small=true />
                <span class="font-semibold text-strong wrap-anywhere">{address}</span>
                <span class="tabular-nums">{when}</span>
            </p>
            {(!subject.is_empty()).then(|| view! { <h2 class="text-lg">{subject}</h2> })}
            {body
                .split("\n\n")
                .map(|part| view! { <p class="whitespace-pre-line wrap-anywhere">{linked(part)}</p> })
                .collect_view()}
        </li>
    }
}

/// The text with its addresses as links.
fn linked(part: &str) -> Vec<AnyView> {
    part.split_inclusive(char::is_whitespace)
        .map(|word| {
            let address = word.trim_end();
            if address.starts_with("http://") || address.starts_with("https://") {
                let (href, address) = (address.to_owned(), address.to_owned());
                view! { <a class="link" href=href>{address}</a>" " }.into_any()
            } else {
                word.to_owned().into_any()
            }
        })
        .collect()
}
