//! Queries about failed attempts.

use crate::UseCaseError;
use crate::db::Tx;
use domain::account::throttle::{Bounds, SLIPS};
use domain::ids::FacilityId;
use domain::time::Instant;
use entity::throttle;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, ExprTrait as _, QueryFilter as _, Set};

/// What became of an attempt that asked to be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reserved {
    /// It may go on.
    Counted,
    /// Not before the delay is over.
    Waits,
    /// There were too many in a row: not before the counter is cleared.
    Stopped,
}

/// Counts one attempt unless the key has to wait or is stopped. In a transaction: whoever asks at the same time waits for
/// its commit, and then sees the delay it has set.
pub async fn reserve_attempt(
    db: &Tx,
    facility: FacilityId,
    key: &[u8],
    bounds: Bounds,
    now: Instant,
) -> Result<Reserved, UseCaseError> {
    let first = throttle::ActiveModel {
        facility_id: Set(facility),
        key: Set(key.to_vec()),
        failures: Set(0),
        locked_until_s: Set(now),
        is_kept: Set(bounds.most.is_some()),
        updated_s: Set(now),
    };
    throttle::Entity::insert(first)
        .on_conflict_do_nothing_on([throttle::Column::FacilityId, throttle::Column::Key])
        .exec_without_returning(db)
        .await?;
    let most = bounds.most.unwrap_or(i32::MAX);
    let counted = throttle::Entity::update_many()
        .col_expr(throttle::Column::Failures, Expr::col(throttle::Column::Failures).add(1))
        .col_expr(throttle::Column::UpdatedS, Expr::value(now))
        .col_expr(throttle::Column::IsKept, Expr::value(bounds.most.is_some()))
        .filter(throttle::Column::FacilityId.eq(facility))
        .filter(throttle::Column::Key.eq(key))
        .filter(throttle::Column::LockedUntilS.lte(now))
        .filter(throttle::Column::Failures.lt(most))
        .exec_with_returning(db)
        .await?;
    let Some(row) = counted.first() else {
        let row = throttle::Entity::find_by_id((facility, key.to_vec())).one(db).await?;
        let is_stopped = row.is_some_and(|row| row.failures >= most);
        return Ok(if is_stopped { Reserved::Stopped } else { Reserved::Waits });
    };
    let delay = (bounds.delay_s)(row.failures);
    if delay > 0 {
        throttle::Entity::update_many()
            .col_expr(throttle::Column::LockedUntilS, Expr::value(now.plus_seconds(delay)))
            .filter(throttle::Column::FacilityId.eq(facility))
            .filter(throttle::Column::Key.eq(key))
            .exec(db)
            .await?;
    }
    Ok(Reserved::Counted)
}

/// Whether the key has to wait.
pub async fn waits(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    key: &[u8],
    now: Instant,
) -> Result<bool, UseCaseError> {
    let row = throttle::Entity::find_by_id((facility, key.to_vec())).one(db).await?;
    Ok(row.is_some_and(|row| row.locked_until_s > now))
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
    reserve_attempt(db, facility, key, Bounds::paced(|_| 0), now).await.map(drop)
}

/// When counters were last added to that are forgotten now.
pub struct Forgotten {
    /// Those of networks and turns.
    pub shared: Instant,
    /// Slips of the hand.
    pub slips: Instant,
    /// All others.
    pub rows: Instant,
}

/// Forgets counters that nobody has added to for long.
pub async fn delete_old_attempts(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    before: &Forgotten,
) -> Result<(), UseCaseError> {
    use throttle::Column;
    let is_shared = Column::IsKept.eq(false).and(Column::UpdatedS.lt(before.shared));
    let is_slip = Column::Failures.lte(SLIPS).and(Column::UpdatedS.lt(before.slips));
    throttle::Entity::delete_many()
        .filter(Column::FacilityId.eq(facility))
        .filter(is_shared.or(is_slip).or(Column::UpdatedS.lt(before.rows)))
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
