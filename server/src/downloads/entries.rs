//! Entries of the record in the reader's words, as their pages say them.

use super::values::date;
use app::dates::day;
use app::layout::record::words::{fact, fact_words, part, state};
use app::texts::{t, tf};
use domain::records::contract::Section;
use i18n::{Key, k};
use usecases::records::WholeEntry;

/// Its date, or both ends where they differ.
pub fn dates(entry: &WholeEntry) -> String {
    let end = entry.view.end.as_deref().filter(|end| *end != entry.view.date).and_then(day);
    match (day(&entry.view.date), end) {
        (Some(begin), Some(end)) => tf(k::ENTRY_FROM_TO, &[("from", &begin), ("to", &end)]),
        (None, Some(end)) => end,
        _ => date(&entry.view.date),
    }
}

/// How it stands.
pub fn standing(section: Section, entry: &WholeEntry) -> String {
    state(section, &entry.status).0.to_owned()
}

/// What is known of it, each with its name.
pub fn facts(section: Section, entry: &WholeEntry) -> Vec<(String, String)> {
    let view = &entry.view;
    let mut rows: Vec<(Key, String)> =
        view.facts.iter().map(|known| (fact(known.kind), fact_words(known))).collect();
    rows.extend(view.people.iter().map(|person| (part(person.role), person.name.clone())));
    let recorded = view.recorded.as_deref().filter(|recorded| *recorded != view.date).and_then(day);
    rows.extend(recorded.map(|recorded| (k::ENTRY_RECORDED, recorded)));
    rows.extend(view.code.clone().map(|code| (k::ENTRY_CODE, code)));
    rows.extend(view.notes.iter().map(|note| (k::ENTRY_NOTES, note.clone())));
    let named = rows.into_iter().map(|(key, words)| (t(key).to_owned(), words));
    named.chain(details(section, entry).map(|detail| (t(k::ENTRY_DETAILS).to_owned(), detail))).collect()
}

/// What it adds to its title; of visits and diagnoses that is among the facts.
pub fn details(section: Section, entry: &WholeEntry) -> impl Iterator<Item = String> {
    let is_told = matches!(section, Section::Visits | Section::Diagnoses);
    entry.view.details.iter().filter(move |_| !is_told).cloned()
}

/// What is known of it, in lines.
pub fn told(section: Section, entry: &WholeEntry) -> String {
    let mut lines: Vec<String> = details(section, entry).collect();
    let named = facts(section, entry).into_iter().filter(|(_, words)| !lines.contains(words));
    let named: Vec<String> = named.map(|(name, words)| format!("{name}: {words}")).collect();
    lines.extend(named);
    lines.join("\n")
}
