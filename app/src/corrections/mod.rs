//! Corrections: what the patient asks to be corrected, and what becomes of it.

pub mod api;
pub mod ask;
pub mod list;
pub mod page;
