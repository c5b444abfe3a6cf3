//! Entries of the record in a list: what it is, its state in words, what it adds, when and by whom.

use super::words::state;
use crate::dates::day;
use crate::routes::Whose;
use crate::texts::{t, tf};
use crate::ui::{Badge, Glyph, Icon, Tone};
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
    /// Whose record it is.
    #[prop(default = Whose::Own)]
    whose: Whose,
    /// Its heading.
    title: &'static str,
    /// Whether the heading is seen; screen readers have it in any case.
    is_title_shown: bool,
) -> impl IntoView {
    (!entries.is_empty()).then(|| {
        let title_id = format!("{id}-title");
        let rows =
            entries.into_iter().map(|entry| view! { <Line section entry whose /> }.into_any()).collect_view();
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

/// That its sender keeps something from the patient, for the clinic.
pub fn kept_back() -> AnyView {
    view! { <Badge label=t(k::ENTRY_KEPT_BACK) tone=Tone::Warning /> }.into_any()
}

/// An entry, which leads to its page.
#[component]
pub fn Line(
    /// The section it is of.
    section: Section,
    /// The entry.
    entry: RecordEntry,
    /// Whose record it is.
    whose: Whose,
) -> impl IntoView {
    let (label, tone) = state(section, &entry.status);
    let date = day(&entry.date).unwrap_or_else(|| t(k::RECORDS_NO_DATE).to_owned());
    let by = entry.recorded_by.map(|name| tf(k::RECORDS_RECORDED_BY, &[("name", &name)]));
    let details = entry
        .details
        .into_iter()
        .map(|detail| view! { <span class="wrap-anywhere">{detail}</span> }.into_any())
        .collect_view();
    view! {
        <li data-entry=entry.title.clone() data-kept-back=entry.is_kept_back.then_some("")>
            <a class="row-link flex-wrap gap-y-2" href=whose.entry(entry.id)>
                <span class="grid flex-1 min-w-48 gap-1">
                    <span class="font-semibold text-strong wrap-anywhere">{entry.title.clone()}</span>
                    {details}
                    <span class="text-sm text-muted">{date} {by}</span>
                </span>
                <span class="flex flex-wrap items-center gap-2">
                    {entry.is_kept_back.then(kept_back)}
                    <Badge label tone />
                    <span class="text-muted"><Glyph icon=Icon::Next is_small=true /></span>
                </span>
            </a>
        </li>
    }
}
