//! Requests for corrections, the clinic's side: what waits for an answer, and answering it.

pub mod api;
pub mod list;
pub mod page;
