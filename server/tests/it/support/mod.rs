//! What every integration test needs: a portal of its own, and a browser that speaks to it.

mod client;
mod test_portal;

pub use client::{Client, Reply};
pub use test_portal::{TestPortal, on_each_database};
