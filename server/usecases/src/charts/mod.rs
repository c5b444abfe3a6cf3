//! Charts: the clinic's records of patients, found by number.

mod store;

use crate::{Backend, UseCaseError};
use domain::ids::{ChartId, FacilityId};

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
