//! Home: the next thing first; and More, which holds what is needed seldom.

mod clinic;
mod more;
mod news;
pub(crate) mod next_visit;
mod page;
mod ways;

pub use more::MorePage;
pub use page::{HomePage, HomeView};
