//! Records: what a patient sees of the own chart.

pub mod contract;
pub mod period;
pub mod view;
