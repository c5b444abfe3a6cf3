//! Coming of age: parents' access ends when the child reaches the clinic's age, at midnight on the clinic's clocks. Reads
//! ask the date themselves; the job here tells everybody, and writes down what has ended.

use super::store::{self, GrantRow};
use super::tell::{News, tell_both};
use crate::db::{Connection, Tx};
use crate::{Backend, UseCaseError, account, audit, facility, invitations, live, uninterrupted, zones};
use domain::family::{EndReason, WARNED_DAYS, hand_over_day};
use domain::ids::{ChartId, FacilityId};
use domain::time::{DAY, Instant};
use jiff::civil::Date;
use std::collections::HashMap;

/// Grants that are looked at in one go.
const CHUNK: u64 = 200;

/// When a patient of this date of birth comes of age; nothing for one that is not known to the day.
pub(crate) fn hand_over_at(born: &str, age_years: u16, zone: &str) -> Option<Instant> {
    let born: Date = (born.len() == 10).then(|| born.parse().ok()).flatten()?;
    zones::midnight(zone, &hand_over_day(born, age_years)?.to_string())
}

/// When patients come of age, for those whose date of birth is known.
pub(crate) async fn hand_overs(
    db: &impl Connection,
    facility: FacilityId,
    charts: &[ChartId],
) -> Result<HashMap<ChartId, Instant>, UseCaseError> {
    if charts.is_empty() {
        return Ok(HashMap::new());
    }
    let clinic = facility::find_in(db, facility).await?;
    let rows = store::list_birth_dates(db, facility, charts).await?;
    let at = |born: &str| hand_over_at(born, clinic.security.hand_over_age, &clinic.zone);
    Ok(rows.into_iter().filter_map(|(chart, born)| Some((chart, at(&born)?))).collect())
}

/// Whether a patient is not of age yet.
pub(crate) async fn is_minor(
    db: &impl Connection,
    facility: FacilityId,
    chart: ChartId,
    now: Instant,
) -> Result<bool, UseCaseError> {
    Ok(hand_overs(db, facility, &[chart]).await?.get(&chart).is_some_and(|at| now < *at))
}

/// When a grant ends: on its day, or when the child comes of age, whichever is first.
pub(super) fn effective_end(grant: &GrantRow, hand_over: Option<Instant>) -> Option<Instant> {
    grant.ends.into_iter().chain(hand_over.filter(|_| grant.is_for_minor)).min()
}

/// Writes down what has ended by itself and tells both sides; tells them of hand-overs that are near. Returns how many
/// grants it wrote down.
///
/// # Errors
/// When the database fails.
pub async fn end_due(backend: &Backend, facility: FacilityId) -> Result<u64, UseCaseError> {
    let now = backend.clock.now();
    let mut ended = 0;
    loop {
        let rows = store::list_due(backend.db.reader(), facility, now, CHUNK).await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            ended += u64::from(end_one(backend, row, facility, EndReason::Date, now).await?);
        }
    }
    let mut after = None;
    loop {
        let rows = store::list_for_minors(backend.db.reader(), facility, after, CHUNK).await?;
        let Some(last) = rows.last() else { break };
        after = Some(last.id);
        let charts: Vec<ChartId> = rows.iter().map(|row| row.chart).collect();
        let hand_overs = hand_overs(backend.db.reader(), facility, &charts).await?;
        for row in rows {
            match hand_overs.get(&row.chart).map(|at| at.seconds_since(now)) {
                Some(left) if left <= 0 => {
                    ended += u64::from(end_one(backend, row, facility, EndReason::HandOver, now).await?);
                }
                Some(left) if left <= WARNED_DAYS * DAY && row.warned.is_none() => {
                    warn(backend, row, facility, now).await?;
                }
                _ => {}
            }
        }
    }
    Ok(ended)
}

async fn end_one(
    backend: &Backend,
    row: GrantRow,
    facility: FacilityId,
    reason: EndReason,
    now: Instant,
) -> Result<bool, UseCaseError> {
    let backend = backend.clone();
    uninterrupted(async move {
        let tx = backend.db.begin().await?;
        let is_ended = end(&tx, &backend, &row, facility, reason, now).await?;
        tx.commit().await?;
        backend.live.wake();
        Ok(is_ended)
    })
    .await
}

async fn end(
    tx: &Tx,
    backend: &Backend,
    row: &GrantRow,
    facility: FacilityId,
    reason: EndReason,
    now: Instant,
) -> Result<bool, UseCaseError> {
    if reason == EndReason::HandOver {
        invitations::end_for_minors(tx, facility, row.chart, now).await?;
    }
    if !store::end_grant(tx, facility, row.id, (reason, None), now).await? {
        return Ok(false);
    }
    let news = if reason == EndReason::HandOver { News::HandedOver } else { News::Ended };
    tell_both(tx, facility, (row.chart, row.id), news, row.account, now).await?;
    live::record_sessions(tx, facility, row.account, now).await?;
    let subject = format!("{} {}", row.id, reason.name());
    let event = account::operator_event(facility, now, "family.end", &subject);
    let event = audit::Event { chart: Some(row.chart), address: String::new(), ..event };
    audit::record(tx, &backend.keys, &event).await?;
    Ok(true)
}

async fn warn(
    backend: &Backend,
    row: GrantRow,
    facility: FacilityId,
    now: Instant,
) -> Result<(), UseCaseError> {
    let backend = backend.clone();
    uninterrupted(async move {
        let tx = backend.db.begin().await?;
        if store::mark_warned(&tx, facility, row.id, now).await? {
            tell_both(&tx, facility, (row.chart, row.id), News::EndsSoon, row.account, now).await?;
        }
        Ok(tx.commit().await?)
    })
    .await
}
