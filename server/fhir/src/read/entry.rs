//! One entry of a Bundle.

use std::io::Read;

use super::reader::Request;
use super::{Item, Place};
use crate::Resource;
use crate::error::{FileError, Refused, Shown};
use crate::json::Source;
use crate::limits::NAME_BYTES;

/// What an entry says, before it is judged.
#[derive(Default)]
struct Found {
    full_url: Option<String>,
    request: Request,
    resource: Option<Copied>,
    repeated: Option<&'static str>,
}

/// A resource copied aside, or the fact that it was too large for that.
pub(super) enum Copied {
    Whole(String),
    TooLarge,
}

/// Takes the entry with this index; the array's comma was passed.
pub(super) fn entry<R: Read>(source: &mut Source<R>, index: usize) -> Result<Item, FileError> {
    let place = Place::Entry(index);
    if source.must_peek()? != b'{' {
        source.value(2)?;
        let refused = at_entry(index, "", "must be an object");
        return Ok(Item { place, full_url: None, request: Request::default(), resource: Err(refused) });
    }
    let found = members(source)?;
    let (full_url, request) = (found.full_url.clone(), found.request.clone());
    let limit = source.limits.resource_bytes;
    Ok(Item { place, full_url, request, resource: judge(found, index, place, limit) })
}

fn members<R: Read>(source: &mut Source<R>) -> Result<Found, FileError> {
    source.expect(b'{', "an object was expected")?;
    let mut found = Found::default();
    let mut is_first = true;
    while let Some(name) = source.next_member(is_first)? {
        is_first = false;
        let next = source.must_peek()?;
        match name.as_deref() {
            Some("fullUrl") if next == b'"' => {
                let full_url = source.copied_text(NAME_BYTES)?;
                if found.full_url.is_some() {
                    found.repeated = Some("fullUrl");
                }
                found.full_url = full_url;
            }
            Some("request") if next == b'{' => found.request = request(source)?,
            Some("resource") => {
                if found.resource.is_some() {
                    found.repeated = Some("resource");
                }
                found.resource = Some(copied_value(source, 3)?);
            }
            _ => source.value(3)?,
        }
    }
    Ok(found)
}

/// Takes a value and copies it aside; `depth` objects and arrays lie around it.
pub(super) fn copied_value<R: Read>(source: &mut Source<R>, depth: usize) -> Result<Copied, FileError> {
    source.start_copy(source.limits.resource_bytes);
    source.value(depth)?;
    Ok(source.end_copy().map_or(Copied::TooLarge, Copied::Whole))
}

fn request<R: Read>(source: &mut Source<R>) -> Result<Request, FileError> {
    source.expect(b'{', "an object was expected")?;
    let mut request = Request::default();
    let mut is_first = true;
    while let Some(name) = source.next_member(is_first)? {
        is_first = false;
        let is_text = source.must_peek()? == b'"';
        let member = match name.as_deref() {
            Some("method") if is_text => &mut request.method,
            Some("url") if is_text => &mut request.url,
            Some("ifNoneExist") if is_text => &mut request.if_none_exist,
            _ => {
                source.value(4)?;
                continue;
            }
        };
        *member = source.copied_text(NAME_BYTES)?;
    }
    Ok(request)
}

fn judge(found: Found, index: usize, place: Place, limit: usize) -> Result<Resource, Refused> {
    if let Some(name) = found.repeated {
        return Err(at_entry(index, name, "occurs twice in the same entry"));
    }
    if let Some(method) = found.request.method.filter(|method| method != "POST" && method != "PUT") {
        return Err(at_entry(index, "request.method", &format!("{} is not supported", Shown(&method))));
    }
    match found.resource {
        Some(copied) => resource(copied, place, limit),
        None => Err(at_entry(index, "resource", "is missing")),
    }
}

/// The resource that was copied, or why it can't be taken.
pub(super) fn resource(copied: Copied, place: Place, limit: usize) -> Result<Resource, Refused> {
    match copied {
        Copied::Whole(text) => Resource::parse(text).map_err(|invalid| place.refuse(&invalid)),
        Copied::TooLarge => {
            let reason = format!("is larger than {} MiB", limit / (1024 * 1024));
            Err(Refused { path: place.to_string(), reason })
        }
    }
}

fn at_entry(index: usize, name: &str, reason: &str) -> Refused {
    let path = crate::error::join(&format!("Bundle.entry[{index}]"), name);
    Refused { path, reason: reason.to_owned() }
}
