//! Searching a record by type: a page of resources, newest first, with a link to the next.

use super::query::Query;
use super::read::{give, patient};
use super::references::Stored;
use super::{Given, View, leave_event, reader_of, store, view};
use crate::connections::Bearer;
use crate::db::Connection;
use crate::facility::Facility;
use crate::{Backend, UseCaseError};
use domain::connections::Verb;
use domain::ids::EntryId;
use serde_json::{Value, json};

/// Characters of resources of one page, but for one that is longer alone.
const MOST_CHARACTERS: usize = 4_000_000;

/// A page of the resources of a type that a question means, as a Bundle.
///
/// # Errors
/// The policy's refusal; [`SCOPE`](super::SCOPE).
pub async fn search(
    backend: &Backend,
    facility: &Facility,
    bearer: &Bearer,
    (type_name, query): (&str, &Query),
) -> Result<String, UseCaseError> {
    let actor = reader_of(backend, bearer, (type_name, Verb::Search), "exchange.search").await?;
    let view = view(backend, facility, (&bearer.scopes, actor), "exchange.search").await?;
    leave_event(backend, (bearer, actor), "exchange.search", type_name).await?;
    let db = backend.db.reader();
    let own = view.chart().0.to_string();
    let means_other = query.patients.as_ref().is_some_and(|patients| {
        !patients.iter().any(|patient| patient.rsplit('/').next() == Some(own.as_str()))
    });
    if means_other {
        return bundle(&view, (type_name, query), &[], (Some(0), None));
    }
    if type_name == "Patient" {
        let is_meant = query.ids.as_ref().is_none_or(|ids| ids.contains(&view.chart().0));
        let stored: Vec<Stored> = patient(db, &view).await?.filter(|_| is_meant).into_iter().collect();
        let count = stored.len() as u64;
        let given = if query.is_count { Vec::new() } else { give(db, &view, stored).await?.0 };
        return bundle(&view, (type_name, query), &given, (Some(count), None));
    }
    if query.is_count {
        let count = store::count(db, &view, (type_name, query)).await?;
        return bundle(&view, (type_name, query), &[], (Some(count), None));
    }
    let (given, next) = page(db, &view, (type_name, query)).await?;
    bundle(&view, (type_name, query), &given, (None, next))
}

/// A page of resources, and where the next begins.
async fn page(
    db: &impl Connection,
    view: &View,
    (type_name, query): (&str, &Query),
) -> Result<(Vec<Given>, Option<String>), UseCaseError> {
    let mut found = store::find(db, view, (type_name, query), (query.after, query.count + 1)).await?;
    let mut has_more = found.len() as u64 > query.count;
    found.truncate(usize::try_from(query.count).unwrap_or(usize::MAX));
    let mut characters = 0_usize;
    let fitting = found.iter().take_while(|one| {
        let is_first = characters == 0;
        characters = characters.saturating_add(one.length.max(1));
        is_first || characters <= MOST_CHARACTERS
    });
    let count = fitting.count();
    if count < found.len() {
        found.truncate(count);
        has_more = true;
    }
    let next = found.last().filter(|_| has_more).map(|last| format!("{}.{}", last.at.0, last.id));
    let ids: Vec<EntryId> = found.iter().map(|one| one.id).collect();
    let stored = store::list_contents(db, view, &ids).await?;
    Ok((give(db, view, stored).await?.0, next))
}

fn bundle(
    view: &View,
    (type_name, query): (&str, &Query),
    given: &[Given],
    (total, next): (Option<u64>, Option<String>),
) -> Result<String, UseCaseError> {
    let address = |after: Option<&str>| {
        let after = after.map(|after| ("_after".to_owned(), after.to_owned()));
        let fields: Vec<String> = query
            .understood
            .iter()
            .cloned()
            .chain(after)
            .map(|(name, value)| format!("{}={}", escaped(&name), escaped(&value)))
            .collect();
        let rest = if fields.is_empty() { String::new() } else { format!("?{}", fields.join("&")) };
        format!("{}/{type_name}{rest}", view.base)
    };
    let here = query.after.map(|(at, id)| format!("{}.{id}", at.0));
    let mut links = vec![json!({"relation": "self", "url": address(here.as_deref())})];
    if let Some(next) = &next {
        links.push(json!({"relation": "next", "url": address(Some(next))}));
    }
    let entries: Vec<String> = given.iter().map(|given| entry(&view.base, given, "match")).collect();
    let total = total.map(|total| format!(r#","total":{total}"#)).unwrap_or_default();
    let entries =
        if entries.is_empty() { String::new() } else { format!(r#","entry":[{}]"#, entries.join(",")) };
    Ok(format!(
        r#"{{"resourceType":"Bundle","type":"searchset"{total},"link":{}{entries}}}"#,
        Value::Array(links)
    ))
}

/// An entry of a Bundle that answers.
pub fn entry(base: &str, given: &Given, mode: &str) -> String {
    let full_url = Value::String(format!("{base}/{}/{}", given.type_name, given.id));
    format!(r#"{{"fullUrl":{full_url},"resource":{},"search":{{"mode":"{mode}"}}}}"#, given.json)
}

/// A text as a part of a query.
fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            let is_plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
            if is_plain { char::from(byte).to_string() } else { format!("%{byte:02X}") }
        })
        .collect()
}
