//! Reading files: [`check`] once through for well-formedness, then [`Reader`] for the resources one by one.

mod check;
mod entry;
mod layout;
mod reader;

pub use check::check;
pub use layout::{BundleType, Layout, Place, Summary};
pub use reader::{Item, Reader, Request};
