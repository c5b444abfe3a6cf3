//! A file of FHIR resources: read to its end, each resource seen as the import sees it.

use fhir::{Limits, Reader, ReferenceIndex, aliases, check, resource_key, view};

/// Whether it passed the first check.
pub fn run(bytes: &[u8]) -> bool {
    let limits = Limits { resource_bytes: 64 * 1024, depth: 40 };
    let Ok(summary) = check(bytes, limits) else { return false };
    let mut index = ReferenceIndex::default();
    for (number, item) in Reader::new(bytes, summary.layout, limits).enumerate() {
        let Ok(item) = item else { panic!("the first pass found it whole") };
        let Ok(resource) = &item.resource else { continue };
        let _ = (resource.id(), resource.identifiers(), view(resource));
        let _ = (resource_key(resource, None), aliases(resource, None));
        index.insert(resource, None, (number, None));
    }
    true
}
