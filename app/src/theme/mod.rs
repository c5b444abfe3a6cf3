//! The theme editor: logo, colours, font and corners, with the clinic's real screens beside them.

pub mod api;
mod bar;
mod color;
pub(crate) mod contrast;
mod controls;
mod history;
mod logo;
pub(crate) mod model;
pub mod page;
mod paint;
mod preview;
mod state;
