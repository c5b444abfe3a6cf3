//! What every integration test needs: a portal of its own, and a browser that speaks to it.

pub mod app_codes;
pub mod authenticator;
pub mod channels;
mod client;
pub mod clinic;
pub mod desk;
pub mod hidden;
pub mod home;
pub mod laboratory;
pub mod peers;
mod people;
mod process;
pub mod programs;
mod records;
pub mod registrar;
pub mod shared_links;
mod test_portal;
pub mod watch;

pub use client::{Client, Reply};
pub use process::{Process, Settings, exchange, peak_memory_kib, request};
pub use records::entry_id;
pub use test_portal::{PASSWORD, START, TestPortal, fake_client, on_each_database};
