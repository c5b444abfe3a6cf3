//! Chart view: a colleague looks at a patient's record for a purpose, and the purpose is kept with every look.

pub mod contract;
pub mod policy;

pub use policy::{Opening, Purpose, Reach};
