//! Reading files as an import does: check them, index them, then look at each resource.

use std::collections::BTreeMap;

use fhir::{
    FileError, Invalid, Item, Layout, Limits, Reader, ReferenceIndex, Refused, Resolution, Resource, View,
    check, resource_key, view,
};

/// What came of some files.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Taken {
    pub created: BTreeMap<String, u64>,
    pub unsupported: BTreeMap<String, u64>,
    pub errors: Vec<Refused>,
}

/// Reads files of one source twice: first for what their resources are called, then for what they say.
pub fn take<B: AsRef<[u8]>>(files: &[B]) -> Result<Taken, FileError> {
    let mut index = ReferenceIndex::default();
    let mut number = 0_u32;
    let mut layouts = Vec::new();
    for file in files {
        let layout = check(file.as_ref(), Limits::default())?.layout;
        layouts.push(layout);
        for item in items(file.as_ref(), layout) {
            let item = item?;
            if let Ok(resource) = &item.resource {
                number += 1;
                index.insert(resource, item.full_url.as_deref(), (number, None));
            }
        }
    }
    let mut taken = Taken::default();
    for (file, layout) in files.iter().zip(layouts) {
        for item in items(file.as_ref(), layout) {
            take_item(item?, &index, &mut taken);
        }
    }
    Ok(taken)
}

fn take_item(item: Item, index: &ReferenceIndex<u32>, taken: &mut Taken) {
    let resource = match item.resource {
        Ok(resource) => resource,
        Err(refused) => return taken.errors.push(refused),
    };
    match judge(&resource, item.full_url.as_deref(), index) {
        Err(invalid) => taken.errors.push(item.place.refuse(&invalid)),
        Ok(is_used) => {
            let counts = if is_used { &mut taken.created } else { &mut taken.unsupported };
            *counts.entry(resource.type_name().to_string()).or_default() += 1;
        }
    }
}

/// Whether the portal uses the resource, or why it can't be taken.
fn judge(resource: &Resource, full_url: Option<&str>, index: &ReferenceIndex<u32>) -> Result<bool, Invalid> {
    let view = view(resource)?;
    resource_key(resource, full_url)?;
    let View::Entry(entry) = &view else { return Ok(view != View::Unsupported) };
    match index.resolve(&entry.subject, full_url) {
        Resolution::Found { type_name, .. } if type_name.as_str() == "Patient" => Ok(true),
        other => Err(Invalid { path: entry.subject_element().to_owned(), reason: format!("{other:?}") }),
    }
}

/// The items of a file with this layout.
pub fn items(file: &[u8], layout: Layout) -> impl Iterator<Item = Result<Item, FileError>> {
    Reader::new(file, layout, Limits::default())
}

/// The one resource of a file that holds one.
pub fn single(text: &str) -> Resource {
    let mut items = items(text.as_bytes(), Layout::Single);
    items.next().unwrap().unwrap().resource.unwrap()
}

/// The counts as `Type n, Type n`.
pub fn counts(counts: &BTreeMap<String, u64>) -> String {
    counts.iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(", ")
}
