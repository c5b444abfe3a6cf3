//! Patients: a colleague finds one, to open the record. Who may is in the chart view's policy.

pub mod contract;
