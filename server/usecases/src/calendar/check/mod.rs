//! Checks a calendar file against itself and the facility, and turns it into rows; every problem is named by its path.

mod catalog;
mod fields;
mod hours;

use super::Problem;
use super::file::CalendarFile;
use super::store::{Existing, LocationRow, ProviderRow, VisitTypeRow};
use domain::booking::hours::{HoursException, WeeklyHours};
use domain::ids::{FacilityId, LocationId, ProviderId, VisitTypeId};
use std::collections::{BTreeMap, BTreeSet};

/// The rows of a file without any problem.
#[derive(Debug)]
pub struct Plan {
    pub locations: Vec<LocationRow>,
    pub providers: Vec<ProviderRow>,
    pub visit_types: Vec<VisitTypeRow>,
    pub weekly: Vec<WeeklyHours>,
    pub exceptions: Vec<HoursException>,
    /// Providers the file names anywhere: their hours are replaced.
    pub named: BTreeSet<ProviderId>,
    /// Places whose exceptions for everybody the file names; nothing stands for everywhere.
    pub closed_for_all: BTreeSet<Option<LocationId>>,
}

/// Turns the file into rows.
///
/// # Errors
/// Every problem found.
pub fn plan(facility: FacilityId, existing: &Existing, file: &CalendarFile) -> Result<Plan, Vec<Problem>> {
    let mut check = Check {
        facility,
        problems: Vec::new(),
        locations: existing.locations.iter().map(|row| (row.key.clone(), row.id)).collect(),
        providers: existing.providers.iter().map(|row| (row.key.clone(), row.id)).collect(),
        visit_types: existing.visit_types.iter().map(|row| (row.key.clone(), row.rules.id)).collect(),
    };
    let locations = check.locations(existing, file);
    let providers = check.providers(existing, file);
    let visit_types = check.visit_types(existing, file);
    let weekly: Vec<_> =
        file.weekly.iter().enumerate().filter_map(|(index, entry)| check.weekly(index, entry)).collect();
    let exceptions: Vec<_> = file
        .exceptions
        .iter()
        .enumerate()
        .filter_map(|(index, entry)| check.exception(index, entry))
        .collect();
    if !check.problems.is_empty() {
        return Err(check.problems);
    }
    let mut named: BTreeSet<ProviderId> = providers.iter().map(|row| row.id).collect();
    named.extend(weekly.iter().map(|row| row.provider));
    named.extend(exceptions.iter().filter_map(|row| row.provider));
    let for_all = exceptions.iter().filter(|row| row.provider.is_none());
    let closed_for_all = for_all.map(|row| row.location).collect();
    Ok(Plan { locations, providers, visit_types, weekly, exceptions, named, closed_for_all })
}

/// Keys that can be referred to, and what was found wrong so far.
struct Check {
    facility: FacilityId,
    problems: Vec<Problem>,
    locations: BTreeMap<String, LocationId>,
    providers: BTreeMap<String, ProviderId>,
    visit_types: BTreeMap<String, VisitTypeId>,
}

impl Check {
    fn complain(&mut self, path: String, code: &'static str, reason: impl ToString) {
        self.problems.push(Problem::new(path, code, reason.to_string()));
    }
}
