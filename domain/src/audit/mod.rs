//! The access log: who did what, as its readers see it.

pub mod alert;
pub mod contract;
mod cursor;

pub use cursor::Cursor;
