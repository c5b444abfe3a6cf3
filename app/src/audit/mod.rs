//! The access log for the clinic's administrators: who did what, and on whose record.

pub mod alerts;
pub mod api;
mod filters;
mod frame;
mod lines;
pub(crate) mod model;
pub mod openings;
pub mod page;
mod people;
pub mod questions;
pub mod rules;
