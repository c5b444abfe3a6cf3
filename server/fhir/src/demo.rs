//! The invented patients of the demo clinics, as FHIR files that go through the same import as any other.
//!
//! Nobody in them exists. Each facility has a file for its clinicians and places, which comes first because the
//! patients' files refer to it, and one for each patient. The date of the newest entry is in October 2026.

/// A file of the demo cohort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoFile {
    /// The key of the facility it belongs to.
    pub facility: &'static str,
    /// Its name, as an import would report it.
    pub name: &'static str,
    /// A transaction Bundle.
    pub json: &'static str,
}

/// All files, in the order to import them.
pub const DEMO_FILES: &[DemoFile] = &[
    file("demo", "practitioners.json", include_str!("../demo/demo/practitioners.json")),
    file("demo", "elena-brooks.json", include_str!("../demo/demo/elena-brooks.json")),
    file("demo", "daniel-brooks.json", include_str!("../demo/demo/daniel-brooks.json")),
    file("demo", "maya-brooks.json", include_str!("../demo/demo/maya-brooks.json")),
    file("demo", "walter-hughes.json", include_str!("../demo/demo/walter-hughes.json")),
    file("demo", "carmen-ortiz.json", include_str!("../demo/demo/carmen-ortiz.json")),
    file("demo", "priya-nair.json", include_str!("../demo/demo/priya-nair.json")),
    file("norte", "practitioners.json", include_str!("../demo/norte/practitioners.json")),
    file("norte", "lucia-fernandez.json", include_str!("../demo/norte/lucia-fernandez.json")),
    file("norte", "manuel-fernandez.json", include_str!("../demo/norte/manuel-fernandez.json")),
    file("norte", "inaki-etxeberria.json", include_str!("../demo/norte/inaki-etxeberria.json")),
    file("norte", "nuria-vidal.json", include_str!("../demo/norte/nuria-vidal.json")),
];

const fn file(facility: &'static str, name: &'static str, json: &'static str) -> DemoFile {
    DemoFile { facility, name, json }
}
