//! Queries about how people want to hear of results.

use crate::UseCaseError;
use crate::db::Tx;
use domain::ids::{FacilityId, GrantId};
use domain::results::wish::Wish;
use domain::time::Instant;
use entity::{access_grant, facility};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _};
use std::collections::HashMap;

/// The wishes of those who hold these grants; whoever has none is not there.
pub async fn list(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    grants: &[GrantId],
) -> Result<HashMap<GrantId, Wish>, UseCaseError> {
    let rows: Vec<(GrantId, Option<String>)> = access_grant::Entity::find()
        .select_only()
        .columns([access_grant::Column::Id, access_grant::Column::ResultsWish])
        .filter(access_grant::Column::FacilityId.eq(facility))
        .filter(access_grant::Column::Id.is_in(grants.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(|(id, wish)| Some((id, Wish::read(&wish?)))).collect())
}

/// The clinic's time zone.
pub async fn find_zone(db: &impl ConnectionTrait, id: FacilityId) -> Result<String, UseCaseError> {
    let row = facility::Entity::find_by_id(id).one(db).await?;
    Ok(row.map(|row| row.zone).unwrap_or_default())
}

pub async fn update(tx: &Tx, facility: FacilityId, grant: GrantId, wish: Wish) -> Result<(), UseCaseError> {
    access_grant::Entity::update_many()
        .col_expr(access_grant::Column::ResultsWish, Expr::value(wish.written()))
        .filter(access_grant::Column::FacilityId.eq(facility))
        .filter(access_grant::Column::Id.eq(grant))
        .exec(tx)
        .await?;
    Ok(())
}

/// When a reader last looked at the list of results.
pub async fn find_looked(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    grant: GrantId,
) -> Result<Option<Instant>, UseCaseError> {
    let row = access_grant::Entity::find_by_id((facility, grant)).one(db).await?;
    Ok(row.and_then(|row| row.results_looked_s))
}

pub async fn update_looked(
    db: &impl ConnectionTrait,
    facility: FacilityId,
    grant: GrantId,
    now: Instant,
) -> Result<(), UseCaseError> {
    access_grant::Entity::update_many()
        .col_expr(access_grant::Column::ResultsLookedS, Expr::value(now))
        .filter(access_grant::Column::FacilityId.eq(facility))
        .filter(access_grant::Column::Id.eq(grant))
        .exec(db)
        .await?;
    Ok(())
}
