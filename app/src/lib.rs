//! Views and server functions of the portal. Feature `ssr` builds them for the server, `hydrate` for the browser.

pub mod account;
pub mod amend;
pub mod audit;
pub mod booking;
pub mod calendar;
pub mod card;
pub mod chart_view;
pub mod charts;
pub mod connections;
#[cfg(feature = "ssr")]
pub mod context;
#[cfg(feature = "ssr")]
mod cookies;
pub mod corrections;
pub mod dates;
pub mod downloads;
pub mod error;
#[cfg(feature = "ssr")]
#[doc(hidden)]
pub mod examined;
pub mod family;
pub mod flash;
pub mod home;
pub mod invitations;
#[cfg(feature = "ssr")]
pub mod kept_card;
pub mod layout;
pub mod live;
pub mod load;
pub mod looks;
pub mod opening;
pub mod patients;
pub mod post;
#[cfg(feature = "ssr")]
pub mod preview;
pub mod records;
pub mod registration;
pub mod release;
pub mod results;
pub mod routes;
pub mod security;
pub mod shares;
#[cfg(feature = "ssr")]
pub mod shell;
pub mod staff;
pub mod texts;
pub mod theme;
pub mod ui;
pub mod wire;
pub mod worker;

pub use routes::{ClinicApp, PatientApp, RecordApp};

/// Prepares the browser: panics are reported on the console, texts are taken over from the page.
#[cfg(feature = "hydrate")]
pub fn install() {
    console_error_panic_hook::set_once();
    texts::install();
}
