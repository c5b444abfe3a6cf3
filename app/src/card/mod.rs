//! The medical-ID card: big enough to be read at arm's length, printed on one page, and kept by this browser for when there is no
//! connection if its reader turns that on.

pub mod api;
pub mod device;
#[cfg(feature = "ssr")]
mod document;
mod keep;
pub mod page;
mod sheet;
mod words;

#[cfg(feature = "ssr")]
pub use document::{Copy, copy};
