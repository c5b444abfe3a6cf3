//! Self-registration: is the person who applies one of the clinic's patients? Pure: names, dates, national IDs and contacts
//! are compared here, and what follows from the comparison is decided here. Nothing here reads a chart.

pub mod birth_date;
pub mod contract;
pub mod name;
pub mod national_id;
pub mod settings;
pub mod staff;
pub mod tier;
