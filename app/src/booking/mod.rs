//! Booking: choosing a time, keeping it, and what becomes of it.

pub mod api;
pub mod choices;
mod hold_sheet;
pub mod model;
pub mod page;
pub mod times;
pub mod visit;
pub mod visits;
