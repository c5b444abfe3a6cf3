//! Queries about entries of charts.

mod export;
mod list;
mod row;
mod section;
mod source;
mod text;
mod visible;

pub use export::{Place, Wanted, find_chart, list_contents, list_named, list_of_chart, list_to_export};
pub use list::{
    Part, Spot, around, count_restricted, find, find_listed, find_result, find_visit, list_latest,
    list_listed, list_of_sections, list_of_visit, list_section,
};
pub use row::{Listed, is_vital_sign, line, read};
pub use section::{holding, is_current, section_of};
pub use source::{Source, find_source};
pub use text::{list_file_texts, list_result_texts};
pub use visible::{given, has_code, has_hidden_since, sensitive_codes, unhidden};
