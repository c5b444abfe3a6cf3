//! Queries about resets that were allowed.

use crate::UseCaseError;
use crate::db::Tx;
use domain::ids::{AccountId, FacilityId};
use domain::time::Instant;
use entity::factor_reset;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, ExprTrait as _, QueryFilter as _, Set};

pub use entity::factor_reset::Model as ResetRow;

pub async fn replace(
    tx: &Tx,
    (facility, account): (FacilityId, AccountId),
    code_mac: &[u8],
    by: AccountId,
    (now, expires): (Instant, Instant),
) -> Result<(), UseCaseError> {
    use factor_reset::Column;
    let row = factor_reset::ActiveModel {
        facility_id: Set(facility),
        account_id: Set(account),
        code_mac: Set(code_mac.to_vec()),
        tries: Set(0),
        allowed_by: Set(by),
        expires_s: Set(expires),
        created_s: Set(now),
    };
    let again = OnConflict::columns([Column::FacilityId, Column::AccountId])
        .update_columns([
            Column::CodeMac,
            Column::Tries,
            Column::AllowedBy,
            Column::ExpiresS,
            Column::CreatedS,
        ])
        .to_owned();
    factor_reset::Entity::insert(row).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn find(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    account: AccountId,
) -> Result<Option<ResetRow>, UseCaseError> {
    Ok(factor_reset::Entity::find_by_id((facility, account)).one(db).await?)
}

/// Counts a try of a code that still holds; nothing when it does not, or when there were too many.
pub async fn count_try(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    account: AccountId,
    most: i32,
    now: Instant,
) -> Result<Option<ResetRow>, UseCaseError> {
    let mut rows = factor_reset::Entity::update_many()
        .col_expr(factor_reset::Column::Tries, Expr::col(factor_reset::Column::Tries).add(1))
        .filter(factor_reset::Column::FacilityId.eq(facility))
        .filter(factor_reset::Column::AccountId.eq(account))
        .filter(factor_reset::Column::Tries.lt(most))
        .filter(factor_reset::Column::ExpiresS.gt(now))
        .exec_with_returning(db)
        .await?;
    Ok(rows.pop())
}

/// Uses a code up; says whether it was there.
pub async fn delete(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    account: AccountId,
) -> Result<bool, UseCaseError> {
    Ok(factor_reset::Entity::delete_by_id((facility, account)).exec(db).await?.rows_affected == 1)
}
