//! One share link: its address, who opened it, and its end.

use super::api::{EndShare, read_flash, read_share};
use super::link::LinkCard;
use super::words;
use crate::error::AppError;
use crate::flash::Flash;
use crate::layout::{ErrorView, NotAccepted};
use crate::load::{load, load_once, wait};
use crate::post::{Post, PostForm};
use crate::routes::{SHARES, confirm, share};
use crate::texts::{t, tf};
use crate::ui::{
    Alert, Avatar, Badge, Button, Dialog, EmptyState, Icon, LinkButton, PageHeader, Skeleton, SkeletonLines,
    Tone, Weight,
};
use domain::ids::ShareId;
use domain::shares::State;
use domain::shares::contract::{ReadShareRequest, Receipt, ShareLine, ShareView};
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The page.
#[component]
pub fn SharePage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let asked = Memo::new(move |_| {
        let id = params.with(|params| params.get("id").and_then(|id| id.parse::<ShareId>().ok()));
        // Making and ending lead here, and the link is read anew.
        (id, query.with(|query| query.get("done").unwrap_or_default()))
    });
    let content = load(
        move || asked.get(),
        |(id, _)| async move {
            match id {
                Some(id) => read_share(ReadShareRequest { id }).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    let flash = load_once(read_flash);
    let is_ending = query.with_untracked(|query| query.get("end").is_some());
    view! {
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=8 /></Skeleton> }>
            {move || wait(async move {
                let flash = flash.await.ok().flatten().filter(|flash| flash.endpoint == "/api/shares/end_share");
                match content.await {
                    Ok(share) => {
                        let done = asked.get_untracked().1;
                        view! { <Filled share done is_ending flash /> }.into_any()
                    }
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
fn Filled(share: ShareView, done: String, is_ending: bool, flash: Option<Flash>) -> impl IntoView {
    let ShareView { line, receipts, link } = share;
    let said = match done.as_str() {
        "made" => Some(k::SHARES_DONE_MADE),
        "ended" => Some(k::SHARES_DONE_ENDED),
        _ => None,
    };
    let back = (SHARES, t(k::SHARES_TITLE));
    let title = tf(k::SHARES_FOR, &[("label", &line.label)]);
    let (state, tone) = words::state(line.state);
    let made = tf(k::SHARES_MADE, &[("moment", &words::moment(line.made))]);
    let is_open = line.state == State::Open;
    let has_passcode = line.has_passcode;
    let address = match link {
        Some(link) => view! { <LinkCard link has_passcode /> }.into_any(),
        None if is_open => view! { <ShowAgain line=line.clone() /> }.into_any(),
        None => ().into_any(),
    };
    view! {
        <Title text=title.clone() />
        <PageHeader title=title.clone() back />
        <div class="grid gap-6">
            <div role="status" class="grid">
                {said.map(|words| view! { <Alert tone=Tone::Success>{t(words)}</Alert> }.into_any())}
            </div>
            {address}
            <section class="card max-w-none grid gap-2" aria-labelledby="about-title" data-share=line.state.name()>
                <div class="flex flex-wrap items-center gap-x-3 gap-y-1">
                    <h2 id="about-title" class="text-lg">{t(k::SHARES_ABOUT)}</h2>
                    <Badge label=t(state) tone />
                </div>
                <p>{words::parts(&line)}</p>
                <p class="text-sm text-muted tabular-nums">{made} " · " {words::limits(&line)}</p>
                <p class="text-sm text-muted">{t(k::SHARES_ANEW)}</p>
                {is_open.then(|| view! { <End line=line.clone() is_ending flash /> }.into_any())}
            </section>
            <Receipts receipts />
        </div>
    }
}

/// The address is shown to whoever has proven just now who they are.
#[component]
fn ShowAgain(line: ShareLine) -> impl IntoView {
    view! {
        <section class="card max-w-none grid gap-3" aria-labelledby="link-title">
            <h2 id="link-title" class="text-lg">{t(k::SHARES_LINK)}</h2>
            <p>{t(k::SHARES_SHOW_ABOUT)}</p>
            <div>
                <LinkButton href=confirm(&share(line.id)) weight=Weight::Secondary icon=Icon::Show>{t(k::SHARES_SHOW)}</LinkButton>
            </div>
        </section>
    }
}

/// Ending it, after a question.
#[component]
fn End(line: ShareLine, is_ending: bool, flash: Option<Flash>) -> impl IntoView {
    let post = Post::to::<EndShare>();
    let before = flash.map(|flash| flash.error);
    let open = RwSignal::new(is_ending);
    let error = Signal::derive(move || match post.answer().get() {
        Some(Err(error)) => Some(error),
        Some(Ok(())) => None,
        None => before.clone(),
    });
    let (here, close, keep) = (share(line.id), share(line.id), share(line.id));
    let what = tf(k::SHARES_END_ABOUT, &[("label", &line.label)]);
    view! {
        <div>
            <a
                class="button-danger"
                href=format!("{here}?end=yes")
                on:click=move |event| {
                    event.prevent_default();
                    open.set(true);
                }
            >
                {t(k::SHARES_END)}
            </a>
        </div>
        <Dialog id="end-share" title=t(k::SHARES_END_TITLE) open close_href=close>
            <p class="wrap-anywhere">{what}</p>
            <PostForm post class="grid gap-4">
                <NotAccepted error id="end-problems" />
                <input type="hidden" name="request[id]" value=line.id.to_string() />
                <div class="flex flex-wrap gap-3">
                    <Button weight=Weight::Danger pending=post.pending()>{t(k::SHARES_END)}</Button>
                    <a
                        class="button-secondary"
                        href=keep
                        on:click=move |event| {
                            event.prevent_default();
                            open.set(false);
                        }
                    >
                        {t(k::SHARES_KEEP)}
                    </a>
                </div>
            </PostForm>
        </Dialog>
    }
}

/// Who opened it.
#[component]
fn Receipts(receipts: Vec<Receipt>) -> impl IntoView {
    let is_empty = receipts.is_empty();
    let rows =
        receipts.into_iter().map(|receipt| view! { <ReceiptLine receipt /> }.into_any()).collect_view();
    view! {
        <section class="grid gap-3" aria-labelledby="receipts-title">
            <h2 id="receipts-title" class="section-title">{t(k::SHARES_RECEIPTS)}</h2>
            {if is_empty {
                view! { <EmptyState icon=Icon::Show title=t(k::SHARES_UNOPENED) reason=t(k::SHARES_UNOPENED_REASON) /> }.into_any()
            } else {
                view! {
                    <p class="text-muted">{t(k::SHARES_UNVERIFIED)}</p>
                    <ul class="row-list" aria-labelledby="receipts-title">{rows}</ul>
                }.into_any()
            }}
        </section>
    }
}

#[component]
fn ReceiptLine(receipt: Receipt) -> impl IntoView {
    let Receipt { at, recipient, is_refused } = receipt;
    let (words, tone) = if is_refused {
        (k::SHARES_WRONG_PASSCODE, Tone::Warning)
    } else {
        (k::SHARES_DID_OPEN, Tone::Information)
    };
    view! {
        <li class="row items-center flex-wrap" data-receipt=if is_refused { "refused" } else { "opened" }>
            <Avatar name=recipient.clone() />
            <div class="grid flex-1 min-w-48">
                <p class="flex flex-wrap items-center gap-x-2 gap-y-1">
                    <span class="font-semibold text-strong wrap-anywhere">{recipient}</span>
                    <Badge label=t(words) tone />
                </p>
                <p class="text-sm text-muted tabular-nums">{words::moment(at)}</p>
            </div>
        </li>
    }
}
