//! The page of the card: the card, and whether this browser keeps it.

use super::api::read_card;
use super::device::follow_refusal;
use super::keep::KeepSwitch;
use super::sheet::CardSheet;
use crate::layout::ErrorView;
use crate::load::{load, wait};
use crate::routes::RECORDS;
use crate::texts::t;
use crate::ui::{Alert, PageHeader, Skeleton, SkeletonLines, Tone};
use domain::card::contract::Card;
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn CardPage() -> impl IntoView {
    let query = use_query_map();
    let done = Memo::new(move |_| query.with(|query| query.get("done")));
    let content = load(move || done.get(), |_| read_card());
    let back = (RECORDS, t(k::RECORDS_TITLE));
    let said = move || {
        let is_removed = done.with(|done| done.as_deref() == Some("removed"));
        is_removed.then(|| view! { <Alert tone=Tone::Success>{t(k::CARD_KEEP_REMOVED)}</Alert> }.into_any())
    };
    view! {
        <Title text=t(k::CARD_TITLE) />
        <div data-print="no">
            <PageHeader title=t(k::CARD_TITLE) lead=t(k::CARD_LEAD) back />
        </div>
        <div role="status" class="grid" data-print="no">{said}</div>
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=8 /></Skeleton> }>
            {move || wait(async move {
                match content.await {
                    Ok(card) => view! { <Filled card /> }.into_any(),
                    Err(error) => {
                        follow_refusal(&error);
                        view! { <ErrorView error /> }.into_any()
                    }
                }
            })}
        </Transition>
    }
}

#[component]
fn Filled(card: Card) -> impl IntoView {
    let (kept, made) = (card.kept, card.made);
    view! {
        <div class="grid gap-6">
            <CardSheet card />
            <KeepSwitch kept made />
        </div>
    }
}
