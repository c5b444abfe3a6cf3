//! Counts what is booked and no longer fits the calendar, so that whoever changes hours learns of it.

use super::store::{self, BookedRow, Existing};
use crate::booking::{list_exceptions, list_weekly};
use crate::db::Connection;
use crate::{UseCaseError, zones};
use domain::booking::coverage::Hours;
use domain::booking::hours::{HoursException, WeeklyHours};
use domain::booking::slots::LocationTime;
use domain::ids::{FacilityId, ProviderId};
use domain::time::{DAY, Instant};
use jiff::civil::Date;

/// A calendar, as far as it bears on what is booked.
#[derive(Debug)]
pub struct Offer {
    existing: Existing,
    weekly: Vec<WeeklyHours>,
    exceptions: Vec<HoursException>,
}

/// What is offered by `providers` as `db` sees it now.
pub async fn read_offer(
    db: &impl Connection,
    facility: FacilityId,
    providers: &[ProviderId],
) -> Result<Offer, UseCaseError> {
    Ok(Offer {
        existing: store::read_existing(db, facility).await?,
        weekly: list_weekly(db, facility, providers).await?,
        exceptions: list_exceptions(db, facility, Date::constant(1, 1, 1)).await?,
    })
}

/// How many of `booked` fitted `before` and do not fit `after`.
///
/// # Errors
/// When a zone is not known.
pub fn count_outside(booked: &[BookedRow], before: &Offer, after: &Offer) -> Result<u32, UseCaseError> {
    let mut count = 0;
    for row in booked {
        if fits(row, before)? && !fits(row, after)? {
            count += 1;
        }
    }
    Ok(count)
}

fn fits(row: &BookedRow, offer: &Offer) -> Result<bool, UseCaseError> {
    let Offer { existing, weekly, exceptions } = offer;
    let is_offered = existing.providers.iter().any(|known| known.id == row.provider && known.is_active)
        && existing.visit_types.iter().any(|known| known.rules.id == row.visit_type && known.is_active);
    let Some(place) = existing.locations.iter().find(|known| known.id == row.location) else {
        return Ok(false);
    };
    if !is_offered {
        return Ok(false);
    }
    let zone = spans(&place.zone, row.visit.from)?;
    let place = LocationTime { location: place.id, zone };
    Ok(Hours { weekly, exceptions }.cover(row.provider, &place, row.visit_type, row.visit))
}

fn spans(zone: &str, at: Instant) -> Result<domain::time::ZoneSpans, UseCaseError> {
    zones::spans(zone, at.plus_seconds(-DAY), at.plus_seconds(2 * DAY)).map_err(UseCaseError::internal)
}
