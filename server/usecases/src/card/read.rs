//! What stands on the card: what still holds of the record, by the queries and rules of its pages.

use super::contacts::contacts;
use super::device::kept;
use crate::facility::Facility;
use crate::records::store;
use crate::records::{self, Days, Reader, WholeEntry};
use crate::{Backend, UseCaseError, audit, results, zones};
use domain::actor::Actor;
use domain::card::contract::{Card, CardLine, Severity};
use domain::ids::EntryId;
use domain::records::contract::Section;
use domain::records::view::{Fact, FactKind};
use serde_json::Value;
use std::collections::BTreeMap;

/// The card of the chart that is shown; `held` is the mark of what the browser keeps.
///
/// # Errors
/// The policy's refusal.
pub async fn read(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
    held: &str,
) -> Result<Card, UseCaseError> {
    made(backend, facility, actor, ("card.read", held)).await
}

/// The same for a browser that keeps it.
///
/// # Errors
/// The policy's refusal.
pub async fn read_copy(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
    held: &str,
) -> Result<Card, UseCaseError> {
    made(backend, facility, actor, ("card.copy", held)).await
}

async fn made(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
    (action, held): (&str, &str),
) -> Result<Card, UseCaseError> {
    let reader = records::may_read(backend, actor, action).await?;
    let now = backend.clock.now();
    audit::record_alone(backend, &audit::Event::of(actor, now, action, "")).await?;
    let made = zones::local(&facility.zone, now);
    let chart = store::find_chart(backend.db.reader(), facility.id, reader).await?;
    let chart = chart.ok_or(UseCaseError::NotFound)?;
    Ok(Card {
        name: format!("{} {}", chart.given, chart.family).trim().to_owned(),
        born: chart.birth_date,
        allergies: allergies(backend, actor, reader).await?,
        conditions: lines(current(backend, actor, Section::Diagnoses).await?),
        medicines: lines(current(backend, actor, Section::Medications).await?),
        blood: results::blood_group(backend, actor).await?,
        contacts: contacts(&chart.content, &made.date()),
        clinic: facility.name.clone(),
        phone: facility.contacts.phone.clone(),
        made,
        kept: kept(backend, actor, held),
    })
}

/// What still holds of a section; nothing that turned out not to be so, and no medicine that is only planned.
async fn current(
    backend: &Backend,
    actor: &Actor,
    section: Section,
) -> Result<Vec<WholeEntry>, UseCaseError> {
    let mut entries = records::list_whole(backend, actor, (section, Days::default())).await?;
    entries.retain(|entry| {
        let facts = &entry.view.facts;
        let is_refuted = facts.iter().any(|fact| fact.kind == FactKind::Certainty && fact.words == "refuted");
        let is_planned =
            section == Section::Medications && matches!(entry.status.as_str(), "draft" | "intended");
        entry.is_current && !is_refuted && !is_planned
    });
    Ok(entries)
}

/// Lines in the order of the entries, each once: a medicine is prescribed again and again.
fn lines(entries: Vec<WholeEntry>) -> Vec<CardLine> {
    let mut lines: Vec<CardLine> = Vec::new();
    for entry in entries {
        let line = line(entry);
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

fn line(entry: WholeEntry) -> CardLine {
    // That reactions are unlikely to be severe helps nobody in an emergency.
    let helps = |fact: &Fact| match fact.kind {
        FactKind::Danger => fact.words == "high",
        FactKind::Severity | FactKind::Certainty => true,
        _ => false,
    };
    CardLine {
        title: entry.title,
        status: entry.status,
        details: entry.view.details,
        facts: entry.view.facts.into_iter().filter(helps).collect(),
        severity: None,
    }
}

/// Allergies with the worst reaction that is known, the dangerous ones first.
async fn allergies(backend: &Backend, actor: &Actor, reader: Reader) -> Result<Vec<CardLine>, UseCaseError> {
    let entries = current(backend, actor, Section::Allergies).await?;
    let ids: Vec<EntryId> = entries.iter().map(|entry| entry.id).collect();
    let contents = store::list_contents(backend.db.reader(), actor.facility, reader, &ids).await?;
    let worst: BTreeMap<EntryId, Severity> = contents
        .into_iter()
        .filter_map(|(id, content, _)| Some((id, worst(&serde_json::from_str(&content).ok()?)?)))
        .collect();
    let mut found: Vec<CardLine> = Vec::new();
    for entry in entries {
        let severity = worst.get(&entry.id).copied();
        let line = CardLine { severity, ..line(entry) };
        if !found.contains(&line) {
            found.push(line);
        }
    }
    found.sort_by_key(|line| !is_dangerous(line));
    Ok(found)
}

fn is_dangerous(line: &CardLine) -> bool {
    let is_high = line.facts.iter().any(|fact| fact.kind == FactKind::Danger);
    is_high || line.severity == Some(Severity::Severe)
}

/// The worst reaction of an allergy's resource.
fn worst(allergy: &Value) -> Option<Severity> {
    let reactions = allergy.get("reaction")?.as_array()?;
    let said = reactions.iter().filter_map(|one| Severity::parse(one.get("severity")?.as_str()?));
    said.max_by_key(|severity| match severity {
        Severity::Mild => 0,
        Severity::Moderate => 1,
        Severity::Severe => 2,
    })
}
