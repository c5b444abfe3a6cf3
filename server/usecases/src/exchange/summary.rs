//! The record in short for another clinician: an International Patient Summary (HL7 IPS 1.1), for an app (`Patient/[id]/$summary`)
//! and as a file for the patient.

use super::read::{give, patient};
use super::{Given, View, leave_event, reader_of, store, view, view_of};
use crate::connections::Bearer;
use crate::db::Connection;
use crate::facility::Facility;
use crate::factors::require_fresh;
use crate::records::{self, Reader};
use crate::{Backend, UseCaseError, audit, zones};
use domain::actor::Actor;
use domain::connections::{Scopes, Verb};
use domain::ids::EntryId;
use domain::time::Instant;
use i18n::{Key, Lang, k, text};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Most entries of one type, but for those of problems, allergies and medicines that still hold.
const MOST: u64 = 200;
/// Entries that are read at once.
const AT_ONCE: usize = 200;
const LOINC: &str = "http://loinc.org";

/// A section of the summary.
struct Section {
    /// Its LOINC code and that code's name.
    code: (&'static str, &'static str),
    title: Key,
    /// The types of its entries.
    types: &'static [&'static str],
    /// Whether a summary is none without it, nor without any of it that still holds.
    is_required: bool,
}

const SECTIONS: [Section; 7] = [
    Section {
        code: ("11450-4", "Problem list - Reported"),
        title: k::EXCHANGE_PROBLEMS,
        types: &["Condition"],
        is_required: true,
    },
    Section {
        code: ("48765-2", "Allergies and adverse reactions Document"),
        title: k::EXCHANGE_ALLERGIES,
        types: &["AllergyIntolerance"],
        is_required: true,
    },
    Section {
        code: ("10160-0", "History of Medication use Narrative"),
        title: k::EXCHANGE_MEDICATIONS,
        types: &["MedicationRequest", "MedicationStatement"],
        is_required: true,
    },
    Section {
        code: ("11369-6", "History of Immunization Narrative"),
        title: k::EXCHANGE_IMMUNIZATIONS,
        types: &["Immunization"],
        is_required: false,
    },
    Section {
        code: ("47519-4", "History of Procedures Document"),
        title: k::EXCHANGE_PROCEDURES,
        types: &["Procedure"],
        is_required: false,
    },
    Section {
        code: ("30954-2", "Relevant diagnostic tests/laboratory data Narrative"),
        title: k::EXCHANGE_RESULTS,
        types: &["DiagnosticReport", "Observation"],
        is_required: false,
    },
    Section {
        code: ("18776-5", "Plan of care note"),
        title: k::EXCHANGE_PLANS,
        types: &["CarePlan"],
        is_required: false,
    },
];

/// The summary of the record as a document, of what the person behind the app may see and the token opens.
///
/// # Errors
/// The policy's refusal; [`SCOPE`](super::SCOPE); `NotFound` for another patient.
pub async fn summarize(
    backend: &Backend,
    facility: &Facility,
    bearer: &Bearer,
    (id, lang): (&str, Lang),
) -> Result<String, UseCaseError> {
    let actor = reader_of(backend, bearer, ("Patient", Verb::Read), "exchange.summary").await?;
    let view = view(backend, facility, (&bearer.scopes, actor), "exchange.summary").await?;
    if view.chart().0.to_string() != id {
        return Err(UseCaseError::NotFound);
    }
    leave_event(backend, (bearer, actor), "exchange.summary", "Patient").await?;
    composed(backend, facility, &view, lang).await
}

/// The same for a share link, as the person behind it may read now and the link opens; the event is the caller's.
///
/// # Errors
/// The policy's refusal; `NotFound` for a record that is gone.
pub async fn summarize_shared(
    backend: &Backend,
    facility: &Facility,
    (actor, scopes): (&Actor, &Scopes),
    lang: Lang,
) -> Result<String, UseCaseError> {
    let view = view(backend, facility, (scopes, actor), "share.open").await?;
    composed(backend, facility, &view, lang).await
}

/// The same document as a file, of what whoever asks may see of the shown chart and has just proven who they are.
///
/// # Errors
/// The policy's refusal; that who is asking has to be proven anew.
pub async fn download_summary(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
    lang: Lang,
) -> Result<String, UseCaseError> {
    let reader = records::may_read(backend, actor, "records.summary").await?;
    require_fresh(backend, actor).await?;
    of_person(backend, facility, (actor, reader), lang).await
}

