//! What the clinic decides about signing in: its administrators' page.

pub mod api;
mod audience;
mod model;
pub mod page;
mod warning;
