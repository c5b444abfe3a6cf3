//! The places, providers and visit types of a calendar file.

use super::super::file::{CalendarFile, VisitTypeEntry};
use super::super::store::{Existing, LocationRow, ProviderRow, VisitTypeRow};
use super::Check;
use domain::booking::visit_type::{VisitTypeProblem, VisitTypeRules, check_visit_type};
use domain::ids::{LocationId, ProviderId, VisitTypeId};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The provider of the command line that stands for everybody.
const ANYBODY: &str = "any";
/// Longest notice, in minutes: a year.
const NOTICE_MINUTES: u32 = 366 * 1_440;
/// Farthest horizon, in days: ten years.
const HORIZON_DAYS: u32 = 3_660;
/// Most appointments ahead that a rule can name.
const MOST_UPCOMING: u32 = 10_000;

impl Check {
    pub(super) fn locations(&mut self, existing: &Existing, file: &CalendarFile) -> Vec<LocationRow> {
        let mut seen = BTreeSet::new();
        let mut rows = Vec::new();
        for (index, entry) in file.locations.iter().enumerate() {
            let at = format!("locations[{index}]");
            self.key(&at, &entry.key, &mut seen);
            self.text(format!("{at}.name"), &entry.name, true);
            let zone = self.zone(format!("{at}.zone"), &entry.zone);
            if let Some(address) = &entry.address {
                self.text(format!("{at}.address"), address, false);
            }
            let known = existing.locations.iter().find(|row| row.key == entry.key);
            let is_used = |id| existing.locations.iter().any(|row| row.id.0 == id);
            let id = known.map_or_else(|| LocationId(self.id("location", &entry.key, is_used)), |row| row.id);
            self.locations.insert(entry.key.clone(), id);
            rows.push(LocationRow {
                id,
                key: entry.key.clone(),
                name: entry.name.trim().to_owned(),
                zone,
                address: match &entry.address {
                    Some(address) => Some(address.trim().to_owned()).filter(|address| !address.is_empty()),
                    None => known.and_then(|row| row.address.clone()),
                },
            });
        }
        rows
    }

    pub(super) fn providers(&mut self, existing: &Existing, file: &CalendarFile) -> Vec<ProviderRow> {
        let mut seen = BTreeSet::new();
        let mut rows = Vec::new();
        for (index, entry) in file.providers.iter().enumerate() {
            let at = format!("providers[{index}]");
            self.key(&at, &entry.key, &mut seen);
            if entry.key == ANYBODY {
                self.complain(format!("{at}.key"), "key", "\"any\" stands for any provider; use another key");
            }
            self.text(format!("{at}.name"), &entry.name, true);
            self.text(format!("{at}.specialty"), &entry.specialty, false);
            let known = existing.providers.iter().find(|row| row.key == entry.key);
            let is_used = |id| existing.resources.iter().any(|resource| resource.0 == id);
            let id = known.map_or_else(|| ProviderId(self.id("provider", &entry.key, is_used)), |row| row.id);
            self.providers.insert(entry.key.clone(), id);
            rows.push(ProviderRow {
                id,
                key: entry.key.clone(),
                name: entry.name.trim().to_owned(),
                specialty: entry.specialty.trim().to_owned(),
                is_active: entry.active.or_else(|| known.map(|row| row.is_active)).unwrap_or(true),
            });
        }
        rows
    }

    pub(super) fn visit_types(&mut self, existing: &Existing, file: &CalendarFile) -> Vec<VisitTypeRow> {
        let mut seen = BTreeSet::new();
        let mut rows = Vec::new();
        for (index, entry) in file.visit_types.iter().enumerate() {
            let at = format!("visit_types[{index}]");
            self.key(&at, &entry.key, &mut seen);
            self.text(format!("{at}.name"), &entry.name, true);
            let known = existing.visit_types.iter().find(|row| row.key == entry.key);
            let is_used = |id| existing.visit_types.iter().any(|row| row.rules.id.0 == id);
            let id = known
                .map_or_else(|| VisitTypeId(self.id("visit_type", &entry.key, is_used)), |row| row.rules.id);
            self.visit_types.insert(entry.key.clone(), id);
            let rules = rules(id, entry);
            self.rules(&at, &rules);
            rows.push(VisitTypeRow {
                key: entry.key.clone(),
                name: entry.name.trim().to_owned(),
                rules,
                is_active: entry.active.or_else(|| known.map(|row| row.is_active)).unwrap_or(true),
            });
        }
        rows
    }

    fn rules(&mut self, at: &str, rules: &VisitTypeRules) {
        if let Err(problem) = check_visit_type(rules) {
            let (field, code) = match problem {
                VisitTypeProblem::NotAMultipleOfFive { field } => (field, "multiple_of_five"),
                VisitTypeProblem::OutOfRange { field } => (field, "length"),
            };
            self.complain(format!("{at}.{field}"), code, problem);
        }
        let most = [
            ("min_notice_minutes", Some(rules.min_notice_minutes), NOTICE_MINUTES),
            ("cancel_notice_minutes", rules.cancel_notice_minutes, NOTICE_MINUTES),
            ("horizon_days", Some(rules.horizon_days), HORIZON_DAYS),
            ("max_upcoming_per_patient", rules.max_upcoming_per_patient, MOST_UPCOMING),
        ];
        for (field, value, most) in most {
            if value.is_some_and(|value| value > most) {
                self.complain(
                    format!("{at}.{field}"),
                    "too_large",
                    format!("{field} must be at most {most}"),
                );
            }
        }
    }

    /// A stable id of a key; another one if a row that was renamed since still has it.
    fn id(&self, kind: &str, key: &str, is_used: impl Fn(Uuid) -> bool) -> Uuid {
        let id = Uuid::new_v5(&self.facility.0, format!("{kind}:{key}").as_bytes());
        if is_used(id) { Uuid::new_v4() } else { id }
    }
}

fn rules(id: VisitTypeId, entry: &VisitTypeEntry) -> VisitTypeRules {
    VisitTypeRules {
        id,
        minutes: entry.minutes,
        buffer_before: entry.buffer_before,
        buffer_after: entry.buffer_after,
        min_notice_minutes: entry.min_notice_minutes,
        horizon_days: entry.horizon_days,
        grid_minutes: entry.grid_minutes,
        mode: entry.mode,
        cancel_notice_minutes: entry.cancel_notice_minutes,
        max_upcoming_per_patient: entry.max_upcoming_per_patient,
        patients: entry.patients,
    }
}