/// The same for a worker, when whoever asks has been proven before.
///
/// # Errors
/// The policy's refusal.
pub(crate) async fn summary_again(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
    lang: Lang,
) -> Result<String, UseCaseError> {
    let reader = records::may_read(backend, actor, "records.summary").await?;
    of_person(backend, facility, (actor, reader), lang).await
}

async fn of_person(
    backend: &Backend,
    facility: &Facility,
    (actor, reader): (&Actor, Reader),
    lang: Lang,
) -> Result<String, UseCaseError> {
    let event = audit::Event::of(actor, backend.clock.now(), "records.summary", "fhir");
    audit::record_alone(backend, &event).await?;
    let view = view_of(backend, facility, actor, reader).await?;
    composed(backend, facility, &view, lang).await
}

/// The name of the file: the clinic's key and the day.
#[must_use]
pub fn summary_name(facility: &Facility, now: Instant) -> String {
    format!("summary-{}-{}.json", facility.key, zones::local(&facility.zone, now).date())
}

/// What the reader may see of each section, and what it names.
async fn composed(
    backend: &Backend,
    facility: &Facility,
    view: &View,
    lang: Lang,
) -> Result<String, UseCaseError> {
    let db = backend.db.reader();
    let stored = patient(db, view).await?.ok_or(UseCaseError::NotFound)?;
    let (head, targets) = give(db, view, vec![stored]).await?;
    let mut named: BTreeSet<Uuid> = targets.named().collect();
    let mut sections = Vec::new();
    let mut resources = head;
    for section in &SECTIONS {
        let mut lines = Vec::new();
        let mut given = Vec::new();
        let mut is_whole = true;
        for type_name in section.types {
            let (ids, is_all) = chosen(db, view, (type_name, section.is_required)).await?;
            is_whole &= is_all;
            for ids in ids.chunks(AT_ONCE) {
                lines.extend(store::list_titles(db, view, ids).await?);
                let (more, targets) = give(db, view, store::list_contents(db, view, ids).await?).await?;
                named.extend(targets.named());
                given.extend(more);
            }
        }
        let is_withheld = section.types.iter().all(|name| view.without.contains(name));
        if let Some(written) = written(section, view, lang, (&given, &lines), (is_withheld, is_whole)) {
            sections.push(written);
        }
        resources.extend(given);
    }
    let lines = store::list_lines(db, facility.id, &named.into_iter().collect::<Vec<_>>()).await?;
    let stored = lines.into_iter().map(|(_, stored)| stored).collect();
    resources.extend(give(db, view, stored).await?.0);
    Ok(document(backend, facility, view, lang, (sections, &resources)))
}

/// The entries of a type that the summary holds, and whether these are all: what still holds first, of `is_required` ones whatever
/// holds, and of what is over the newest.
async fn chosen(
    db: &impl Connection,
    view: &View,
    (type_name, is_required): (&str, bool),
) -> Result<(Vec<EntryId>, bool), UseCaseError> {
    let (mut ids, mut is_all) = (Vec::new(), true);
    for is_current in [true, false] {
        let is_endless = is_current && is_required;
        let mut after = None;
        loop {
            let room = if is_endless { MOST } else { MOST.saturating_sub(ids.len() as u64) };
            let asked = (type_name, is_current);
            let mut found = store::find_holding(db, view, asked, (after, room + 1)).await?;
            let has_more = found.len() as u64 > room;
            found.truncate(usize::try_from(room).unwrap_or(usize::MAX));
            after = found.last().map(|last| (last.at, last.id));
            ids.extend(found.into_iter().map(|one| one.id));
            if !has_more {
                break;
            }
            if !is_endless {
                is_all = false;
                break;
            }
        }
    }
    Ok((ids, is_all))
}

