//! Files of documents and reports, those of results by the rules of results. Their bytes stand in the resource that brought them.

use super::{Reader, may_read, store};
use crate::db::Connection;
use crate::plain::one_line;
use crate::{Backend, UseCaseError, audit, results};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::actor::Actor;
use domain::ids::{EntryId, FacilityId};
use domain::records::contract::{EntryFile, FileKind};
use domain::records::view::View;
use entity::entry;
use fhir::Json;
use serde_json::Value;

/// Longest text that is shown in a page, in bytes; longer ones are downloaded.
const MOST_TEXT: usize = 200_000;

/// Most text of an entry's files in which words are found, in characters.
const MOST_SEARCHED: usize = 20_000;
/// Longest file that is looked into for text, as it is written in the resource: with line breaks a little more than the longest
/// that is shown.
const MOST_WRITTEN: usize = 300_000;
/// How PDFs and pictures begin there.
const NO_TEXT: [&str; 3] = ["JVBERi", "iVBORw0KGgo", "/9j/"];

/// A file on its way to the patient.
#[derive(Debug)]
pub struct Download {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its media type, by what the bytes say and never by what the sender says.
    pub media_type: &'static str,
    /// A name for it, in letters, digits, dashes and dots.
    pub name: String,
}

/// A file of an entry.
///
/// # Errors
/// The policy's refusal; `NotFound` for what is not there, is not for this reader, or is kept elsewhere.
pub async fn download(
    backend: &Backend,
    actor: &Actor,
    (id, index): (EntryId, usize),
) -> Result<Download, UseCaseError> {
    let db = backend.db.reader();
    let results = results::reader(backend, actor).await?;
    let row = match find_result(db, actor.facility, results.as_ref(), id).await? {
        Some(row) => Some(row),
        None => {
            let reader = may_read(backend, actor, "records.download").await?;
            store::find(db, actor.facility, reader, id).await?
        }
    };
    let event = audit::Event::of(actor, backend.clock.now(), "records.download", &format!("{id}/{index}"));
    give(backend, row, &event, index).await
}

/// The report of a result that this reader may see by the rules of results. Whoever may read results alone opens its files too.
pub(super) async fn find_result(
    db: &impl Connection,
    facility: FacilityId,
    results: Option<&results::Reader>,
    id: EntryId,
) -> Result<Option<entry::Model>, UseCaseError> {
    match results {
        Some(results) => store::find_result(db, facility, results, id).await,
        None => Ok(None),
    }
}

/// The same for a colleague who may.
///
/// # Errors
/// `NotFound`, as above.
pub(crate) async fn give_to_clinic(
    backend: &Backend,
    (reader, results): (Reader, &results::Reader),
    event: &audit::Event,
    (id, index): (EntryId, usize),
) -> Result<Download, UseCaseError> {
    let db = backend.db.reader();
    let row = match store::find_result(db, event.facility, results, id).await? {
        Some(row) => Some(row),
        None => store::find(db, event.facility, reader, id).await?,
    };
    give(backend, row, event, index).await
}

async fn give(
    backend: &Backend,
    row: Option<entry::Model>,
    event: &audit::Event,
    index: usize,
) -> Result<Download, UseCaseError> {
    let row = row.ok_or(UseCaseError::NotFound)?;
    let view: View = serde_json::from_str(&row.view)?;
    let bytes = bytes_of(&row).into_iter().nth(index).flatten().ok_or(UseCaseError::NotFound)?;
    audit::record_alone(backend, event).await?;
    let (_, media_type, ending) = sniff(&bytes);
    let title = view.files.get(index).and_then(|file| file.title.as_deref()).unwrap_or(&row.title);
    Ok(Download { media_type, name: format!("{}.{ending}", file_name(title)), bytes })
}

/// The files of a result that this reader may see, as its page shows them.
///
/// # Errors
/// When the database fails.
pub(crate) async fn list_of_result(
    db: &impl Connection,
    facility: FacilityId,
    results: &results::Reader,
    id: EntryId,
) -> Result<Vec<EntryFile>, UseCaseError> {
    let Some(row) = store::find_result(db, facility, results, id).await? else { return Ok(Vec::new()) };
    let view: View = serde_json::from_str(&row.view)?;
    Ok(list(&row, &view))
}

