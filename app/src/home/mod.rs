//! Home: the next thing first; and More, which holds what is needed seldom.

mod clinic;
mod more;
mod news;
pub(crate) mod next_visit;
mod page;
mod ways;

#[cfg(feature = "ssr")]
pub use clinic::ClinicContacts;
pub use more::MorePage;
pub use page::HomePage;
#[cfg(feature = "ssr")]
pub use ways::Ways;
