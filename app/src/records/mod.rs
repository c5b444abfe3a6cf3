//! Records: what the patient sees of the own chart.

pub mod api;
mod entry;
pub mod model;
pub mod page;
