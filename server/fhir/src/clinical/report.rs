//! Laboratory and imaging reports: DiagnosticReport.

use serde::{Deserialize, Serialize};

use super::entry::telling;
use super::observation::effective;
use super::{Details, Entry, Kind, Role};
use crate::date::instant;
use crate::element::{Code, Fields, Parsed, Reference, code, one_of, reference, text, words};
use crate::json::Json;

const STATUSES: &[&str] = &[
    "registered",
    "partial",
    "preliminary",
    "final",
    "amended",
    "corrected",
    "appended",
    "cancelled",
    "entered-in-error",
    "unknown",
];

/// What only reports have.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportDetails {
    /// The observations it is made of.
    pub results: Vec<Reference>,
    /// The conclusion in words.
    pub conclusion: Option<String>,
    /// The conclusions as concepts.
    pub conclusions: Vec<Code>,
    /// The report as it was printed.
    pub attachments: Vec<Attachment>,
}

/// A file that belongs to a report. Its bytes stay in the resource.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The media type (`application/pdf`).
    pub content_type: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// Its bytes stand in the resource, as base64.
    pub is_held: bool,
    /// Where else it can be had.
    pub url: Option<String>,
}

pub(super) fn read(fields: &Fields<'_>) -> Parsed<Entry> {
    let status = fields.required("status", one_of(STATUSES))?;
    let concept = telling("code", fields.required("code", code)?)?;
    let (date, end) = effective(fields)?;
    let issued = fields.optional("issued", instant)?;
    let details = ReportDetails {
        results: fields.list("result", reference)?,
        conclusion: fields.optional("conclusion", words)?.flatten(),
        conclusions: fields.list("conclusionCode", code)?,
        attachments: fields.list("presentedForm", attachment)?,
    };

    let mut entry = Entry::new(fields, Kind::Report, Details::Report(details))?;
    (entry.date, entry.end, entry.recorded) = (date.or_else(|| issued.clone()), end, issued);
    entry.set_status(Some(status));
    entry.categories = fields.list("category", code)?;
    entry.code = concept;
    entry.add_person(fields, "performer", Role::Performer)?;
    entry.add_person(fields, "resultsInterpreter", Role::Interpreter)?;
    entry.hold_tests(fields)?;
    Ok(entry)
}

pub(super) fn attachment(json: &Json) -> Parsed<Attachment> {
    let fields = Fields::of(json)?;
    Ok(Attachment {
        content_type: fields.optional("contentType", text)?,
        title: fields.optional("title", words)?.flatten(),
        is_held: fields.get("data").is_some(),
        url: fields.optional("url", text)?,
    })
}
