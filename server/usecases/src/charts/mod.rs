//! Charts: the clinic's records of patients, found by number, added by hand.

mod add;
pub(crate) mod file;
mod keys;
mod linked;
mod merge;
mod store;

pub use add::add_chart;
pub use file::{check_file, import_file, read_file};
pub use keys::key_unkeyed;
pub use linked::decline_proposal;
pub use merge::{MERGED, compare_charts, list_merges, merge_charts, undo_merge};

pub(crate) use keys::{ChartKey, contact_key, national_id_key, national_id_kind};
pub(crate) use linked::{Linked, Said, link};
pub(crate) use merge::require_unmerged;
pub(crate) use store::merge::remember_arrivals;

use crate::{Backend, UseCaseError};
use domain::ids::{ChartId, FacilityId};
use domain::registration::name::words;
use uuid::Uuid;

/// Aliases under which charts that were added by hand are found by their number.
pub(crate) const NUMBER_KIND: &str = "Patient.number";

/// The name under which a chart that was added by hand is found when another system sends its patient.
pub(crate) fn number_alias(facility: FacilityId, number: &str) -> Uuid {
    Uuid::new_v5(&facility.0, format!("number {number}").as_bytes())
}

/// The chart with a medical record number.
///
/// # Errors
/// `NotFound` when no chart has it.
pub async fn find_by_record_number(
    backend: &Backend,
    facility: FacilityId,
    number: &str,
) -> Result<ChartId, UseCaseError> {
    store::find_by_record_number(backend.db.reader(), facility, number).await?.ok_or(UseCaseError::NotFound)
}

/// Writes down the words of names where they are missing: charts that came before there was a search.
///
/// # Errors
/// When the database fails.
pub async fn name_unnamed(backend: &Backend, facility: FacilityId) -> Result<(), UseCaseError> {
    loop {
        let unnamed = store::list_unnamed(backend.db.reader(), facility, 500).await?;
        if unnamed.is_empty() {
            return Ok(());
        }
        let tx = backend.db.begin().await?;
        for (chart, given, family) in unnamed {
            store::update_name_words(&tx, facility, chart, name_words(&given, &family)).await?;
        }
        tx.commit().await?;
    }
}

/// The words of a name as they are searched: each between spaces, without marks, capitals and small words.
#[must_use]
pub fn name_words(given: &str, family: &str) -> String {
    let all: Vec<String> = words(given).into_iter().chain(words(family)).collect();
    format!(" {} ", all.join(" "))
}
