//! Charts that the clinic writes itself: by hand, from a file, and two of one person as one.

pub mod api;
mod file_columns;
pub mod file_page;
mod file_results;
mod merge_compare;
pub mod merge_page;
mod merge_proposed;
pub mod page;
