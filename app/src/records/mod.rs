//! Records: what the patient sees of the own chart.

pub mod api;
pub mod entry_page;
pub mod page;
pub mod timeline;
