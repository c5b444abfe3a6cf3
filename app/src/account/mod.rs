//! Signing in and out, whose chart is shown, and in which language.

pub mod api;
pub mod page;

#[cfg(feature = "ssr")]
mod cookie;
#[cfg(feature = "ssr")]
pub use cookie::{
    DEVICE_NAME as DEVICE_COOKIE_NAME, LANGUAGE_NAME, NAME as COOKIE_NAME, clear_session_cookie,
    set_language_cookie, set_session_cookies,
};
