//! Opening and closing the portal for patients.

pub mod api;
pub mod page;
