//! The page on which a share link is made.

use super::api::{read_flash, read_options};
use super::form::MakeForm;
use crate::layout::ErrorView;
use crate::load::{load_once, wait};
use crate::routes::SHARES;
use crate::texts::t;
use crate::ui::{PageHeader, Skeleton, SkeletonLines};
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;

/// The page.
#[component]
pub fn NewSharePage() -> impl IntoView {
    let (options, flash) = (load_once(read_options), load_once(read_flash));
    let back = (SHARES, t(k::SHARES_TITLE));
    view! {
        <Title text=t(k::SHARES_NEW) />
        <PageHeader title=t(k::SHARES_NEW) lead=t(k::SHARES_NEW_LEAD) back />
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=8 /></Skeleton> }>
            {move || wait(async move {
                let flash = flash.await.ok().flatten();
                match options.await {
                    Ok(options) => view! { <MakeForm options flash /> }.into_any(),
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Transition>
    }
}
