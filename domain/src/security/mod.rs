//! The settings page of what a clinic decides about signing in: reading what was typed, and whom a change concerns.

mod census;
pub mod contract;
mod typed;

pub use census::{AudienceCensus, Census, Consequences, consequences};
pub use typed::read;
