//! What this crate's unit tests look at: they link the library as it ships instead of building it a second time.

pub use crate::cli::instant::{parse, parse_whole, utc};
