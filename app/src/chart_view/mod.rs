//! Chart view: a colleague opens a patient's record for a purpose and reads it.

pub mod api;
mod ask;
pub mod entry;
mod head;
pub mod measurements;
pub mod page;
pub mod result;
pub mod results;
pub mod section;
mod words;
