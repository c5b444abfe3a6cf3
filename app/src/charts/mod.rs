//! Charts that the clinic writes itself.

pub mod api;
pub mod page;
