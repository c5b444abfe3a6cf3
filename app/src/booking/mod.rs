//! Booking: choosing a time, keeping it, and what becomes of it.

pub mod api;
mod choices;
pub mod day;
mod day_list;
mod day_strip;
mod hold_sheet;
mod hold_time;
mod model;
pub mod page;
mod times;
pub mod visit;
pub mod visits;
