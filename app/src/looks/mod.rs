//! Looks: who opened the record, and questions about it.

pub mod api;
mod ask;
mod line;
pub mod page;
