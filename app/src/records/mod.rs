//! Records: what the patient sees of the own chart.

pub mod api;
mod entry;
mod model;
pub mod page;
