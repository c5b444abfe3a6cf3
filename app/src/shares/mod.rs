//! Share links: making them, seeing who opened them, ending them; and the page on which somebody elsewhere reads what is shared.

pub mod api;
mod form;
mod link;
pub mod list;
pub mod make;
pub mod page;
mod script;
mod summary;
pub mod viewer;
mod words;
