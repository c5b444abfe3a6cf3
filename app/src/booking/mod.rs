//! Booking: choosing a time, keeping it, and what becomes of it.

mod alternatives;
pub mod api;
mod choices;
mod countdown;
mod days;
mod hold_sheet;
mod model;
pub mod page;
mod times;
pub mod visit;
pub mod visits;
mod week;
