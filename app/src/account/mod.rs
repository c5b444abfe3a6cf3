//! Signing in and out, whose chart is shown, and in which language.

pub mod activate;
mod activate_steps;
pub mod activation_api;
pub mod add_factor;
pub mod api;
pub mod confirm;
mod contacts;
pub mod factors;
pub mod guard;
pub mod page;
pub mod passkey;
pub mod passkey_api;
pub mod register;
pub mod register_api;
mod register_form;
pub mod rename_factor;
pub mod reset;
pub mod reset_api;
pub mod second_step;
pub mod security;
pub mod step_up;
pub mod step_up_factor;

#[cfg(feature = "ssr")]
mod activation_cookie;
#[cfg(feature = "ssr")]
pub use activation_cookie::{clear_activation_cookies, invited_visitor, link_cookies, set_activation_cookie};
#[cfg(feature = "ssr")]
mod register_cookie;
#[cfg(feature = "ssr")]
pub use register_cookie::{clear_register_cookie, register_token, set_register_cookie};
#[cfg(feature = "ssr")]
mod reset_cookie;
#[cfg(feature = "ssr")]
pub use reset_cookie::{clear_reset_cookie, reset_cookie, reset_token};
#[cfg(feature = "ssr")]
mod cookie;
#[cfg(feature = "ssr")]
pub use cookie::{
    DEVICE_NAME as DEVICE_COOKIE_NAME, LANGUAGE_NAME, NAME as COOKIE_NAME, clear_pending_cookie,
    clear_session_cookie, pending_token, set_language_cookie, set_pending_cookie, set_session_cookies,
    with_session,
};