/// A section; nothing for an empty one that may be missing.
fn written(
    section: &Section,
    view: &View,
    lang: Lang,
    (given, lines): (&[Given], &[(String, String)]),
    (is_withheld, is_whole): (bool, bool),
) -> Option<Value> {
    if given.is_empty() && !section.is_required {
        return None;
    }
    let (code, display) = section.code;
    let title = text(lang, section.title);
    let left_out = match (is_whole, section.is_required) {
        (true, _) => None,
        (false, true) => Some(k::EXCHANGE_LEFT_OUT_PAST),
        (false, false) => Some(k::EXCHANGE_LEFT_OUT),
    };
    let mut value = json!({
        "title": title,
        "code": {"coding": [{"system": LOINC, "code": code, "display": display}]},
        "text": {"status": "generated", "div": narrative(lang, title, lines, left_out)},
    });
    let entries: Vec<Value> = given
        .iter()
        .map(|one| json!({"reference": format!("{}/{}/{}", view.base, one.type_name, one.id)}))
        .collect();
    let members = value.as_object_mut()?;
    if entries.is_empty() {
        // That nothing is said is not that there is nothing.
        let reason = if is_withheld { "withheld" } else { "unavailable" };
        let system = "http://terminology.hl7.org/CodeSystem/list-empty-reason";
        members.insert("emptyReason".to_owned(), json!({"coding": [{"system": system, "code": reason}]}));
    } else {
        members.insert("entry".to_owned(), Value::Array(entries));
    }
    Some(value)
}

/// What a person reads of a section, as XHTML; that something was left out stands before the rest.
fn narrative(lang: Lang, title: &str, lines: &[(String, String)], left_out: Option<Key>) -> String {
    let mut rows = String::new();
    for (name, date) in lines {
        rows.push_str(&format!("<li>{} {}</li>", xml(name), xml(date)));
    }
    let body = if lines.is_empty() {
        format!("<p>{}</p>", xml(text(lang, k::EXCHANGE_NOTHING)))
    } else {
        format!("<ul>{rows}</ul>")
    };
    let left_out = left_out.map(|key| format!("<p>{}</p>", xml(text(lang, key)))).unwrap_or_default();
    format!(
        r#"<div xmlns="http://www.w3.org/1999/xhtml" lang="{0}" xml:lang="{0}"><h2>{1}</h2>{left_out}{body}</div>"#,
        lang.code(),
        xml(title)
    )
}

/// A text within XHTML.
fn xml(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '"' => written.push_str("&quot;"),
            // What XML 1.0 does not allow.
            sign if sign.is_control() && !matches!(sign, '\n' | '\t') => {}
            sign => written.push(sign),
        }
    }
    written
}

fn document(
    backend: &Backend,
    facility: &Facility,
    view: &View,
    lang: Lang,
    (sections, resources): (Vec<Value>, &[Given]),
) -> String {
    let now = zones::rfc3339(backend.clock.now());
    let clinic = Uuid::new_v5(&facility.id.0, b"summary clinic");
    let composition = Uuid::new_v4();
    let title = text(lang, k::EXCHANGE_SUMMARY);
    let organization = json!({
        "resourceType": "Organization",
        "id": clinic.to_string(),
        "active": true,
        "name": facility.name,
    });
    let head = json!({
        "resourceType": "Composition",
        "id": composition.to_string(),
        "language": lang.code(),
        "status": "final",
        "type": {"coding": [{"system": LOINC, "code": "60591-5", "display": "Patient summary Document"}]},
        "subject": {"reference": format!("{}/Patient/{}", view.base, view.chart())},
        "date": now,
        "author": [{"reference": format!("{}/Organization/{clinic}", view.base)}],
        "title": title,
        "custodian": {"reference": format!("{}/Organization/{clinic}", view.base)},
        "section": sections,
    });
    let own = |kind: &str, id: Uuid, resource: &Value| {
        format!(r#"{{"fullUrl":"{}/{kind}/{id}","resource":{resource}}}"#, view.base)
    };
    let mut entries = vec![own("Composition", composition, &head)];
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for one in resources {
        if seen.insert(&one.id) {
            let address = Value::String(format!("{}/{}/{}", view.base, one.type_name, one.id));
            entries.push(format!(r#"{{"fullUrl":{address},"resource":{}}}"#, one.json));
        }
    }
    entries.push(own("Organization", clinic, &organization));
    format!(
        r#"{{"resourceType":"Bundle","type":"document","identifier":{{"system":"urn:ietf:rfc:3986","value":"urn:uuid:{}"}},"timestamp":"{now}","entry":[{}]}}"#,
        Uuid::new_v4(),
        entries.join(",")
    )
}
