//! The clinic's calendar as administrators keep it: what its pages and forms exchange.

pub mod contract;
