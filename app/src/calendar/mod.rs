//! The clinic's calendar, kept by its administrators: providers and hours, exceptions, visit types, places.

pub mod api;
mod exceptions;
mod form;
mod hours;
mod hours_form;
pub(crate) mod model;
pub mod page;
mod places;
mod providers;
mod removal;
mod visit_types;
pub(crate) mod words;
