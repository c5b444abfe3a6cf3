//! Changing the calendar row by row, through the same checks and the same writing as the calendar file.

use super::check::{Plan, plan};
use super::entries::{exception_entry, visit_type_entry, weekly_entries};
use super::export::snapshot;
use super::file::{CalendarFile, ExceptionEntry, LocationEntry, ProviderEntry};
use super::settings::version;
use super::store::{self, Existing};
use super::{counted, touched, typed, warn, write};
use crate::error::FieldError;
use crate::{Backend, UseCaseError, audit, booking, uninterrupted};
use domain::actor::Actor;
use domain::calendar::contract::{
    RemoveExceptionRequest, RemoveHoursRequest, SaveExceptionRequest, SaveHoursRequest, SaveLocationRequest,
    SaveProviderRequest, SaveVisitTypeRequest, Saved,
};
use domain::ids::{LocationId, ProviderId};
use domain::permission::Action;
use domain::policy::{self, StaffPermit};
use domain::refusal::{NextStep, Refusal, RefusalKind};
use serde::Serialize;
use std::collections::BTreeSet;

/// The row has changed or gone since it was shown.
const CHANGED: Refusal =
    Refusal { rule: "calendar.changed", kind: RefusalKind::Conflict, next: NextStep::Reload };

/// The calendar after a change, and what of it is to be written. What is new stands first in its list, so that
/// problems of it have the first indices.
#[derive(Debug, Default)]
struct Change {
    next: CalendarFile,
    locations: Vec<String>,
    visit_types: Vec<String>,
    /// Their hours and exceptions are written too.
    providers: BTreeSet<String>,
    /// Places whose exceptions for everybody are written; nothing stands for everywhere.
    places: BTreeSet<Option<String>>,
    /// What the audit log calls it.
    subject: String,
    /// What [`Saved`] names.
    key: String,
}

/// Writes a place.
///
/// # Errors
/// The policy's refusal; fields; a conflict when the place has changed meanwhile.
pub async fn save_location(
    backend: &Backend,
    actor: &Actor,
    request: SaveLocationRequest,
) -> Result<Saved, UseCaseError> {
    change(backend, actor, move |mut next| {
        let keys = next.locations.iter().map(|row| row.key.as_str());
        let key = key_of(&request.key, &request.name, "place", keys);
        let entry = LocationEntry {
            key: key.clone(),
            name: request.name.trim().to_owned(),
            zone: request.zone.trim().to_owned(),
            address: Some(request.address.trim().to_owned()),
        };
        take_keyed(&mut next.locations, &request.key, &request.version, |row| &row.key)?;
        next.locations.insert(0, entry);
        let subject = format!("location {key}");
        Ok(Change { next, locations: vec![key.clone()], subject, key, ..Change::default() })
    })
    .await
}

/// Writes a provider.
///
/// # Errors
/// The policy's refusal; fields; a conflict when the provider has changed meanwhile.
pub async fn save_provider(
    backend: &Backend,
    actor: &Actor,
    request: SaveProviderRequest,
) -> Result<Saved, UseCaseError> {
    change(backend, actor, move |mut next| {
        let keys = next.providers.iter().map(|row| row.key.as_str());
        let key = key_of(&request.key, &request.name, "provider", keys);
        let entry = ProviderEntry {
            key: key.clone(),
            name: request.name,
            specialty: request.specialty,
            active: Some(request.is_active),
        };
        take_keyed(&mut next.providers, &request.key, &request.version, |row| &row.key)?;
        next.providers.insert(0, entry);
        let subject = format!("provider {key}");
        Ok(Change { next, providers: [key.clone()].into(), subject, key, ..Change::default() })
    })
    .await
}

/// Writes a visit type.
///
/// # Errors
/// The policy's refusal; fields; a conflict when the visit type has changed meanwhile.
pub async fn save_visit_type(
    backend: &Backend,
    actor: &Actor,
    request: SaveVisitTypeRequest,
) -> Result<Saved, UseCaseError> {
    change(backend, actor, move |mut next| {
        let keys = next.visit_types.iter().map(|row| row.key.as_str());
        let key = key_of(&request.key, &request.name, "visit", keys);
        let entry = visit_type_entry(key.clone(), &request).map_err(UseCaseError::Invalid)?;
        take_keyed(&mut next.visit_types, &request.key, &request.version, |row| &row.key)?;
        next.visit_types.insert(0, entry);
        let subject = format!("visit_type {key}");
        Ok(Change { next, visit_types: vec![key.clone()], subject, key, ..Change::default() })
    })
    .await
}

