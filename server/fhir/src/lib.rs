//! FHIR R4 as the portal reads it: files in a stream, resources one by one, their contents in plain structs.
//!
//! An import reads a file twice. [`check`] goes through it once and tells whether it is whole and how it is laid
//! out; [`Reader`] then gives its resources one at a time, each with its place. [`view`] says what a resource is
//! to the portal; [`resource_key`] what to recognise it by; [`ReferenceIndex`] where its references lead.
//! Nothing here touches a database or a clock.

mod clinical;
mod date;
mod demo;
mod element;
mod error;
mod index;
mod json;
mod key;
mod limits;
mod people;
mod read;
mod resource;
mod types;
mod view;

pub use clinical::*;
pub use date::{ClinicalDate, Period, Precision};
pub use demo::{DEMO_FILES, DemoFile};
pub use element::{
    Address, Code, Coding, Identifier, Name, Quantity, Range, Ratio, Reference, Telecom, printed_unit,
    without_searches,
};
pub use error::{FileError, Invalid, Problem, Refused};
pub use index::{NAME_CHARACTERS, ReferenceIndex, Resolution, Seen};
pub use json::Json;
pub use key::{Key, aliases, resource_key};
pub use limits::Limits;
pub use people::*;
pub use read::{BundleType, Item, Layout, Place, Reader, Request, Summary, check};
pub use resource::Resource;
pub use types::TypeName;
pub use view::{View, is_supported, view};
