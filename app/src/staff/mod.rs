//! The clinic's colleagues: roles, state, and a way in for those who have lost their second factors.

pub mod api;
mod form;
mod invite;
pub mod page;
mod reset;