/// The files of an entry as its page shows them.
pub fn list(row: &entry::Model, view: &View) -> Vec<EntryFile> {
    if view.files.is_empty() {
        return Vec::new();
    }
    let held = bytes_of(row);
    let files = view.files.iter().enumerate().map(|(index, file)| {
        let bytes = held.get(index).and_then(Option::as_ref);
        let kind = bytes.map_or(FileKind::Other, |bytes| sniff(bytes).0);
        let text = bytes.filter(|bytes| kind == FileKind::Text && bytes.len() <= MOST_TEXT);
        EntryFile {
            index,
            title: file.title.clone(),
            kind,
            bytes: bytes.map_or(0, |bytes| bytes.len() as u64),
            text: text.map(|bytes| String::from_utf8_lossy(bytes).trim().to_owned()),
            is_held: bytes.is_some(),
        }
    });
    files.collect()
}

/// The bytes of each file in its order, of those that are held.
pub fn bytes_of(row: &entry::Model) -> Vec<Option<Vec<u8>>> {
    let Ok(resource) = serde_json::from_str::<Value>(&row.content) else { return Vec::new() };
    let Some((list, is_within)) = place_of(&row.kind) else { return Vec::new() };
    let items = resource.get(list).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    // As the importer counts them.
    let items = items.iter().filter(|item| !item.is_null());
    items
        .map(|item| {
            let attachment = if is_within { item.get("attachment")? } else { item };
            decoded(attachment.get("data")?.as_str()?)
        })
        .collect()
}

/// In which list of a resource its files are, and whether each is an attachment within it.
fn place_of(kind: &str) -> Option<(&'static str, bool)> {
    match kind {
        "DocumentReference" => Some(("content", true)),
        "DiagnosticReport" => Some(("presentedForm", false)),
        _ => None,
    }
}

fn decoded(written: &str) -> Option<Vec<u8>> {
    let plain: String = written.chars().filter(|sign| !sign.is_whitespace()).collect();
    STANDARD.decode(plain).ok()
}

/// The text of those files of a resource that its page shows as text, in which words are found; nothing where there is none.
pub fn text_of(kind: &str, resource: &Json) -> Option<String> {
    let (list, is_within) = place_of(kind)?;
    let mut text = String::new();
    for item in resource.get(list).into_iter().flat_map(Json::items) {
        let attachment = if is_within { item.get("attachment") } else { Some(item) };
        let written = attachment.and_then(|attachment| attachment.get("data")).and_then(Json::as_text);
        let Some(written) = written.filter(|written| written.len() <= MOST_WRITTEN) else { continue };
        if NO_TEXT.iter().any(|begin| written.trim_start().starts_with(begin)) {
            continue;
        }
        let bytes = decoded(written).filter(|bytes| bytes.len() <= MOST_TEXT && is_text(bytes));
        let Some(bytes) = bytes else { continue };
        text.push_str(String::from_utf8_lossy(&bytes).trim());
        text.push('\n');
    }
    let kept = one_line(&text, MOST_SEARCHED);
    (!kept.is_empty()).then_some(kept)
}

/// What bytes are: their kind, a media type that no browser misunderstands, and an ending.
pub fn sniff(bytes: &[u8]) -> (FileKind, &'static str, &'static str) {
    if bytes.starts_with(b"%PDF-") {
        (FileKind::Pdf, "application/pdf", "pdf")
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        (FileKind::Image, "image/png", "png")
    } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        (FileKind::Image, "image/jpeg", "jpg")
    } else if is_text(bytes) {
        (FileKind::Text, "text/plain; charset=utf-8", "txt")
    } else {
        (FileKind::Other, "application/octet-stream", "bin")
    }
}

/// Whether it is text that people read: no markup, no control signs but the ends of lines.
fn is_text(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let is_markup = text.trim_start().starts_with(['<', '{']) && !text.trim_start().starts_with("< ");
    !is_markup && text.chars().all(|sign| !sign.is_control() || matches!(sign, '\n' | '\r' | '\t'))
}

/// A title as the name of a file.
pub fn file_name(title: &str) -> String {
    let sign = |sign: char| if sign.is_ascii_alphanumeric() { sign } else { '-' };
    let words: String = title.chars().map(sign).take(80).collect();
    let parts: Vec<&str> = words.split('-').filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { "document".to_owned() } else { parts.join("-").to_lowercase() }
}
