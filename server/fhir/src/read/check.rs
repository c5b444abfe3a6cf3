//! The first pass over a file: is it whole, is it FHIR, and what is in it? Nothing is kept but counts.

use std::collections::BTreeMap;
use std::io::Read;

use super::{BundleType, Layout, Summary};
use crate::error::{FileError, Problem, Shown};
use crate::json::Source;
use crate::limits::{Limits, NAME_BYTES};

/// How many different `resourceType`s are counted apart; a file has no business holding more.
const TYPES: usize = 400;
const AFTER_THE_END: &str = "something follows after the end";

/// Reads a file from start to end and counts what it holds. A file that passes is well formed everywhere and can
/// be given to a [`Reader`](super::Reader); single resources of it may still be refused.
///
/// # Errors
/// When the file is unreadable: broken or cut off anywhere, not UTF-8, not FHIR, a Bundle of another type.
pub fn check(input: impl Read, limits: Limits) -> Result<Summary, FileError> {
    let mut source = Source::open(input, limits)?;
    source.skip_space()?;
    if source.peek()?.is_none() {
        return Err(source.error(Problem::Empty));
    }
    let mut types = BTreeMap::new();
    let first_line = source.line();
    let first = top(&mut source)?;
    let is_one_line = source.line() == first_line;
    source.skip_space()?;
    let is_last = source.peek()?.is_none();

    let Some(first_type) = first.type_name else {
        return Err(source.error(Problem::NotFhir("there is no resourceType")));
    };
    if first_type == "Bundle" {
        let layout = Layout::Bundle(bundle_type(&source, first.is_array, first.bundle_type.as_deref())?);
        if !is_last {
            return Err(source.error(Problem::Syntax(AFTER_THE_END)));
        }
        return Ok(Summary { layout, entries: first.entries, types: first.types, bytes: source.offset() });
    }
    count(&mut types, Some(first_type));
    if is_last {
        return Ok(Summary { layout: Layout::Single, entries: 1, types, bytes: source.offset() });
    }
    if !is_one_line {
        return Err(source.error(Problem::Syntax(AFTER_THE_END)));
    }
    let mut entries = 1;
    let mut last_line = first_line;
    while source.peek()?.is_some() {
        if source.line() == last_line {
            return Err(source.error(Problem::Syntax(AFTER_THE_END)));
        }
        last_line = source.line();
        let next = top(&mut source)?;
        if source.line() != last_line {
            return Err(source.error(Problem::Syntax("a resource of an NDJSON file spans several lines")));
        }
        count(&mut types, next.type_name);
        entries += 1;
        source.skip_space()?;
    }
    Ok(Summary { layout: Layout::Lines, entries, types, bytes: source.offset() })
}

/// What one object at the top of a file looks like, read as a Bundle and as any other resource at once: the
/// member that tells them apart may come last.
#[derive(Default)]
struct Top {
    type_name: Option<String>,
    bundle_type: Option<String>,
    /// `entry` is missing or an array.
    is_array: bool,
    entries: u64,
    types: BTreeMap<String, u64>,
}

fn top<R: Read>(source: &mut Source<R>) -> Result<Top, FileError> {
    if source.peek()? == Some(b'[') {
        return Err(source.error(Problem::NotFhir("a bare JSON array; a Bundle or NDJSON is expected")));
    }
    source.expect(b'{', "a JSON object was expected")?;
    let mut found = Top { is_array: true, ..Top::default() };
    let mut seen = [false; 3];
    let mut is_first = true;
    while let Some(name) = source.next_member(is_first)? {
        is_first = false;
        let known = ["resourceType", "type", "entry"];
        let slot = known.iter().position(|known| name.as_deref() == Some(known));
        if let Some(is_seen) = slot.and_then(|slot| seen.get_mut(slot))
            && std::mem::replace(is_seen, true)
        {
            return Err(source.error(Problem::NotFhir("a name occurs twice at the top of the file")));
        }
        match (slot, source.must_peek()?) {
            (Some(0), b'"') => found.type_name = source.copied_text(NAME_BYTES)?,
            (Some(1), b'"') => found.bundle_type = source.copied_text(NAME_BYTES)?,
            (Some(2), b'[') => entries(source, &mut found)?,
            (slot, _) => {
                found.is_array &= slot != Some(2);
                source.value(1)?;
            }
        }
    }
    Ok(found)
}

fn entries<R: Read>(source: &mut Source<R>, found: &mut Top) -> Result<(), FileError> {
    source.expect(b'[', "an array was expected")?;
    let mut is_first = true;
    while source.next_item(is_first)? {
        is_first = false;
        found.entries += 1;
        if source.must_peek()? != b'{' {
            source.value(2)?;
            continue;
        }
        source.consume(1);
        let mut is_first = true;
        while let Some(name) = source.next_member(is_first)? {
            is_first = false;
            if name.as_deref() == Some("resource") && source.must_peek()? == b'{' {
                let type_name = type_of(source)?;
                count(&mut found.types, type_name);
            } else {
                source.value(3)?;
            }
        }
    }
    Ok(())
}

/// Passes over a resource and gives its type.
fn type_of<R: Read>(source: &mut Source<R>) -> Result<Option<String>, FileError> {
    source.expect(b'{', "a JSON object was expected")?;
    let mut type_name = None;
    let mut is_first = true;
    while let Some(name) = source.next_member(is_first)? {
        is_first = false;
        if name.as_deref() == Some("resourceType") && source.must_peek()? == b'"' {
            type_name = source.copied_text(NAME_BYTES)?;
        } else {
            source.value(4)?;
        }
    }
    Ok(type_name)
}

fn count(types: &mut BTreeMap<String, u64>, type_name: Option<String>) {
    let Some(type_name) = type_name else { return };
    if types.len() < TYPES || types.contains_key(&type_name) {
        *types.entry(type_name).or_default() += 1;
    }
}

fn bundle_type<R: Read>(
    source: &Source<R>,
    is_array: bool,
    code: Option<&str>,
) -> Result<BundleType, FileError> {
    let code = code.ok_or_else(|| source.error(Problem::NotFhir("Bundle.type is required")))?;
    if !is_array {
        return Err(source.error(Problem::NotFhir("Bundle.entry must be an array")));
    }
    BundleType::find(code).ok_or_else(|| source.error(Problem::BundleType(Shown(code).to_string())))
}
