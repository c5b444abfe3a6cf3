//! Records: what the patient sees of the own chart.

pub mod api;
mod entry;
pub mod entry_page;
mod files;
pub mod model;
pub mod page;
pub mod timeline;
mod visit;
