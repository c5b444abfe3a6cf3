//! Queries about waiting answers.

use crate::UseCaseError;
use domain::ids::FacilityId;
use domain::time::Instant;
use entity::flash;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, Set};

pub async fn insert(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    token_hash: Vec<u8>,
    body: &str,
    expires: Instant,
) -> Result<(), UseCaseError> {
    let row = flash::ActiveModel {
        facility_id: Set(facility),
        token_hash: Set(token_hash),
        body: Set(body.to_owned()),
        expires_s: Set(expires),
    };
    flash::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

pub async fn delete_returning(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    token_hash: Vec<u8>,
    now: Instant,
) -> Result<Option<String>, UseCaseError> {
    let rows = flash::Entity::delete_many()
        .filter(flash::Column::FacilityId.eq(facility))
        .filter(flash::Column::TokenHash.eq(token_hash))
        .exec_with_returning(db)
        .await?;
    Ok(rows.into_iter().find(|row| now < row.expires_s).map(|row| row.body))
}

pub async fn delete_expired(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    now: Instant,
) -> Result<(), UseCaseError> {
    flash::Entity::delete_many()
        .filter(flash::Column::FacilityId.eq(facility))
        .filter(flash::Column::ExpiresS.lte(now))
        .exec(db)
        .await?;
    Ok(())
}
