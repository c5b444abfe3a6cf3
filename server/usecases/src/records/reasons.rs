//! Why something was done, where that is an entry itself: its name, for whoever may see it.

use crate::UseCaseError;
use crate::db::Connection;
use crate::exchange::{self, Asked, Lead, list_names, resolve_some, text_of};
use crate::import::may_lead;
use domain::records::contract::Section;
use domain::records::view::{Fact, FactKind, View};
use fhir::{Details, Reference, Resource};

/// An entry whose reasons are to be named: its resource, with its address, and what is known of it.
pub struct Reasoned<'a> {
    pub content: &'a str,
    pub full_url: Option<&'a String>,
    pub view: &'a mut View,
}

/// Whether entries of a section can have entries as reasons.
pub const fn may_have(section: Section) -> bool {
    matches!(section, Section::Visits | Section::Medications)
}

/// Names the reasons that are entries themselves and that the reader may see.
pub async fn name(
    db: &impl Connection,
    seen: &exchange::View,
    entries: Vec<Reasoned<'_>>,
) -> Result<(), UseCaseError> {
    let mut found = Vec::new();
    for Reasoned { content, full_url, view } in entries {
        let (words, references) = reasons_of(content);
        if !references.is_empty() {
            found.push((words, references, full_url.cloned(), view));
        }
    }
    let mut asked = Asked::new();
    for (_, references, full_url, _) in &found {
        asked.extend(references.iter().filter_map(text_of).map(|text| (full_url.clone(), text)));
    }
    if found.is_empty() {
        return Ok(());
    }
    let targets = resolve_some(db, seen, asked).await?;
    let leads = |reference: &Reference, full_url: Option<&String>| match text_of(reference) {
        Some(text) => targets.lead(&text, full_url),
        None if seen.sees_all() => Lead::Nowhere,
        None => Lead::Hidden,
    };
    let mut ids = Vec::new();
    for (_, references, full_url, _) in &found {
        ids.extend(references.iter().filter_map(|reference| match leads(reference, full_url.as_ref()) {
            Lead::To(_, id) => Some(id),
            Lead::Hidden | Lead::Nowhere => None,
        }));
    }
    let titles = list_names(db, seen, &ids).await?;
    for (words, references, full_url, view) in found {
        // What was imported before holds what the sender calls them, whoever reads it.
        let is_called = |fact: &Fact| {
            let is_own = |reference: &Reference| reference.display.as_ref() == Some(&fact.words);
            references.iter().any(is_own) && !words.contains(&fact.words)
        };
        view.facts.retain(|fact| fact.kind != FactKind::Reason || !is_called(fact));
        for reference in &references {
            let named = match leads(reference, full_url.as_ref()) {
                Lead::To(_, id) => reference.display.clone().or_else(|| titles.get(&id).cloned()),
                Lead::Nowhere => reference.display.clone(),
                Lead::Hidden => None,
            };
            if let Some(words) = named {
                add(view, words);
            }
        }
    }
    Ok(())
}

/// Puts a reason behind the others, once.
fn add(view: &mut View, words: String) {
    let fact = Fact { kind: FactKind::Reason, words };
    if !view.facts.contains(&fact) {
        let last = view.facts.iter().rposition(|fact| fact.kind == FactKind::Reason);
        view.facts.insert(last.map_or(0, |last| last + 1), fact);
    }
}

/// Reasons of a resource in words, and those that are entries themselves.
fn reasons_of(content: &str) -> (Vec<String>, Vec<Reference>) {
    let nothing = (Vec::new(), Vec::new());
    if !content.contains("\"reasonReference\"") {
        return nothing;
    }
    let Ok(resource) = Resource::parse(content.to_owned()) else { return nothing };
    let Ok(fhir::View::Entry(entry)) = fhir::view(&resource) else { return nothing };
    let (named, mut references) = match entry.details {
        Details::Encounter(details) => (details.reasons, details.reason_references),
        Details::Medication(details) => (details.reasons, details.reason_references),
        _ => return nothing,
    };
    references.retain(may_lead);
    (named.into_iter().filter_map(|reason| reason.text).collect(), references)
}
