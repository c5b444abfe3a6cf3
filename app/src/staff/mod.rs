//! The clinic's colleagues: roles, state, and a way in for those who have lost their second factors.

pub mod api;
mod form;
pub mod page;
mod reset;
