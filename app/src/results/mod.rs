//! Results: what patients see of them.

pub mod api;
mod chart;
mod history;
mod line;
pub mod list;
mod live;
pub mod measurements;
pub mod page;
mod test_card;
mod wish;
