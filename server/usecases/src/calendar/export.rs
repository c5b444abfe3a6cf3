//! Writes a facility's calendar in the format of the calendar file; importing it again changes nothing.

use super::file::{
    CalendarFile, ExceptionEntry, KindWord, LocationEntry, ProviderEntry, VisitTypeEntry, WeeklyEntry,
};
use super::store::{self, Existing};
use crate::booking::{list_exceptions, list_weekly};
use crate::db::Connection;
use crate::facility::Facility;
use crate::{Backend, UseCaseError};
use domain::booking::hours::{ExceptionKind, HoursException, VisitTypes, WeeklyHours};
use domain::ids::{FacilityId, LocationId, ProviderId, VisitTypeId};
use jiff::civil::{Date, DateTime};

/// Everything the calendar file can hold of a facility, in a fixed order.
///
/// # Errors
/// When the database fails.
pub async fn read_calendar(backend: &Backend, facility: &Facility) -> Result<CalendarFile, UseCaseError> {
    let db = backend.db.reader();
    let existing = store::read_existing(db, facility.id).await?;
    let file = snapshot(db, facility.id, &existing).await?;
    Ok(CalendarFile { facility: facility.key.clone(), ..file })
}

/// The calendar as it is for `db`, without the facility's key.
pub async fn snapshot(
    db: &impl Connection,
    facility: FacilityId,
    existing: &Existing,
) -> Result<CalendarFile, UseCaseError> {
    let providers: Vec<ProviderId> = existing.providers.iter().map(|row| row.id).collect();
    let mut weekly: Vec<WeeklyEntry> =
        list_weekly(db, facility, &providers).await?.iter().map(|row| weekly_entry(existing, row)).collect();
    weekly.sort_by_cached_key(|row| {
        let weekday = jiff::civil::Weekday::from(row.weekday).to_monday_zero_offset();
        let valid = (row.valid_from.clone(), row.valid_to.clone());
        (
            row.provider.clone(),
            weekday,
            row.from.clone(),
            row.to.clone(),
            row.location.clone(),
            valid,
            row.visit_types.clone(),
        )
    });
    let mut exceptions: Vec<ExceptionEntry> = list_exceptions(db, facility, Date::constant(1, 1, 1))
        .await?
        .iter()
        .map(|row| exception_entry(existing, row))
        .collect();
    exceptions.sort_by_cached_key(|row| {
        (
            row.from.clone(),
            row.to.clone(),
            row.provider.clone(),
            row.location.clone(),
            row.kind,
            row.visit_types.clone(),
            row.note.clone(),
        )
    });
    Ok(CalendarFile {
        facility: String::new(),
        weekly,
        exceptions,
        locations: existing
            .locations
            .iter()
            .cloned()
            .map(|row| LocationEntry { key: row.key, name: row.name, zone: row.zone, address: row.address })
            .collect(),
        providers: existing
            .providers
            .iter()
            .cloned()
            .map(|row| ProviderEntry {
                key: row.key,
                name: row.name,
                specialty: row.specialty,
                active: (!row.is_active).then_some(false),
            })
            .collect(),
        visit_types: existing.visit_types.iter().cloned().map(visit_type_entry).collect(),
    })
}

fn visit_type_entry(row: store::VisitTypeRow) -> VisitTypeEntry {
    let rules = row.rules;
    VisitTypeEntry {
        key: row.key,
        name: row.name,
        minutes: rules.minutes,
        buffer_before: rules.buffer_before,
        buffer_after: rules.buffer_after,
        min_notice_minutes: rules.min_notice_minutes,
        horizon_days: rules.horizon_days,
        grid_minutes: rules.grid_minutes,
        mode: rules.mode,
        cancel_notice_minutes: rules.cancel_notice_minutes,
        max_upcoming_per_patient: rules.max_upcoming_per_patient,
        patients: rules.patients,
        active: (!row.is_active).then_some(false),
    }
}

fn weekly_entry(existing: &Existing, row: &WeeklyHours) -> WeeklyEntry {
    WeeklyEntry {
        provider: existing.provider_key(row.provider),
        location: existing.location_key(row.location),
        visit_types: existing.visit_type_keys(&row.visit_types),
        weekday: row.weekday.into(),
        from: clock(row.from_min),
        to: clock(row.to_min),
        valid_from: row.valid_from.map(|date| date.to_string()),
        valid_to: row.valid_to.map(|date| date.to_string()),
    }
}

fn exception_entry(existing: &Existing, row: &HoursException) -> ExceptionEntry {
    let (kind, visit_types) = match &row.kind {
        ExceptionKind::Open { visit_types } => (KindWord::Open, existing.visit_type_keys(visit_types)),
        ExceptionKind::Closed => (KindWord::Closed, None),
    };
    ExceptionEntry {
        provider: row.provider.map(|id| existing.provider_key(id)),
        location: row.location.map(|id| existing.location_key(id)),
        kind,
        visit_types,
        from: local(row.local_from),
        to: local(row.local_to),
        note: row.note.clone(),
    }
}

impl Existing {
    fn provider_key(&self, id: ProviderId) -> String {
        self.providers.iter().find(|row| row.id == id).map(|row| row.key.clone()).unwrap_or_default()
    }

    fn location_key(&self, id: LocationId) -> String {
        self.locations.iter().find(|row| row.id == id).map(|row| row.key.clone()).unwrap_or_default()
    }

    fn visit_type_keys(&self, visit_types: &VisitTypes) -> Option<Vec<String>> {
        let VisitTypes::Only(ids) = visit_types else { return None };
        let key = |id: &VisitTypeId| self.visit_types.iter().find(|row| row.rules.id == *id);
        Some(ids.iter().filter_map(key).map(|row| row.key.clone()).collect())
    }
}

fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// A local date and time as the calendar file writes it.
pub fn local(at: DateTime) -> String {
    format!("{}T{:02}:{:02}", at.date(), at.hour(), at.minute())
}
