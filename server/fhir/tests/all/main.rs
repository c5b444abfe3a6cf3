//! The crate as an import uses it: whole files in, entries and refusals out.
#![cfg(test)]

mod demo;
mod extracting;
mod malformed;
mod memory;
mod people;
mod real_data;
mod refusing;
mod splitting;
mod taking;
