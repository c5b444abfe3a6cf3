//! What is asked of the patient, and what is new in the record.

use crate::dates::day;
use crate::error::AppError;
use crate::layout::Refused;
use crate::layout::record::words::{icon, name};
use crate::routes;
use crate::texts::{t, tn};
use crate::ui::{Glyph, Icon};
use domain::records::contract::LatestEntry;
use i18n::k;
use leptos::prelude::*;

/// What is asked of the patient. Nothing can be asked yet, and that is said.
#[component]
pub fn ToDo() -> impl IntoView {
    view! {
        <section aria-labelledby="to-do-title">
            <h2 id="to-do-title" class="section-title">{t(k::HOME_TO_DO)}</h2>
            <p class="card flex items-center gap-3 max-w-none">
                <span class="text-success-text"><Glyph icon=Icon::Check /></span>
                {t(k::HOME_NOTHING_TO_DO)}
            </p>
        </section>
    }
}

/// That there are new results, with the way to them; nothing where there are none.
#[component]
pub fn NewResults(
    /// How many.
    count: u64,
) -> impl IntoView {
    (count > 0).then(|| {
        let words = tn(k::HOME_NEW_RESULTS, usize::try_from(count).unwrap_or(usize::MAX));
        view! {
            <a class="card row-link max-w-none" href=routes::RESULTS data-new-results=count.to_string()>
                <span class="icon-disc"><Glyph icon=Icon::Results /></span>
                <span class="grid min-w-0 flex-1">
                    <span class="font-semibold text-strong">{words}</span>
                    <span class="text-sm text-muted">{t(k::HOME_NEW_RESULTS_ABOUT)}</span>
                </span>
                <span class="text-muted"><Glyph icon=Icon::Next is_small=true /></span>
            </a>
        }
        .into_any()
    })
}

/// The newest lines of the record, each leading to its page.
#[component]
pub fn News(
    /// The lines, newest first.
    latest: Result<Vec<LatestEntry>, AppError>,
) -> impl IntoView {
    view! {
        <section aria-labelledby="news-title">
            <h2 id="news-title" class="section-title">{t(k::HOME_NEWS)}</h2>
            {match latest {
                Err(error) => view! { <Refused error /> }.into_any(),
                Ok(latest) if latest.is_empty() => {
                    view! { <p class="card max-w-none text-muted">{t(k::HOME_NO_NEWS)}</p> }.into_any()
                }
                Ok(latest) => {
                    let rows = latest.into_iter().map(|latest| view! { <li><Line latest /></li> }.into_any());
                    view! { <ul class="row-list">{rows.collect_view()}</ul> }.into_any()
                }
            }}
        </section>
    }
}

#[component]
fn Line(latest: LatestEntry) -> impl IntoView {
    let LatestEntry { section, entry } = latest;
    let date = day(&entry.date).map(|day| format!(" · {day}"));
    view! {
        <a class="row-link" href=routes::entry(entry.id)>
            <span class="icon-disc"><Glyph icon=icon(section) /></span>
            <span class="grid min-w-0 flex-1">
                <span class="font-semibold text-strong wrap-anywhere">{entry.title}</span>
                <span class="text-sm text-muted">{t(name(section))} {date}</span>
            </span>
            <span class="text-muted"><Glyph icon=Icon::Next is_small=true /></span>
        </a>
    }
}