/// Writes a window on each of the chosen days, new or instead of one.
///
/// # Errors
/// The policy's refusal; fields; a conflict when the window has changed meanwhile.
pub async fn save_hours(
    backend: &Backend,
    actor: &Actor,
    request: SaveHoursRequest,
) -> Result<Saved, UseCaseError> {
    change(backend, actor, move |mut next| {
        require_provider(&next, &request.provider)?;
        if !request.version.is_empty() {
            take_row(&mut next.weekly, &request.version, |row| row.provider == request.provider)?;
        }
        let entries = weekly_entries(&request).map_err(UseCaseError::Invalid)?;
        if entries.iter().any(|entry| next.weekly.contains(entry)) {
            return Err(UseCaseError::Invalid(vec![FieldError::new("weekdays", "calendar.hours_twice")]));
        }
        next.weekly.splice(0..0, entries);
        Ok(Change {
            next,
            providers: [request.provider.clone()].into(),
            subject: format!("hours {}", request.provider),
            key: request.provider,
            ..Change::default()
        })
    })
    .await
}

/// Takes a window of the week away.
///
/// # Errors
/// The policy's refusal; a conflict when the window has changed meanwhile.
pub async fn remove_hours(
    backend: &Backend,
    actor: &Actor,
    request: RemoveHoursRequest,
) -> Result<Saved, UseCaseError> {
    change(backend, actor, move |mut next| {
        require_provider(&next, &request.provider)?;
        take_row(&mut next.weekly, &request.version, |row| row.provider == request.provider)?;
        Ok(Change {
            next,
            providers: [request.provider.clone()].into(),
            subject: format!("hours {}", request.provider),
            key: request.provider,
            ..Change::default()
        })
    })
    .await
}

/// Writes an exception, new or instead of one.
///
/// # Errors
/// The policy's refusal; fields; a conflict when the exception has changed meanwhile.
pub async fn save_exception(
    backend: &Backend,
    actor: &Actor,
    request: SaveExceptionRequest,
) -> Result<Saved, UseCaseError> {
    change(backend, actor, move |mut next| {
        let mut change = Change::default();
        if !request.version.is_empty() {
            let old = take_row(&mut next.exceptions, &request.version, |_| true)?;
            change.names(&old);
        }
        let entry = exception_entry(&request).map_err(UseCaseError::Invalid)?;
        if let Some(key) = &entry.provider {
            require_provider(&next, key)?;
        }
        if next.exceptions.contains(&entry) {
            return Err(UseCaseError::Invalid(vec![FieldError::new("from_day", "calendar.exception_twice")]));
        }
        change.names(&entry);
        change.subject = format!("exception {} {}", entry.provider.as_deref().unwrap_or("*"), entry.from);
        change.key = request.provider;
        next.exceptions.insert(0, entry);
        Ok(Change { next, ..change })
    })
    .await
}

/// Takes an exception away.
///
/// # Errors
/// The policy's refusal; a conflict when the exception has changed meanwhile.
pub async fn remove_exception(
    backend: &Backend,
    actor: &Actor,
    request: RemoveExceptionRequest,
) -> Result<Saved, UseCaseError> {
    change(backend, actor, move |mut next| {
        let mut change = Change::default();
        let old = take_row(&mut next.exceptions, &request.version, |_| true)?;
        change.names(&old);
        change.subject = format!("exception {} {}", old.provider.as_deref().unwrap_or("*"), old.from);
        change.key = old.provider.unwrap_or_default();
        Ok(Change { next, ..change })
    })
    .await
}

impl Change {
    /// The exceptions of the same provider, or of everybody at the same place, are written anew.
    fn names(&mut self, entry: &ExceptionEntry) {
        match &entry.provider {
            Some(provider) => {
                self.providers.insert(provider.clone());
            }
            None => {
                self.places.insert(entry.location.clone());
            }
        }
    }

    /// The part of the calendar that is written.
    fn file(&self) -> CalendarFile {
        let next = &self.next;
        let is_named = |key: &Option<String>| key.as_ref().is_some_and(|key| self.providers.contains(key));
        let chosen = |row: &&ExceptionEntry| {
            is_named(&row.provider) || (row.provider.is_none() && self.places.contains(&row.location))
        };
        CalendarFile {
            facility: String::new(),
            locations: next
                .locations
                .iter()
                .filter(|row| self.locations.contains(&row.key))
                .cloned()
                .collect(),
            providers: next
                .providers
                .iter()
                .filter(|row| self.providers.contains(&row.key))
                .cloned()
                .collect(),
            visit_types: next
                .visit_types
                .iter()
                .filter(|row| self.visit_types.contains(&row.key))
                .cloned()
                .collect(),
            weekly: next
                .weekly
                .iter()
                .filter(|row| self.providers.contains(&row.provider))
                .cloned()
                .collect(),
            exceptions: next.exceptions.iter().filter(chosen).cloned().collect(),
        }
    }

