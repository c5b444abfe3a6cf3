//! Taking the record along: files that are made on request, and those for other doctors and clinics.

use super::api::{list_downloads, read_flash};
use super::ask::AskForm;
use super::list::List;
use crate::flash::Flash;
use crate::layout::ErrorView;
use crate::load::{load, load_once, wait};
use crate::routes::{RECORDS, SHARES};
use crate::texts::t;
use crate::ui::{Alert, Glyph, Icon, PageHeader, Skeleton, SkeletonLines, Tone};
use domain::downloads::contract::{DownloadLine, Downloads};
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// How often the list is asked for anew while something is under way.
#[cfg(feature = "hydrate")]
const LOOK: std::time::Duration = std::time::Duration::from_secs(3);

/// The page.
#[component]
pub fn DownloadPage() -> impl IntoView {
    let query = use_query_map();
    let done = Memo::new(move |_| query.with(|query| query.get("done")));
    let content = load(move || done.get(), |_| list_downloads());
    let flash = load_once(read_flash);
    let back = (RECORDS, t(k::RECORDS_TITLE));
    let said = move || {
        let words = match done.get().as_deref() {
            Some("asked") => k::DOWNLOADS_ASKED,
            Some("removed") => k::DOWNLOADS_REMOVED,
            _ => return None,
        };
        Some(view! { <Alert tone=Tone::Success>{t(words)}</Alert> }.into_any())
    };
    view! {
        <Title text=t(k::DOWNLOADS_TITLE) />
        <PageHeader title=t(k::DOWNLOADS_TITLE) lead=t(k::DOWNLOADS_LEAD) back />
        <div role="status" class="grid">{said}</div>
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=8 /></Skeleton> }>
            {move || wait(async move {
                let flash = flash.await.ok().flatten();
                match content.await {
                    Ok(content) => view! { <Filled content flash /> }.into_any(),
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Filled(content: Downloads, flash: Option<Flash>) -> impl IntoView {
    let Downloads { lines, parts, freshness } = content;
    let lines = RwSignal::new(lines);
    // The list alone is asked for anew: what is being typed into the form stays.
    let again = Callback::new(move |()| look(lines));
    every_while(lines, DownloadLine::is_under_way, look);
    view! {
        <div class="grid gap-6">
            {move || view! { <List lines=lines.get() again /> }.into_any()}
            <AskForm parts freshness flash again />
            <ForDoctors />
            <ForClinics />
            <p>{t(k::DOWNLOADS_SHARE)} " " <a class="link" href=SHARES>{t(k::ENTRY_SHARE_TITLE)}</a></p>
        </div>
    }
}

/// Asks how far the files are.
fn look(lines: RwSignal<Vec<DownloadLine>>) {
    #[cfg(feature = "hydrate")]
    leptos::task::spawn_local(async move {
        if let Ok(found) = list_downloads().await
            && lines.try_with_untracked(|known| *known != found.lines) == Some(true)
        {
            let _ = lines.try_set(found.lines);
        }
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = lines;
}

/// Asks again and again, while something is under way.
pub fn every_while<Line: Send + Sync + 'static>(
    lines: RwSignal<Vec<Line>>,
    is_under_way: fn(&Line) -> bool,
    look: fn(RwSignal<Vec<Line>>),
) {
    #[cfg(feature = "hydrate")]
    {
        let ask = move || {
            if lines.try_with_untracked(|lines| lines.iter().any(is_under_way)) == Some(true) {
                look(lines);
            }
        };
        let handle = set_interval_with_handle(ask, LOOK);
        on_cleanup(move || {
            if let Ok(handle) = handle {
                handle.clear();
            }
        });
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (lines, is_under_way, look);
}

/// The summary for another doctor, which needs no waiting.
#[component]
fn ForDoctors() -> impl IntoView {
    view! {
        <section class="card max-w-none grid gap-3" aria-labelledby="ips-title">
            <h2 id="ips-title" class="text-lg">{t(k::ENTRY_IPS_TITLE)}</h2>
            <p>{t(k::ENTRY_IPS_ABOUT)}</p>
            <p>{t(k::ENTRY_FHIR_CARE)}</p>
            <p class="text-muted">{t(k::ENTRY_FHIR_PROVE)}</p>
            <div>
                <a class="button-secondary" href="/files/summary.json" rel="external">
                    <Glyph icon=Icon::Download is_small=true />
                    {t(k::ENTRY_IPS_BUTTON)}
                </a>
            </div>
        </section>
    }
}

/// The file for other clinics, which needs no waiting.
#[component]
fn ForClinics() -> impl IntoView {
    view! {
        <section class="card max-w-none grid gap-3" aria-labelledby="fhir-title">
            <h2 id="fhir-title" class="text-lg">{t(k::ENTRY_FHIR_TITLE)}</h2>
            <p>{t(k::ENTRY_FHIR_ABOUT)}</p>
            <p>{t(k::ENTRY_FHIR_CARE)}</p>
            <p class="text-muted">{t(k::ENTRY_FHIR_PROVE)}</p>
            <div>
                <a class="button-secondary" href="/files/record.json" rel="external">
                    <Glyph icon=Icon::Download is_small=true />
                    {t(k::ENTRY_FHIR_BUTTON)}
                </a>
            </div>
        </section>
    }
}
