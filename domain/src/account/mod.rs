//! Accounts: signing in, sessions, and what the frame of every page needs to know.

pub mod code;
pub mod contacts;
pub mod contract;
pub mod factor;
pub mod passkey;
pub mod security;
pub mod session;
pub mod throttle;
