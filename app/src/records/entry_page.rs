//! One entry with all that is known: what it is, when, who, where it comes from; of a visit, what belongs to it, which is printed as
//! its summary.

use super::api::read_entry;
use crate::error::AppError;
use crate::layout::ErrorView;
use crate::layout::record::EntryDetails;
use crate::load::{load, wait};
use crate::routes::{self, Whose};
use crate::texts::t;
use crate::ui::{LinkButton, PrintButton, Skeleton, SkeletonLines, Weight};
use domain::records::contract::{EntryPage as Content, ReadEntryRequest, Section};
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// The page.
#[component]
pub fn EntryPage() -> impl IntoView {
    let params = use_params_map();
    let asked = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse().ok())));
    let content = load(
        move || asked.get(),
        |id| async move {
            match id {
                Some(id) => read_entry(ReadEntryRequest { id }).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    view! {
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=8 /></Skeleton> }>
            {move || wait(async move {
                match content.await {
                    Ok(page) => view! { <Filled page /> }.into_any(),
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
fn Filled(page: Content) -> impl IntoView {
    let ask = routes::ask_correction(page.entry.id);
    let title = page.entry.title.clone();
    // What came of a visit is what its page holds: on paper it is the summary that patients take home.
    let is_visit = page.section == Section::Visits;
    view! {
        <Title text=title />
        {is_visit.then(|| view! { <p data-print="only">{t(k::ENTRY_VISIT_SUMMARY)}</p> }.into_any())}
        <EntryDetails page whose=Whose::Own>
            <div class="flex flex-wrap gap-3" data-print="no">
                {is_visit.then(|| view! { <PrintButton>{t(k::ENTRY_PRINT_VISIT)}</PrintButton> }.into_any())}
                <LinkButton href=ask weight=Weight::Secondary>{t(k::CORRECTIONS_ASK)}</LinkButton>
            </div>
        </EntryDetails>
    }
}
