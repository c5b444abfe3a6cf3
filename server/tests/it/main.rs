//! Integration tests over the whole server, on SQLite and, when `PORTAL_TEST_POSTGRES` names one, on PostgreSQL too.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test stops at what it did not expect"
)]

mod audit;
mod booking_rules;
mod calendar;
mod http;
mod pages;
mod records;
mod sign_in;
mod slots;
mod support;
