//! Parts of a record's pages that the patient and the clinic share: words, lists of entries, one entry, its files.

mod details;
mod entry;
mod explained;
mod files;
mod filter;
mod snippet;
mod visit;
pub mod words;

pub use details::EntryDetails;
pub use entry::{EntryList, kept_back};
pub use explained::{Explained, note as general_note};
pub use files::Files;
pub use filter::{Asked, Days, SectionFilter};
pub use snippet::snippet;
