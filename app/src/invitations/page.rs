//! The page of invitations: finding patients, the list, many at once, each behind an address.

use super::api::{list_invitations, preview_batch, read_batches, read_flash, read_invitation};
use super::find::Find;
use super::list::List;
use super::many::Many;
use super::model::{At, Tab, criteria};
use super::words::{self, refusal_words};
use crate::error::AppError;
use crate::flash::Flash;
use crate::layout::ErrorView;
use crate::load::{load, load_once, wait};
use crate::routes;
use crate::texts::{t, tn};
use crate::ui::{Alert, Icon, LinkButton, PageHeader, Skeleton, SkeletonLines, TabLink, TabLinks, Tone};
use domain::invitations::staff::{
    BatchPage, Criteria, InvitationDetail, InvitationList, InvitationRequest, Preview,
};
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

/// What the address asks for.
#[derive(Clone, Debug, Default, PartialEq)]
struct Asked {
    at: At,
    criteria: Criteria,
}

/// What a tab shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Content {
    list: Option<InvitationList>,
    open: Option<InvitationDetail>,
    batches: Option<BatchPage>,
    preview: Option<Result<Preview, AppError>>,
}

/// The page.
#[component]
pub fn InvitationsPage() -> impl IntoView {
    let query = use_query_map();
    let asked =
        Memo::new(move |_| query.with(|query| Asked { at: At::read(query), criteria: criteria(query) }));
    let content = load(move || asked.get(), read);
    let flash = load_once(read_flash);
    view! {
        <Title text=t(k::INVITATIONS_TITLE) />
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=8 /></Skeleton> }>
            {move || wait(async move {
                let flash = flash.await.ok().flatten();
                match content.await {
                    Ok(content) => view! { <Parts content asked=asked.get_untracked() flash /> }.into_any(),
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// Reads what the tab needs.
async fn read(asked: Asked) -> Result<Content, AppError> {
    let mut content = Content { list: None, open: None, batches: None, preview: None };
    match asked.at.tab {
        Tab::Find => {}
        Tab::List => {
            content.list = Some(list_invitations(asked.at.list()).await?);
            if let Some(invitation) = asked.at.open {
                content.open = read_invitation(InvitationRequest { invitation }).await.ok();
            }
        }
        Tab::Many => {
            content.batches = Some(read_batches().await?);
            if asked.at.is_preview {
                content.preview = Some(preview_batch(asked.criteria).await);
            }
        }
    }
    Ok(content)
}

#[component]
fn Parts(content: Content, asked: Asked, flash: Option<Flash>) -> impl IntoView {
    let at = asked.at;
    let current = Tab::ALL.iter().position(|tab| *tab == at.tab).unwrap_or_default();
    let links = Tab::ALL
        .into_iter()
        .map(|tab| TabLink {
            href: At { tab, ..At::default() }.href(),
            label: t(tab.name()).to_owned(),
            count: None,
        })
        .collect();
    let refused = flash.map(|flash| view! { <Refused error=flash.error /> }.into_any());
    let tab = match content {
        Content { list: Some(list), open, .. } => view! { <List list open at=at.clone() /> }.into_any(),
        Content { batches: Some(page), preview, .. } => {
            view! { <Many page preview criteria=asked.criteria /> }.into_any()
        }
        _ => view! { <Find /> }.into_any(),
    };
    view! {
        <PageHeader title=t(k::INVITATIONS_TITLE) lead=t(k::INVITATIONS_LEAD)>
            <LinkButton href=routes::ADD_CHART icon=Icon::Add>{t(k::INVITATIONS_ADD_CHART)}</LinkButton>
        </PageHeader>
        <TabLinks label=t(k::INVITATIONS_TABS) links current />
        <div class="grid gap-4 pt-4 md:pt-6">
            {refused}
            {at.done.map(|done| view! { <Done done left_out=at.left_out failed=at.failed /> }.into_any())}
            {tab}
        </div>
    }
}

/// Why nothing was done.
#[component]
fn Refused(error: AppError) -> impl IntoView {
    let confirm = (error == AppError::StepUp).then(|| {
        let href = routes::confirm(&At { tab: Tab::Many, ..At::default() }.href());
        view! { <p><a class="link" href=href>{t(k::ACCOUNT_STEP_UP_TITLE)}</a></p> }.into_any()
    });
    view! {
        <Alert tone=Tone::Danger is_urgent=true>
            <p>{refusal_words(&error)}</p>
            {confirm}
        </Alert>
    }
}

/// What was done just now, and for whom not.
#[component]
fn Done(done: usize, left_out: Vec<domain::invitations::LeftOut>, failed: usize) -> impl IntoView {
    let tone = if left_out.is_empty() && failed == 0 { Tone::Success } else { Tone::Warning };
    let why: Vec<_> = left_out.iter().map(|reason| t(words::reason(*reason))).collect();
    view! {
        <Alert tone is_urgent=true>
            <p>{tn(k::INVITATIONS_DONE, done)}</p>
            {(!why.is_empty()).then(|| view! {
                <p>{tn(k::INVITATIONS_NOT_INVITED, why.len())} " " {why.join(", ")}</p>
            }.into_any())}
            {(failed > 0).then(|| view! { <p>{tn(k::INVITATIONS_FAILED, failed)}</p> }.into_any())}
        </Alert>
    }
}
