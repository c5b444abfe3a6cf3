//! Claims whose time has passed: holds that ended, and what is deleted after a while.

use super::claim::{ClaimRow, from_row};
use crate::UseCaseError;
use crate::booking::claims::{ENDED, HOLD};
use domain::ids::{ClaimId, FacilityId};
use domain::time::Instant;
use entity::{busy_unit, claim};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

/// Holds that have ended, the oldest first.
pub async fn list_ended_holds(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    now: Instant,
    limit: u64,
) -> Result<Vec<ClaimRow>, UseCaseError> {
    let rows = claim::Entity::find()
        .filter(claim::Column::FacilityId.eq(facility))
        .filter(claim::Column::Kind.eq(HOLD))
        .filter(claim::Column::ExpiresS.lte(now))
        .order_by_asc(claim::Column::ExpiresS)
        .limit(limit)
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(from_row).collect())
}

/// Gives the time of a hold back if it has ended; says whether it did. The caller has locked the provider, so that
/// nobody confirms it meanwhile.
pub async fn end_hold(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    id: ClaimId,
    now: Instant,
) -> Result<bool, UseCaseError> {
    let changed = claim::Entity::update_many()
        .col_expr(claim::Column::Kind, Expr::value(ENDED))
        .filter(claim::Column::FacilityId.eq(facility))
        .filter(claim::Column::Id.eq(id))
        .filter(claim::Column::Kind.eq(HOLD))
        .filter(claim::Column::ExpiresS.lte(now))
        .exec(db)
        .await?;
    if changed.rows_affected != 1 {
        return Ok(false);
    }
    busy_unit::Entity::delete_many()
        .filter(busy_unit::Column::FacilityId.eq(facility))
        .filter(busy_unit::Column::ClaimId.eq(id))
        .exec(db)
        .await?;
    Ok(true)
}

/// Deletes holds that ended before `before`.
pub async fn forget_ended_holds(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    before: Instant,
) -> Result<(), UseCaseError> {
    claim::Entity::delete_many()
        .filter(claim::Column::FacilityId.eq(facility))
        .filter(claim::Column::Kind.eq(ENDED))
        .filter(claim::Column::ExpiresS.lt(before))
        .exec(db)
        .await?;
    Ok(())
}

/// Deletes up to `limit` claims whose time ended before `before`; returns how many.
pub async fn delete_claims_before(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    before: Instant,
    limit: u64,
) -> Result<u64, UseCaseError> {
    let old: Vec<ClaimId> = claim::Entity::find()
        .select_only()
        .column(claim::Column::Id)
        .filter(claim::Column::FacilityId.eq(facility))
        .filter(claim::Column::BusyToS.lt(before))
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    if old.is_empty() {
        return Ok(0);
    }
    let deleted = claim::Entity::delete_many()
        .filter(claim::Column::FacilityId.eq(facility))
        .filter(claim::Column::Id.is_in(old))
        .exec(db)
        .await?;
    Ok(deleted.rows_affected)
}
