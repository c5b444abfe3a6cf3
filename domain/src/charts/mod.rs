//! Charts that the clinic writes itself, where no other system sends them.

pub mod contract;
pub mod file;
pub mod links;
pub mod merge;
pub mod policy;
