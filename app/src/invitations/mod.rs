//! Inviting patients to the portal: finding them, what became of each invitation, and many at once.

pub mod api;
pub mod letter;
pub mod page;

mod find;
mod list;
mod many;
pub(crate) mod model;
mod words;