    /// Places whose exceptions for everybody go, also when none are left.
    fn emptied(&self, existing: &Existing) -> BTreeSet<Option<LocationId>> {
        let id = |key: &str| existing.locations.iter().find(|row| row.key == key).map(|row| row.id);
        self.places
            .iter()
            .filter_map(|place| place.as_deref().map_or(Some(None), |key| id(key).map(Some)))
            .collect()
    }
}

/// Asks the policy, reads the calendar, changes it, checks it, writes it, and tells what that did.
async fn change(
    backend: &Backend,
    actor: &Actor,
    edit: impl FnOnce(CalendarFile) -> Result<Change, UseCaseError> + Send + 'static,
) -> Result<Saved, UseCaseError> {
    let permit = match policy::for_staff(actor, Action::EditCalendar) {
        Ok(permit) => permit,
        Err(refusal) => return Err(audit::denied(backend, actor, "calendar.change", refusal.into()).await),
    };
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let (facility, now) = (actor.facility, backend.clock.now());
        let tx = backend.db.begin().await?;
        store::begin_change(&tx, facility).await?;
        let existing = store::read_existing(&tx, facility).await?;
        let current = snapshot(&tx, facility, &existing).await?;
        let change = match edit(current) {
            Ok(change) => change,
            Err(refused) => {
                tx.rollback().await?;
                return Err(refused);
            }
        };
        let mut plan = match plan(facility, &existing, &change.file()) {
            Ok(plan) => plan,
            Err(problems) => {
                tx.rollback().await?;
                return Err(UseCaseError::Invalid(typed::field_errors(&problems)));
            }
        };
        plan.closed_for_all.extend(change.emptied(&existing));
        let outside = write_and_count(&tx, &permit, &actor, &existing, &plan, now).await?;
        let event = audit::Event::of(&actor, now, "calendar.change", &change.subject);
        audit::record(&tx, &backend.keys, &event).await?;
        booking::commit(&backend, tx).await?;
        Ok(Saved { key: change.key, outside })
    })
    .await
}

/// Writes the plan; returns how many booked appointments it leaves outside the calendar.
async fn write_and_count(
    tx: &crate::db::Tx,
    permit: &StaffPermit,
    actor: &Actor,
    existing: &Existing,
    plan: &Plan,
    now: domain::time::Instant,
) -> Result<u32, UseCaseError> {
    let facility = actor.facility;
    let providers = touched(existing, plan, &counted(existing, plan));
    let ids: Vec<ProviderId> = providers.iter().copied().collect();
    let before = warn::read_offer(tx, facility, &ids).await?;
    write(tx, facility, existing, plan, now).await?;
    let booked = store::list_booked(tx, facility, permit, &providers, now).await?;
    warn::count_outside(&booked, &before, &warn::read_offer(tx, facility, &ids).await?)
}

/// Takes the row that is to be changed out of its list; nothing for a new one.
fn take_keyed<Row: Serialize>(
    rows: &mut Vec<Row>,
    key: &str,
    seen: &str,
    key_of: impl Fn(&Row) -> &String,
) -> Result<(), UseCaseError> {
    if key.is_empty() {
        return Ok(());
    }
    take_row(rows, seen, |row| key_of(row) == key).map(|_| ())
}

/// Takes the row with the version that the reader saw out of its list.
fn take_row<Row: Serialize>(
    rows: &mut Vec<Row>,
    seen: &str,
    is_meant: impl Fn(&Row) -> bool,
) -> Result<Row, UseCaseError> {
    for index in 0..rows.len() {
        if let Some(row) = rows.get(index)
            && is_meant(row)
            && version(row)? == seen
        {
            return Ok(rows.remove(index));
        }
    }
    Err(CHANGED.into())
}

fn require_provider(calendar: &CalendarFile, key: &str) -> Result<(), UseCaseError> {
    if calendar.providers.iter().any(|row| row.key == key) { Ok(()) } else { Err(UseCaseError::NotFound) }
}

/// The key of a row, or a new one made of its name.
fn key_of<'a>(key: &str, name: &str, fallback: &str, used: impl Iterator<Item = &'a str>) -> String {
    if key.is_empty() { typed::new_key(name, fallback, &used.collect::<Vec<_>>()) } else { key.to_owned() }
}
