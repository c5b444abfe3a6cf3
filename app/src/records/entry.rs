//! Entries of the record: what it is, its state in words, what it adds, when and by whom.

use super::model::state;
use crate::dates::day;
use crate::texts::{t, tf};
use crate::ui::Badge;
use domain::records::contract::{RecordEntry, Section};
use i18n::k;
use leptos::prelude::*;

/// A list of entries under its heading; nothing where there are none.
#[component]
pub fn EntryList(
    /// The section they are of.
    section: Section,
    /// The entries, newest first.
    entries: Vec<RecordEntry>,
    /// Id of the list.
    id: &'static str,
    /// Its heading.
    title: &'static str,
    /// Whether the heading is seen; screen readers have it in any case.
    is_title_shown: bool,
) -> impl IntoView {
    (!entries.is_empty()).then(|| {
        let title_id = format!("{id}-title");
        let rows =
            entries.into_iter().map(|entry| view! { <Entry section entry /> }.into_any()).collect_view();
        view! {
            <section aria-labelledby=title_id>
                <h2 id=title_id.clone() class=if is_title_shown { "section-title" } else { "sr-only" }>
                    {title}
                </h2>
                <ul class="row-list">{rows}</ul>
            </section>
        }
        .into_any()
    })
}

#[component]
fn Entry(section: Section, entry: RecordEntry) -> impl IntoView {
    let (label, tone) = state(section, &entry.status);
    view! {
        <li class="row">
            <div class="grid gap-1 min-w-0 flex-1">
                <div class="flex items-start justify-between gap-4">
                    <h3 class="text-base min-w-0 wrap-anywhere">{entry.title}</h3>
                    <Badge label tone />
                </div>
                {entry.details.into_iter().map(|detail| view! { <p>{detail}</p> }.into_any()).collect_view()}
                <p class="text-sm text-muted">
                    {day(&entry.date).unwrap_or_else(|| t(k::RECORDS_NO_DATE).to_owned())}
                    {entry.recorded_by.map(|name| tf(k::RECORDS_RECORDED_BY, &[("name", &name)]))}
                </p>
            </div>
        </li>
    }
}
