//! Parts of results' pages that the patient and the clinic share: a test with its value, its line, its course.

mod bar;
mod chart;
mod history;
mod line;
mod test_card;

pub use history::Before;
pub use test_card::TestCard;
