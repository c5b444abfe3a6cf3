//! Whether patients may come in: an administrator opens and closes the portal for them; colleagues go on working.

pub mod contract;
