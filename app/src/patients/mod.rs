//! Patients: a colleague finds one, to open the record.

pub mod api;
pub mod page;
