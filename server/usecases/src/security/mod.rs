//! What a clinic decides about signing in: read and changed by its administrators. It holds from the next request on,
//! in every process: the facility's row is read with each.

mod edit;
mod store;

pub use edit::{CHANGED, CONFIRM, read_security, save_security};
