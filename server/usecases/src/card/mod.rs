//! The medical-ID card: read from the record by its own rules, and kept by a browser whose reader has turned that on.

mod contacts;
mod device;
mod read;

pub use device::{is_of, keep};
pub use read::{read, read_copy};
