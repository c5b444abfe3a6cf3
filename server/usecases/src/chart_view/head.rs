//! The head of a record: who the patient is, what comes next, and what of the record can be seen.

use super::{event, facts, open, refused, sees_all, store};
use crate::facility::Facility;
use crate::{Backend, UseCaseError, audit, booking, factors, zones};
use domain::actor::Actor;
use domain::chart_view::contract::{ChartHead, ChartRequest, Door, HeadVisit, OpenFor};
use domain::chart_view::policy::{self, BREAK_GLASS, MERGED, OWN, STATE_PURPOSE};
use domain::civil::LocalMinute;
use domain::time::Instant;

/// Who a patient is. Where care opens the record, it is open afterwards.
///
/// # Errors
/// The policy's refusal; `NotFound`.
pub async fn read_head(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
    request: ChartRequest,
) -> Result<ChartHead, UseCaseError> {
    let permit = match policy::may_identify(actor) {
        Ok(permit) => permit,
        Err(refusal) => {
            return Err(refused(backend, actor, (None, "chart_view.head"), refusal.into()).await);
        }
    };
    let (db, now, chart) = (backend.db.reader(), backend.clock.now(), request.chart);
    let row = store::find_chart(db, facility.id, chart).await?.ok_or(UseCaseError::NotFound)?;
    audit::record_alone(backend, &event(actor, chart, ("chart_view.head", ""), now)).await?;
    let facts = facts(backend, actor, chart, now).await?;
    let local = |at| zones::local(&facility.zone, at);
    let (door, open) = match policy::may_read(actor, &facts, now) {
        Ok(permit) => {
            if permit.opening().is_none() {
                open::write_care(backend, actor, &permit, now).await?;
            }
            let ends = permit.opening().map_or(permit.purpose().ends(now), |opening| opening.ends);
            let open =
                OpenFor { purpose: permit.purpose(), until: local(ends), is_ordinary: !sees_all(&permit) };
            (Door::Open, Some(open))
        }
        Err(STATE_PURPOSE) => (Door::Ask, None),
        Err(BREAK_GLASS) => (Door::Glass, None),
        Err(OWN) => (Door::Own, None),
        Err(MERGED) => (Door::Merged, None),
        Err(_) => (Door::Closed, None),
    };
    let visits = booking::list_upcoming_of(backend, &permit, (facility.id, chart), now).await?;
    Ok(ChartHead {
        chart,
        name: format!("{} {}", row.given, row.family).trim().to_owned(),
        age: row.birth_date.as_deref().and_then(|born| age(born, local(now))),
        born: row.birth_date,
        number: row.mrn,
        language: row.language,
        is_deceased: row.is_deceased,
        is_inactive: row.is_inactive,
        merged_into: row.merged_into,
        freshness: factors::freshness(backend, actor).await?,
        door,
        open,
        visits: visits
            .into_iter()
            .map(|visit| HeadVisit {
                start: visit.local,
                visit_type: visit.visit_type,
                provider: visit.provider,
                location: visit.location,
            })
            .collect(),
    })
}

/// The age in whole years on the clinic's day, where the date of birth is known to the day.
fn age(born: &str, today: LocalMinute) -> Option<u32> {
    let mut parts = born.split('-');
    let (year, month, day): (i32, u8, u8) =
        (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let had_birthday = (today.month, today.day) >= (month, day);
    u32::try_from(i32::from(today.year) - year - i32::from(!had_birthday)).ok()
}

/// What the unit tests look at.
#[doc(hidden)]
#[must_use]
pub fn age_on(born: &str, at: Instant) -> Option<u32> {
    age(born, zones::local("UTC", at))
}
