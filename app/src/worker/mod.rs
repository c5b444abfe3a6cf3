//! The service worker as pages see it: registered once the page is alive, and asked to take over when the reader wants the new version.

#[cfg(feature = "ssr")]
use leptos::prelude::RwSignal;

/// Registers the worker; `is_waiting` turns true when a new version is ready. Nothing happens on the server.
#[cfg(feature = "ssr")]
pub fn register(_is_waiting: RwSignal<bool>) {}

/// Lets the new version take over and loads the page anew. Nothing happens on the server.
#[cfg(feature = "ssr")]
pub fn take_over() {}

/// Whether a field of the page holds what is not sent yet.
#[cfg(feature = "ssr")]
#[must_use]
pub fn is_something_typed() -> bool {
    false
}

#[cfg(not(feature = "ssr"))]
pub use browser::{is_something_typed, register, take_over};

#[cfg(not(feature = "ssr"))]
mod browser;
