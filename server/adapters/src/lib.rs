//! The outside world behind the traits of `usecases`.

pub mod calendar;
pub mod clock;
pub mod icon;
pub mod images;
pub mod mail;
pub mod sms;
mod tls;
