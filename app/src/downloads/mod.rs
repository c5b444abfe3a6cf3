//! Downloads: the record as files that are made on request.

pub mod api;
mod ask;
pub mod clinic;
mod list;
pub mod page;
pub mod words;
