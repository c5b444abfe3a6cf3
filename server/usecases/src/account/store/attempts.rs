//! Queries about failed attempts.

use crate::UseCaseError;
use crate::db::Tx;
use domain::ids::FacilityId;
use domain::time::Instant;
use entity::throttle;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, ExprTrait as _, QueryFilter as _, Set};

/// Counts one attempt unless the key has to wait; says whether the attempt may go on. In a transaction: whoever asks at
/// the same time waits for its commit, and then sees the delay it has set.
pub async fn reserve_attempt(
    db: &Tx,
    facility: FacilityId,
    key: &[u8],
    now: Instant,
    delay_s: fn(i32) -> i64,
) -> Result<bool, UseCaseError> {
    let first = throttle::ActiveModel {
        facility_id: Set(facility),
        key: Set(key.to_vec()),
        failures: Set(0),
        locked_until_s: Set(now),
        updated_s: Set(now),
    };
    throttle::Entity::insert(first)
        .on_conflict_do_nothing_on([throttle::Column::FacilityId, throttle::Column::Key])
        .exec_without_returning(db)
        .await?;
    let counted = throttle::Entity::update_many()
        .col_expr(throttle::Column::Failures, Expr::col(throttle::Column::Failures).add(1))
        .col_expr(throttle::Column::UpdatedS, Expr::value(now))
        .filter(throttle::Column::FacilityId.eq(facility))
        .filter(throttle::Column::Key.eq(key))
        .filter(throttle::Column::LockedUntilS.lte(now))
        .exec_with_returning(db)
        .await?;
    let Some(row) = counted.first() else { return Ok(false) };
    let delay = delay_s(row.failures);
    if delay > 0 {
        throttle::Entity::update_many()
            .col_expr(throttle::Column::LockedUntilS, Expr::value(now.plus_seconds(delay)))
            .filter(throttle::Column::FacilityId.eq(facility))
            .filter(throttle::Column::Key.eq(key))
            .exec(db)
            .await?;
    }
    Ok(true)
}

/// Takes one attempt back that turned out right. Those that failed before it stay counted: who holds one secret must not
/// guess another's without limit.
pub async fn refund_attempt(
    db: &Tx,
    facility: FacilityId,
    key: &[u8],
    now: Instant,
) -> Result<(), UseCaseError> {
    throttle::Entity::update_many()
        .col_expr(throttle::Column::Failures, Expr::col(throttle::Column::Failures).sub(1))
        .col_expr(throttle::Column::LockedUntilS, Expr::value(now))
        .filter(throttle::Column::FacilityId.eq(facility))
        .filter(throttle::Column::Key.eq(key))
        .filter(throttle::Column::Failures.gt(0))
        .exec(db)
        .await?;
    Ok(())
}

/// Waits until nobody else holds `key`, which is this transaction's until it ends.
pub async fn wait_turn(db: &Tx, facility: FacilityId, key: &[u8], now: Instant) -> Result<(), UseCaseError> {
    reserve_attempt(db, facility, key, now, |_| 0).await.map(drop)
}

/// Forgets counters that nobody has added to since `before`.
pub async fn delete_old_attempts(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    before: Instant,
) -> Result<(), UseCaseError> {
    throttle::Entity::delete_many()
        .filter(throttle::Column::FacilityId.eq(facility))
        .filter(throttle::Column::UpdatedS.lt(before))
        .exec(db)
        .await?;
    Ok(())
}

pub async fn clear_attempts(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    key: &[u8],
) -> Result<(), UseCaseError> {
    throttle::Entity::delete_many()
        .filter(throttle::Column::FacilityId.eq(facility))
        .filter(throttle::Column::Key.eq(key))
        .exec(db)
        .await?;
    Ok(())
}
