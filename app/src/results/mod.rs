//! Results: what patients see of them.

pub mod api;
pub mod list;
mod live;
pub mod measurements;
pub mod page;
mod wish;
