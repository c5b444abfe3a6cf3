//! A provider's day, for those who work with it.

use super::search::{local_date, midnight_of, provider_choice};
use super::store;
use crate::{Backend, UseCaseError, audit, live, zones};
use domain::actor::Actor;
use domain::booking::contract::{DayEntry, DayPage, DayRequest};
use domain::booking::units::Interval;
use domain::permission::Action;
use domain::policy;
use domain::time::DAY;
use jiff::civil::Date;

/// Appointments of a provider on a local day. A clinician sees the own day first; every look is in the audit log.
///
/// # Errors
/// The policy's refusal; `NotFound` without any provider.
pub async fn read_day(
    backend: &Backend,
    actor: &Actor,
    request: DayRequest,
) -> Result<DayPage, UseCaseError> {
    let now = backend.clock.now();
    let permit = match policy::for_staff(actor, Action::ReadDay) {
        Ok(permit) => permit,
        Err(refusal) => return Err(audit::denied(backend, actor, "day.read", refusal.into()).await),
    };
    let db = backend.db.reader();
    let last_event = live::last_seq(db).await?;
    let catalogue = store::read_catalogue(db, actor.facility).await?;
    let wanted = request.provider.or(actor.provider);
    let provider = match wanted {
        Some(id) => catalogue.providers.iter().find(|row| row.id == id),
        None => catalogue.providers.first(),
    };
    let provider = provider.ok_or(UseCaseError::NotFound)?;
    let zone = catalogue.locations.first().map(|row| row.zone.clone()).ok_or(UseCaseError::NotFound)?;
    let today = local_date(zones::local(&zone, now));
    let day = request.day.as_deref().and_then(|text| text.parse::<Date>().ok()).unwrap_or(today);
    audit::record_alone(
        backend,
        &audit::Event::of(actor, now, "day.read", &format!("{} {day}", provider.key)),
    )
    .await?;
    let midnight = super::facts::midnight(day);
    let range = Interval { from: midnight.plus_seconds(-DAY), to: midnight.plus_seconds(2 * DAY) };
    let rows = store::list_day(db, actor.facility, &permit, provider.id, range).await?;
    let entries = rows.into_iter().map(|(row, patient)| DayEntry {
        id: row.id,
        patient: patient.name,
        birth_date: patient.birth_date,
        visit: catalogue.visit(row.visit_type, row.provider, row.location, row.visit),
        status: row.status,
        note: row.note.unwrap_or_default(),
    });
    Ok(DayPage {
        provider: provider_choice(provider),
        providers: catalogue.providers.iter().map(provider_choice).collect(),
        day: midnight_of(day),
        entries: entries.filter(|entry| local_date(entry.visit.local) == day).collect(),
        last_event,
    })
}
