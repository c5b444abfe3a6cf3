//! Signing in and out, and whose chart is shown.

pub mod api;
pub mod page;

#[cfg(feature = "ssr")]
mod cookie;
#[cfg(feature = "ssr")]
pub use cookie::{
    DEVICE_NAME as DEVICE_COOKIE_NAME, NAME as COOKIE_NAME, clear_session_cookie, set_session_cookies,
};
