//! A provider's day, for those who work with it.

use super::offer::read_offer;
use super::search::{local_date, midnight_of, provider_choice};
use super::store::{self, Catalogue};
use crate::db::Connection;
use crate::{Backend, UseCaseError, audit, zones};
use domain::actor::Actor;
use domain::booking::contract::{DayEntry, DayPage, DayRequest, WorkingTime};
use domain::booking::coverage::Hours;
use domain::booking::slots::LocationTime;
use domain::booking::units::Interval;
use domain::ids::{ChartId, FacilityId, ProviderId};
use domain::permission::Action;
use domain::policy;
use domain::time::{DAY, Instant};
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// How long a patient on a day is not noted again for the same session, which asks anew whenever something changes.
const NOTED_S: i64 = DAY;

/// Appointments of a provider on a local day. A clinician sees the own day first; every look is in the audit log, and each
/// patient who is seen has it on record.
///
/// # Errors
/// The policy's refusal; `NotFound` for a provider who is not of this facility.
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
    let (offer, last_event) = read_offer(backend, db, actor.facility).await?;
    let catalogue = &offer.catalogue;
    let wanted = request.provider.or(actor.provider);
    let provider = match wanted {
        Some(id) => Some(catalogue.provider(id).ok_or(UseCaseError::NotFound)?),
        None => catalogue.providers.first(),
    };
    let zone = catalogue.locations.first().map_or("UTC", |row| row.zone.as_str());
    let local_now = zones::local(zone, now);
    let day = request.day.as_deref().and_then(|text| text.parse::<Date>().ok());
    let day = day.unwrap_or_else(|| local_date(local_now));
    let mut page = DayPage {
        provider: provider.map(provider_choice),
        providers: catalogue.providers.iter().map(provider_choice).collect(),
        day: midnight_of(day),
        today: midnight_of(local_date(local_now)),
        now,
        offset_minutes: local_now.offset_minutes,
        working: Vec::new(),
        entries: Vec::new(),
        last_event,
    };
    let Some(provider) = provider else { return Ok(page) };
    let subject = format!("{} {day}", provider.key);
    audit::record_alone(backend, &audit::Event::of(actor, now, "day.read", &subject)).await?;
    let midnight = super::facts::midnight(day);
    let range = Interval { from: midnight.plus_seconds(-DAY), to: midnight.plus_seconds(2 * DAY) };
    let rows = store::list_day(db, actor.facility, &permit, provider.id, range).await?;
    let entries = rows.into_iter().map(|(row, patient)| DayEntry {
        id: row.id,
        chart: row.chart,
        patient: patient.name,
        birth_date: patient.birth_date,
        visit: catalogue.visit(row.visit_type, row.provider, row.location, row.visit),
        status: row.status,
        note: row.note.unwrap_or_default(),
    });
    let entries: Vec<DayEntry> = entries.filter(|entry| local_date(entry.visit.local) == day).collect();
    note(backend, (actor, subject.as_str(), now), &entries).await?;
    page.entries = entries;
    page.working = working(db, actor.facility, catalogue, provider.id, day).await?;
    Ok(page)
}

/// Notes each patient before anything is shown: one event per chart, once for a session and a day.
async fn note(
    backend: &Backend,
    (actor, subject, now): (&Actor, &str, Instant),
    entries: &[DayEntry],
) -> Result<(), UseCaseError> {
    let mut charts: BTreeSet<ChartId> = entries.iter().map(|entry| entry.chart).collect();
    if charts.is_empty() {
        return Ok(());
    }
    let event = audit::Event::of(actor, now, "day.shown", subject);
    for noted in audit::list_charts_seen(backend.db.reader(), &event, now.plus_seconds(-NOTED_S)).await? {
        charts.remove(&noted);
    }
    let events = charts.into_iter().map(|chart| audit::Event { chart: Some(chart), ..event.clone() });
    audit::record_together(backend, events.collect()).await
}

/// When the provider works on a local day.
async fn working(
    db: &impl Connection,
    facility: FacilityId,
    catalogue: &Catalogue,
    provider: ProviderId,
    day: Date,
) -> Result<Vec<WorkingTime>, UseCaseError> {
    let midnight = super::facts::midnight(day);
    let range = Interval { from: midnight.plus_seconds(-DAY), to: midnight.plus_seconds(2 * DAY) };
    let weekly = store::list_weekly(db, facility, &[provider]).await?;
    let exceptions = store::list_exceptions(db, facility, day.saturating_sub(2.days())).await?;
    let visit_types: Vec<_> = catalogue.visit_types.iter().map(|row| row.rules.id).collect();
    let mut places = Vec::new();
    for row in &catalogue.locations {
        let zone = zones::spans(&row.zone, range.from, range.to).map_err(UseCaseError::internal)?;
        places.push(LocationTime { location: row.id, zone });
    }
    let hours = Hours { weekly: &weekly, exceptions: &exceptions };
    let stretches = hours.stretches(provider, &places, &visit_types, range);
    let shown = stretches.into_iter().filter_map(|stretch| {
        let place = catalogue.locations.iter().find(|row| row.id == stretch.location)?;
        let (start, end) = (stretch.time.from, stretch.time.to);
        let local = zones::local(&place.zone, start);
        (local_date(local) == day).then(|| WorkingTime {
            location: place.name.clone(),
            start,
            end,
            local,
            local_end: zones::local(&place.zone, end),
        })
    });
    Ok(shown.collect())
}
