//! Queries of the FHIR interface. What a record shows comes from [`records::store::given`](crate::records), the one rule.

mod clinic;
mod content;
mod find;
mod intake;
mod names;

pub use clinic::{list_all, list_all_contents, list_all_lines, list_charts};
pub use content::{find_chart, find_entry, list_chart_rows, list_contents, list_lines, list_titles};
pub use find::{count, find, find_holding};
pub use intake::{
    Step, beat, count_running, delete_intakes, end_intake, fail_silent, find_intake, insert_intake,
    is_running, list_silent, lock_turns,
};
pub use names::{list_known, list_names, list_shown, list_targets};

use super::View;
use crate::records::store::given;
use entity::entry;
use sea_orm::Select;

/// Values per statement.
const PER_STATEMENT: usize = 500;

fn of(view: &View) -> Select<entry::Entity> {
    given(view.facility, view.reader, view.results.as_ref(), &view.without)
}
