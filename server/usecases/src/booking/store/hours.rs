//! Weekly hours and exceptions, as the slot rules take them.

use crate::UseCaseError;
use domain::booking::hours::{ExceptionKind, HoursException, VisitTypes, WeeklyHours};
use domain::ids::{FacilityId, ProviderId};
use entity::{hours_exception, weekly_hours};
use jiff::civil::{Date, Weekday};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _};

pub async fn list_weekly(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    providers: &[ProviderId],
) -> Result<Vec<WeeklyHours>, UseCaseError> {
    let rows = weekly_hours::Entity::find()
        .filter(weekly_hours::Column::FacilityId.eq(facility))
        .filter(weekly_hours::Column::ProviderId.is_in(providers.iter().copied()))
        .all(db)
        .await?;
    rows.into_iter().map(weekly).collect()
}

/// Exceptions that end on `first` or later.
pub async fn list_exceptions(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    first: Date,
) -> Result<Vec<HoursException>, UseCaseError> {
    let rows = hours_exception::Entity::find()
        .filter(hours_exception::Column::FacilityId.eq(facility))
        .filter(hours_exception::Column::LocalTo.gte(first.to_string()))
        .all(db)
        .await?;
    rows.into_iter().map(exception).collect()
}

fn weekly(row: weekly_hours::Model) -> Result<WeeklyHours, UseCaseError> {
    let weekday = i8::try_from(row.weekday).map_err(UseCaseError::internal)?;
    Ok(WeeklyHours {
        provider: row.provider_id,
        location: row.location_id,
        visit_types: visit_types(row.visit_types.as_deref())?,
        weekday: Weekday::from_monday_zero_offset(weekday).map_err(UseCaseError::internal)?,
        from_min: row.from_min.unsigned_abs(),
        to_min: row.to_min.unsigned_abs(),
        valid_from: date(row.valid_from.as_deref())?,
        valid_to: date(row.valid_to.as_deref())?,
    })
}

fn exception(row: hours_exception::Model) -> Result<HoursException, UseCaseError> {
    Ok(HoursException {
        provider: row.provider_id,
        location: row.location_id,
        kind: if row.kind == "closed" {
            ExceptionKind::Closed
        } else {
            ExceptionKind::Open { visit_types: visit_types(row.visit_types.as_deref())? }
        },
        local_from: row.local_from.parse().map_err(UseCaseError::internal)?,
        local_to: row.local_to.parse().map_err(UseCaseError::internal)?,
        note: row.note,
    })
}

/// Nothing stored means all of them; else a JSON list of ids.
fn visit_types(stored: Option<&str>) -> Result<VisitTypes, UseCaseError> {
    match stored {
        None => Ok(VisitTypes::All),
        Some(json) => Ok(VisitTypes::Only(serde_json::from_str(json)?)),
    }
}

fn date(stored: Option<&str>) -> Result<Option<Date>, UseCaseError> {
    stored.map(str::parse).transpose().map_err(UseCaseError::internal)
}
