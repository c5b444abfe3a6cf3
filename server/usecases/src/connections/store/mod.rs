//! Queries about clients, what they ask, what they were allowed, and their tokens.

pub mod clients;
pub mod connections;
pub mod consents;
pub mod tokens;
