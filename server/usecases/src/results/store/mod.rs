//! Queries about results.

pub mod arrive;
pub mod decide;
pub mod read;
pub mod released;
pub mod settings;
pub mod templates;
pub mod visit;
pub mod wish;
pub mod work;
