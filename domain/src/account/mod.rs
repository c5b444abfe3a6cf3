//! Accounts: signing in, sessions, and what the frame of every page needs to know.

pub mod contract;
pub mod session;
pub mod throttle;
