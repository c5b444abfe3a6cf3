//! Releasing results: the clinicians' worklist, and what the clinic has decided.

pub mod api;
mod class_form;
mod item;
pub mod rules;
pub mod texts;
pub mod work;
