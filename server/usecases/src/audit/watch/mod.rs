//! Alerts about the log: found by rules, each once, whoever looks; told to administrators, and looked at by one of them.

mod find;
mod look;
mod rules;
mod store;

pub use find::watch;
pub use look::{look_at_alert, read_alerts};
pub use rules::{read_rules, save_rules};
pub(crate) use store::insert_alert;
