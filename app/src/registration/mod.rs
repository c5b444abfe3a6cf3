//! People who register by themselves, as the clinic sees them: requests, one beside the charts, and the settings.

pub mod api;
mod charts;
mod decide;
pub mod list;
pub mod request;
pub mod settings;
mod words;
