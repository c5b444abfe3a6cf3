//! Patients: colleagues find one by name, record number or date of birth, to open the record. A search shows no more than tells
//! one patient from another; that somebody searched is noted, and not for whom.

pub(crate) mod dates;
mod kept;
mod store;
mod wanted;

pub use kept::{keep, read_search};
pub(crate) use store::search_charts;
pub(crate) use wanted::Wanted;

use crate::error::FieldError;
use crate::facility::Facility;
use crate::{Backend, UseCaseError, audit, invitations};
use domain::actor::Actor;
use domain::chart_view::policy;
use domain::patients::contract::{MOST_FOUND, PatientFound, PatientsFound, SearchRequest};
use domain::policy::StaffPermit;

/// What the audit log calls a search; its subject is how many were found.
const SEARCH: &str = "patients.search";

/// Patients by the beginnings of their names, a whole record number, or a date of birth.
///
/// # Errors
/// The policy's refusal; the field `words`.
pub async fn find_patients(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    request: SearchRequest,
) -> Result<PatientsFound, UseCaseError> {
    may_search(backend, actor).await?;
    let now = backend.clock.now();
    let wanted = Wanted::of_line(&request.words, invitations::today(facility, now)).ok_or_else(too_short)?;
    let mut rows = search_charts(backend.db.reader(), facility.id, &wanted, MOST_FOUND + 1).await?;
    let has_more = rows.len() as u64 > MOST_FOUND;
    rows.truncate(usize::try_from(MOST_FOUND).unwrap_or(usize::MAX));
    let event = audit::Event::of(actor, now, SEARCH, &rows.len().to_string());
    audit::record_alone(backend, &audit::Event { chart: None, ..event }).await?;
    let patients = rows
        .into_iter()
        .map(|row| PatientFound {
            chart: row.id,
            name: format!("{} {}", row.given, row.family).trim().to_owned(),
            born: row.birth_date,
            number: row.mrn,
            is_inactive: row.is_inactive,
        })
        .collect();
    Ok(PatientsFound { patients, has_more })
}

/// May the actor see who the clinic's patients are?
async fn may_search(backend: &Backend, actor: &Actor) -> Result<StaffPermit, UseCaseError> {
    match policy::may_identify(actor) {
        Ok(permit) => Ok(permit),
        Err(refused) => Err(audit::denied(backend, actor, SEARCH, refused.into()).await),
    }
}

fn too_short() -> UseCaseError {
    UseCaseError::Invalid(vec![FieldError::new("words", "patients_short")])
}
