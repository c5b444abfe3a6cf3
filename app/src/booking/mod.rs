//! Booking: choosing a time, keeping it, and what becomes of it.

mod alternatives;
pub mod api;
pub mod choices;
mod countdown;
pub mod day;
mod day_list;
mod day_strip;
mod days;
mod hold_sheet;
mod hold_time;
pub mod model;
pub mod page;
pub mod times;
pub mod visit;
pub mod visits;
mod week;
