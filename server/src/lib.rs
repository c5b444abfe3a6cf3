//! The server of the portal: HTTP in front of the application, and the command line.

pub mod assets;
pub mod channels;
pub mod cli;
pub mod config;
pub mod downloads;
#[doc(hidden)]
pub mod examined;
pub mod http;
pub mod jobs;
mod printed;
pub mod router;
pub mod serve;
pub mod telemetry;
