//! Notes, letters and other documents: DocumentReference.

use serde::{Deserialize, Serialize};

use super::report::{Attachment, attachment};
use super::{Details, Entry, Kind, Role};
use crate::date::{instant, period};
use crate::element::{Code, Fields, Parsed, code, one_of, reference, words};
use crate::error::Invalid;
use crate::json::Json;

const STATUSES: &[&str] = &["current", "superseded", "entered-in-error"];
const DOCUMENT_STATUSES: &[&str] = &["preliminary", "final", "amended", "entered-in-error"];

/// What only documents have.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentDetails {
    /// How far the document itself is: `preliminary`, `final`, `amended`.
    pub document_status: Option<String>,
    /// What it is about, in words.
    pub description: Option<String>,
    /// The document, in one or several forms.
    pub attachments: Vec<Attachment>,
}

pub(super) fn read(fields: &Fields<'_>) -> Parsed<Entry> {
    let status = fields.required("status", one_of(STATUSES))?;
    let document_status = fields.optional("docStatus", one_of(DOCUMENT_STATUSES))?;
    let written = fields.optional("date", instant)?;
    let kind = fields.optional("type", code)?;
    let categories = fields.list("category", code)?;
    let description = fields.optional("description", words)?.flatten();
    let attachments = fields.list("content", |json| Fields::of(json)?.required("attachment", attachment))?;
    if attachments.is_empty() {
        return Err(Invalid::at("content", "is required"));
    }
    let title = || Code::words(attachments.iter().find_map(|attachment| attachment.title.clone()));
    let words = [kind.unwrap_or_default(), Code::words(description.clone()), title()];
    let what = words.into_iter().chain(categories.iter().cloned()).find(|code| code.text.is_some());
    let what = what.ok_or_else(|| Invalid::at("type", "has neither words nor a code"))?;

    let nothing = Json::Object(Vec::new());
    let within = |invalid: Invalid| invalid.within("context");
    let context = Fields::of(fields.get("context").unwrap_or(&nothing)).map_err(within)?;
    let visits = context.list("encounter", reference).map_err(within)?;
    let served = context.optional("period", period).map_err(within)?.unwrap_or_default();

    let is_wrong = document_status.as_deref() == Some("entered-in-error");
    let details = DocumentDetails { document_status, description, attachments };
    let mut entry = Entry::new(fields, Kind::Document, Details::Document(details))?;
    entry.encounter = visits.into_iter().next();
    (entry.date, entry.end, entry.recorded) = (served.start.or_else(|| written.clone()), served.end, written);
    entry.set_status(Some(status));
    entry.is_entered_in_error |= is_wrong;
    entry.categories = categories;
    entry.code = what;
    entry.add_person(fields, "author", Role::Author)?;
    entry.add_person(fields, "custodian", Role::Provider)?;
    Ok(entry)
}
