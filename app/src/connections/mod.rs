//! Connections: apps that read a record with somebody's permission, and which apps and systems the clinic lets ask.

pub mod api;
pub mod apps;
mod client_form;
pub mod clients;
pub mod connect;
mod words;
