//! Family access: who may act for a patient, and for whom one may act.

pub mod access;
pub mod api;
mod end;
mod form;
mod helped;
mod let_in;
pub mod page;
mod people;
mod sheets;
mod words;
