//! The calendar as its administrators see it: every row with a version that a change must name.

use super::export::snapshot;
use super::file::{
    CalendarFile, ExceptionEntry, KindWord, LocationEntry, ProviderEntry, VisitTypeEntry, WeeklyEntry,
};
use super::store;
use crate::facility::Facility;
use crate::{Backend, UseCaseError, audit, zones};
use domain::actor::Actor;
use domain::calendar::contract::{
    CalendarPage, ExceptionLine, HoursLine, LocationLine, ProviderLine, VisitTypeLine,
};
use domain::permission::Action;
use domain::policy;
use jiff::civil::Weekday;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// Bytes of a version: enough that two states of a row do not look the same by chance.
const VERSION_BYTES: usize = 9;

/// The whole calendar, for those who may change it.
///
/// # Errors
/// The policy's refusal.
pub async fn read_settings(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
) -> Result<CalendarPage, UseCaseError> {
    if let Err(refusal) = policy::for_staff(actor, Action::EditCalendar) {
        return Err(audit::denied(backend, actor, "calendar.read", refusal.into()).await);
    }
    let db = backend.db.reader();
    let existing = store::read_existing(db, actor.facility).await?;
    let file = snapshot(db, actor.facility, &existing).await?;
    let today = zones::local(&facility.zone, backend.clock.now()).date();
    Ok(page(file, facility.zone.clone(), today)?)
}

/// A short name for all that `entry` says.
pub fn version(entry: &impl Serialize) -> Result<String, serde_json::Error> {
    let hash = Sha256::digest(serde_json::to_vec(entry)?);
    Ok(hash.iter().take(VERSION_BYTES).map(|byte| format!("{byte:02x}")).collect())
}

fn page(file: CalendarFile, zone: String, today: String) -> Result<CalendarPage, serde_json::Error> {
    let mut locations = file.locations.into_iter().map(location).collect::<Result<Vec<_>, _>>()?;
    locations.sort_by(|a, b| a.name.cmp(&b.name));
    let mut providers = file.providers.into_iter().map(provider).collect::<Result<Vec<_>, _>>()?;
    providers.sort_by(|a, b| b.is_active.cmp(&a.is_active).then_with(|| a.name.cmp(&b.name)));
    let mut visit_types = file.visit_types.into_iter().map(visit_type).collect::<Result<Vec<_>, _>>()?;
    visit_types.sort_by(|a, b| b.is_active.cmp(&a.is_active).then_with(|| a.name.cmp(&b.name)));
    Ok(CalendarPage {
        zone,
        today,
        locations,
        providers,
        visit_types,
        weekly: file.weekly.into_iter().map(hours).collect::<Result<_, _>>()?,
        exceptions: file.exceptions.into_iter().map(exception).collect::<Result<_, _>>()?,
    })
}

fn location(entry: LocationEntry) -> Result<LocationLine, serde_json::Error> {
    Ok(LocationLine {
        version: version(&entry)?,
        key: entry.key,
        name: entry.name,
        zone: entry.zone,
        address: entry.address.unwrap_or_default(),
    })
}

fn provider(entry: ProviderEntry) -> Result<ProviderLine, serde_json::Error> {
    Ok(ProviderLine {
        version: version(&entry)?,
        key: entry.key,
        name: entry.name,
        specialty: entry.specialty,
        is_active: entry.active.unwrap_or(true),
    })
}

fn visit_type(entry: VisitTypeEntry) -> Result<VisitTypeLine, serde_json::Error> {
    Ok(VisitTypeLine {
        version: version(&entry)?,
        key: entry.key,
        name: entry.name,
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
        is_active: entry.active.unwrap_or(true),
    })
}

fn hours(entry: WeeklyEntry) -> Result<HoursLine, serde_json::Error> {
    Ok(HoursLine {
        version: version(&entry)?,
        provider: entry.provider,
        location: entry.location,
        visit_types: entry.visit_types,
        weekday: Weekday::from(entry.weekday).to_monday_zero_offset().unsigned_abs(),
        from: entry.from,
        to: entry.to,
        valid_from: entry.valid_from,
        valid_to: entry.valid_to,
    })
}

fn exception(entry: ExceptionEntry) -> Result<ExceptionLine, serde_json::Error> {
    Ok(ExceptionLine {
        version: version(&entry)?,
        provider: entry.provider,
        location: entry.location,
        is_open: entry.kind == KindWord::Open,
        visit_types: entry.visit_types,
        from: entry.from,
        to: entry.to,
        note: entry.note.unwrap_or_default(),
    })
}
